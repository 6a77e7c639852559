import Keras
import TensorGraph
import TestKit
import Testing

/// Regularizers and constraints against Keras: values, and the regularizers' gradients.
@Suite struct RegularizerGoldenTests {
  static let cases = GoldenFamily.regularizers.cases()

  @Test(arguments: cases) func values(_ golden: GoldenCase) throws {
    let x = try golden.tensor("input")
    if let constraint = Self.constraint(golden) {
      #expect(try goldenDifference(constraint(x), golden.array("output"), tolerance: 2e-6) == nil)
      return
    }
    let regularizer = try #require(Self.regularizer(golden), "\(golden.kind) is not covered")
    let value = try regularizer(x).scalar()
    #expect(goldenDifference([value], [golden["output"].double!], tolerance: 2e-6) == nil)
    let gradient = gradient { regularizer($0) }(x)
    #expect(try goldenDifference(gradient, golden.array("gradient"), tolerance: 2e-6) == nil)
  }

  static func regularizer(_ golden: GoldenCase) -> Regularizer? {
    let config = golden.config
    switch golden.kind {
    case "L1": return config["l1"].double.map { .l1($0) } ?? .l1()
    case "L2": return config["l2"].double.map { .l2($0) } ?? .l2()
    case "L1L2": return .l1l2(l1: config["l1"].double ?? 0, l2: config["l2"].double ?? 0)
    case "OrthogonalRegularizer":
      return .orthogonal(
        factor: config["factor"].double ?? 0.01, mode: config["mode"] == .string("columns") ? .columns : .rows)
    default: return nil
    }
  }

  static func constraint(_ golden: GoldenCase) -> Constraint? {
    let config = golden.config
    let axes = config["axis"].ints ?? [0]
    switch golden.kind {
    case "MaxNorm": return .maxNorm(config["max_value"].double ?? 2, axes: axes)
    case "NonNeg": return .nonNegative
    case "UnitNorm": return .unitNorm(axes: axes)
    case "MinMaxNorm":
      return .minMaxNorm(
        minimum: config["min_value"].double ?? 0, maximum: config["max_value"].double ?? 1,
        rate: config["rate"].double ?? 1, axes: axes)
    default: return nil
    }
  }
}
