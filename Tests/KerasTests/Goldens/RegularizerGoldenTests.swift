import Keras
import TensorGraph
import TestKit
import Testing

/// Regularizers with their gradients, and constraints, against Keras. Tolerance 1e-5: sums of float32.
@Suite struct RegularizerGoldenTests {
  static let regularizers: Set = ["L1", "L2", "L1L2", "OrthogonalRegularizer"]
  static let constraints: Set = ["MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"]

  static func regularizer(_ kind: String, _ config: JSON) throws -> Regularizer {
    switch kind {
    case "L1": return config["l1"].double.map { .l1($0) } ?? .l1()
    case "L2": return config["l2"].double.map { .l2($0) } ?? .l2()
    case "L1L2": return .l1l2(l1: config.double("l1", 0), l2: config.double("l2", 0))
    case "OrthogonalRegularizer" where config.object.isEmpty: return .orthogonal()
    case "OrthogonalRegularizer":
      return .orthogonal(
        factor: config.double("factor", 0.01), mode: config["mode"].string == "columns" ? .columns : .rows)
    default: throw GoldenError("no regularizer for '\(kind)'")
    }
  }

  static func constraint(_ kind: String, _ config: JSON) throws -> Constraint {
    let axes = config["axis"].ints ?? [0]
    switch kind {
    case "NonNeg": return .nonNegative
    case "MaxNorm" where config.object.isEmpty: return .maxNorm()
    case "MaxNorm": return .maxNorm(config.double("max_value", 2), axes: axes)
    case "UnitNorm" where config.object.isEmpty: return .unitNorm
    case "UnitNorm": return .unitNorm(axes: axes)
    case "MinMaxNorm" where config.object.isEmpty: return .minMaxNorm()
    case "MinMaxNorm":
      return .minMaxNorm(
        minimum: config.double("min_value", 0), maximum: config.double("max_value", 1),
        rate: config.double("rate", 1), axes: axes)
    default: throw GoldenError("no constraint for '\(kind)'")
    }
  }

  @Test func everyClassIsCovered() {
    #expect(uncoveredClasses(.regularizers, tested: Self.regularizers.union(Self.constraints), later: []) == [])
  }

  @Test(arguments: GoldenFamily.regularizers.cases(of: regularizers))
  func regularizerMatchesKeras(_ golden: GoldenCase) throws {
    let x = try golden.tensor("input")
    let penalty = try Self.regularizer(golden.kind, golden.config)(x)
    let gradient = gradients(of: penalty, withRespectTo: [x])[0]
    let expected = try #require(golden["output"].double)
    expectNone(goldenDifference([try penalty.scalar()], [expected], tolerance: 1e-5))
    try expectNone(goldenDifference(gradient, golden.array("gradient"), tolerance: 1e-5))
  }

  @Test(arguments: GoldenFamily.regularizers.cases(of: constraints))
  func constraintMatchesKeras(_ golden: GoldenCase) throws {
    let constrained = try Self.constraint(golden.kind, golden.config)(try golden.tensor("input"))
    try expectNone(goldenDifference(constrained, golden.array("output"), tolerance: 1e-5))
  }
}
