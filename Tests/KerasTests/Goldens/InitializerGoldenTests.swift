import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// Initializers against Keras: the values of the deterministic ones, the distribution of the random ones.
@Suite struct InitializerGoldenTests {
  static let deterministic: Set = ["Zeros", "Ones", "Constant", "Identity"]
  static let random: Set = [
    "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal", "VarianceScaling",
    "RandomNormal", "RandomUniform", "TruncatedNormal",
  ]
  /// Own fan axes are not part of the Swift interface.
  static let draws = GoldenFamily.initializers.cases(of: random).filter { $0.config["input_axes"].isNull }

  static func initializer(_ kind: String, _ config: JSON, seed: Int) throws -> Initializer {
    switch kind {
    case "Zeros": return .zeros
    case "Ones": return .ones
    case "Constant": return .constant(config.double("value", 0))
    case "Identity": return config["gain"].double.map { .identity(gain: $0) } ?? .identity
    case "Orthogonal": return .orthogonal(gain: config.double("gain", 1), seed: seed)
    case "GlorotUniform": return .glorotUniform(seed: seed)
    case "GlorotNormal": return .glorotNormal(seed: seed)
    case "HeUniform": return .heUniform(seed: seed)
    case "HeNormal": return .heNormal(seed: seed)
    case "LecunUniform": return .lecunUniform(seed: seed)
    case "LecunNormal": return .lecunNormal(seed: seed)
    case "VarianceScaling" where config.object.isEmpty: return .varianceScaling(seed: seed)
    case "VarianceScaling":
      let mode = try #require(Initializer.Fan(rawValue: config["mode"].string ?? ""))
      let distribution = try #require(Initializer.Distribution(rawValue: config["distribution"].string ?? ""))
      return .varianceScaling(scale: config.double("scale", 1), mode: mode, distribution: distribution, seed: seed)
    case "RandomNormal" where config.object.isEmpty: return .randomNormal(seed: seed)
    case "RandomNormal":
      return .randomNormal(
        mean: config.double("mean", 0), standardDeviation: config.double("stddev", 0.05), seed: seed)
    case "RandomUniform" where config.object.isEmpty: return .randomUniform(seed: seed)
    case "RandomUniform":
      return .randomUniform(
        minimum: config.double("minval", -0.05), maximum: config.double("maxval", 0.05), seed: seed)
    case "TruncatedNormal" where config.object.isEmpty: return .truncatedNormal(seed: seed)
    case "TruncatedNormal":
      return .truncatedNormal(
        mean: config.double("mean", 0), standardDeviation: config.double("stddev", 0.05), seed: seed)
    default: throw GoldenError("no initializer for '\(kind)'")
    }
  }

  @Test func everyInitializerIsCovered() {
    let tested = Self.deterministic.union(Self.random).union(["Orthogonal"])
    #expect(uncoveredClasses(.initializers, tested: tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.initializers.cases(of: deterministic))
  func valuesMatchKeras(_ golden: GoldenCase) throws {
    let shape = Shape(try #require(golden["shape"].ints))
    let values = try Self.initializer(golden.kind, golden.config, seed: 1)(shape)
    try expectNone(goldenDifference(values, golden.array("value"), tolerance: 0))
  }

  /// Mean and standard deviation within five standard errors of Keras' own, and nothing beyond Keras' bounds, which the
  /// draw also has to come near.
  @Test(arguments: draws, [1, 2, 3])
  func distributionMatchesKeras(_ golden: GoldenCase, seed: Int) throws {
    let shape = Shape(try #require(golden["shape"].ints))
    let values = try Self.initializer(golden.kind, golden.config, seed: seed)(shape).scalars(as: Double.self)
    let mean = try #require(golden["mean"].double), deviation = try #require(golden["standard_deviation"].double)
    let low = try #require(golden["low"].double), high = try #require(golden["high"].double)
    let count = Double(values.count)
    let found = values.reduce(0, +) / count
    let spread = (values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / count).squareRoot()
    let room: Double = 5 * deviation / count.squareRoot()
    #expect(abs(found - mean) < room)
    #expect(abs(spread - deviation) < room)
    let smallest = try #require(values.min()), largest = try #require(values.max())
    // One unit of float32's last digit, as the bounds are float32 numbers in the end.
    let digit: Double = 1e-7 * max(abs(mean) + deviation, 1e-3)
    #expect(low - digit <= smallest && largest <= high + digit)
    #expect(smallest < mean - 1.5 * deviation && mean + 1.5 * deviation < largest)
  }

  /// The rows of the flattened matrix, or its columns if those are fewer, are perpendicular and as long as in Keras.
  @Test(arguments: GoldenFamily.initializers.cases(of: ["Orthogonal"]), [1, 2])
  func orthogonalMatricesAreOrthogonal(_ golden: GoldenCase, seed: Int) throws {
    let shape = Shape(try #require(golden["shape"].ints))
    let flat = try #require(golden["flattened_shape"].ints)
    let diagonal = try #require(golden["gram_diagonal"].double)
    let matrix = try Self.initializer(golden.kind, golden.config, seed: seed)(shape).reshaped(Shape(flat))
    let smaller = flat[0] <= flat[1] ? matrix : matrix.transposed()
    let gram = matmul(smaller, smaller.transposed())
    let identity = Initializer.identity(gain: diagonal)(gram.shape)
    expectNone(
      goldenDifference(try gram.scalars(as: Double.self), try identity.scalars(as: Double.self), tolerance: 1e-5))
  }
}
