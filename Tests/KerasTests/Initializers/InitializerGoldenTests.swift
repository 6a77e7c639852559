import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// Initializers against Keras: values of the deterministic ones, moments and limits of the random ones.
@Suite struct InitializerGoldenTests {
  static let cases = GoldenFamily.initializers.cases().filter { make($0) != nil }

  @Test func allAreCovered() {
    let left = Set(GoldenFamily.initializers.cases().map(\.name)).subtracting(Self.cases.map(\.name))
    // Fans from given axes belong to tier C.
    #expect(left.allSatisfy { $0.hasSuffix("/axes") }, "\(left)")
  }

  @Test(arguments: cases) func values(_ golden: GoldenCase) throws {
    let initializer = try #require(Self.make(golden))
    let shape = Shape(golden["shape"].ints!)
    let value = initializer(shape)
    if !golden["value"].isNull {
      #expect(try goldenDifference(value, golden.array("value"), tolerance: 0) == nil)
    } else if let diagonal = golden["gram_diagonal"].double {
      try checkOrthogonality(value, diagonal)
    } else {
      let elements = try value.scalars(as: Double.self)
      let count = Double(elements.count)
      let mean: Double = elements.reduce(0, +) / count
      let deviation: Double = (elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      let expected = golden["standard_deviation"].double!
      // Five standard errors: a right generator fails once in a million.
      #expect(abs(mean - golden["mean"].double!) < 5 * expected / count.squareRoot())
      #expect(abs(deviation / expected - 1) < 5 / (2 * count).squareRoot())
      #expect(elements.allSatisfy { $0 >= golden["low"].double! - 1e-6 && $0 <= golden["high"].double! + 1e-6 })
    }
  }

  private func checkOrthogonality(_ value: Tensor, _ diagonal: Double) throws {
    let shape = value.shape.known!
    let columns = shape.last!
    let matrix = value.reshaped([nil, columns])
    let rows = matrix.shape[0]!
    let product = rows >= columns ? matmul(matrix.transposed(), matrix) : matmul(matrix, matrix.transposed())
    let size = min(rows, columns)
    let expected = Initializer.identity(gain: diagonal)([size, size])
    #expect(try abs(product - expected).max().scalar() < 1e-5)
  }

  static func make(_ golden: GoldenCase) -> Initializer? {
    let config = golden.config
    if !config["input_axes"].isNull { return nil }
    func normal(_ make: (Double, Double, Int) -> Initializer) -> Initializer {
      make(config["mean"].double ?? 0, config["stddev"].double ?? 0.05, 7)
    }
    switch golden.kind {
    case "Zeros": return .zeros
    case "Ones": return .ones
    case "Constant": return .constant(config["value"].double ?? 0)
    case "Identity": return config["gain"].double.map { .identity(gain: $0) } ?? .identity
    case "GlorotUniform": return .glorotUniform(seed: 1)
    case "GlorotNormal": return .glorotNormal(seed: 2)
    case "HeUniform": return .heUniform(seed: 3)
    case "HeNormal": return .heNormal(seed: 4)
    case "LecunUniform": return .lecunUniform(seed: 5)
    case "LecunNormal": return .lecunNormal(seed: 6)
    case "RandomNormal": return normal { .randomNormal(mean: $0, standardDeviation: $1, seed: $2) }
    case "TruncatedNormal": return normal { .truncatedNormal(mean: $0, standardDeviation: $1, seed: $2) }
    case "RandomUniform":
      return .randomUniform(
        minimum: config["minval"].double ?? -0.05, maximum: config["maxval"].double ?? 0.05, seed: 8)
    case "VarianceScaling":
      return .varianceScaling(
        scale: config["scale"].double ?? 1,
        mode: config["mode"].string.map { Initializer.Fan(rawValue: $0)! } ?? .fanIn,
        distribution: config["distribution"].string.map { Initializer.Distribution(rawValue: $0)! } ?? .truncatedNormal,
        seed: 9)
    case "Orthogonal": return .orthogonal(gain: config["gain"].double ?? 1, seed: 10)
    default: return nil
    }
  }
}
