import Formats
import TensorGraph

extension Initializer {
  /// What the variance of a scaled initializer is divided by: inputs of a unit, its outputs, or their average.
  public enum Fan: String, Sendable { case fanIn = "fan_in", fanOut = "fan_out", fanAverage = "fan_avg" }

  /// The distribution that a scaled initializer draws from.
  public enum Distribution: String, Sendable {
    case uniform
    /// Nothing beyond two standard deviations.
    case truncatedNormal = "truncated_normal"
    case normal = "untruncated_normal"
  }

  /// Normal values with mean 0 and standard deviation 0.05.
  public static var randomNormal: Initializer { randomNormal() }
  /// Normal values. Defaults: mean 0, standard deviation 0.05.
  public static func randomNormal(
    mean: Double = 0, standardDeviation: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializer("random_normal") {
      Random.normal($0, mean: mean, standardDeviation: standardDeviation, dtype: $1, key: key(seed))
    }
    .saved("RandomNormal", ("mean", .real(mean)), ("stddev", .real(standardDeviation)), ("seed", .optional(seed)))
  }

  /// Uniform values between -0.05 and 0.05.
  public static var randomUniform: Initializer { randomUniform() }
  /// Uniform values in `minimum..<maximum`. Defaults: -0.05 and 0.05.
  public static func randomUniform(
    minimum: Double = -0.05, maximum: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializer("random_uniform") {
      Random.uniform($0, minimum: minimum, maximum: maximum, dtype: $1, key: key(seed))
    }
    .saved("RandomUniform", ("minval", .real(minimum)), ("maxval", .real(maximum)), ("seed", .optional(seed)))
  }

  /// Normal values with mean 0 and standard deviation 0.05, none beyond two standard deviations.
  public static var truncatedNormal: Initializer { truncatedNormal() }
  /// Normal values, none beyond two standard deviations. Defaults: mean 0, standard deviation 0.05.
  public static func truncatedNormal(
    mean: Double = 0, standardDeviation: Double = 0.05, seed: Int? = nil
  ) -> Initializer {
    Initializer("truncated_normal") {
      Random.truncatedNormal($0, mean: mean, standardDeviation: standardDeviation, dtype: $1, key: key(seed))
    }
    .saved("TruncatedNormal", ("mean", .real(mean)), ("stddev", .real(standardDeviation)), ("seed", .optional(seed)))
  }

  /// Values whose variance is `scale` over the fan, so that signals keep their size from layer to layer.
  ///
  /// - Parameters:
  ///   - scale: must be positive. Default 1.
  ///   - mode: the fan. Default `.fanIn`.
  ///   - distribution: default `.truncatedNormal`.
  public static func varianceScaling(
    scale: Double = 1, mode: Fan = .fanIn, distribution: Distribution = .truncatedNormal, seed: Int? = nil
  ) -> Initializer { scaled("variance_scaling", scale, mode, distribution, seed) }

  /// Uniform with variance `2 / (fanIn + fanOut)` (Glorot and Bengio, 2010): Keras' default for kernels.
  public static var glorotUniform: Initializer { glorotUniform() }
  /// Uniform with variance `2 / (fanIn + fanOut)`.
  public static func glorotUniform(seed: Int? = nil) -> Initializer {
    scaled("glorot_uniform", 1, .fanAverage, .uniform, seed)
  }

  /// Truncated normal with variance `2 / (fanIn + fanOut)`.
  public static var glorotNormal: Initializer { glorotNormal() }
  /// Truncated normal with variance `2 / (fanIn + fanOut)`.
  public static func glorotNormal(seed: Int? = nil) -> Initializer {
    scaled("glorot_normal", 1, .fanAverage, .truncatedNormal, seed)
  }

  /// Truncated normal with variance `2 / fanIn` (He et al., 2015), for rectified units.
  public static var heNormal: Initializer { heNormal() }
  /// Truncated normal with variance `2 / fanIn`, for rectified units.
  public static func heNormal(seed: Int? = nil) -> Initializer {
    scaled("he_normal", 2, .fanIn, .truncatedNormal, seed)
  }

  /// Uniform with variance `2 / fanIn` (He et al., 2015), for rectified units.
  public static var heUniform: Initializer { heUniform() }
  /// Uniform with variance `2 / fanIn`, for rectified units.
  public static func heUniform(seed: Int? = nil) -> Initializer { scaled("he_uniform", 2, .fanIn, .uniform, seed) }

  /// Truncated normal with variance `1 / fanIn` (LeCun et al., 1998).
  public static var lecunNormal: Initializer { lecunNormal() }
  /// Truncated normal with variance `1 / fanIn`.
  public static func lecunNormal(seed: Int? = nil) -> Initializer {
    scaled("lecun_normal", 1, .fanIn, .truncatedNormal, seed)
  }

  /// Uniform with variance `1 / fanIn` (LeCun et al., 1998).
  public static var lecunUniform: Initializer { lecunUniform() }
  /// Uniform with variance `1 / fanIn`.
  public static func lecunUniform(seed: Int? = nil) -> Initializer {
    scaled("lecun_uniform", 1, .fanIn, .uniform, seed)
  }

  private static func scaled(
    _ name: String, _ scale: Double, _ mode: Fan, _ distribution: Distribution, _ seed: Int?,
    axes: (input: [Int], output: [Int])? = nil
  ) -> Initializer {
    var initializer = Initializer(name) { shape, dtype in
      guard scale > 0 else {
        return .failed(
          KerasError(
            "Initializer 'variance_scaling' cannot scale by \(scale).", expected: "a positive scale",
            received: "\(scale)", fix: "use scale: 1 for linear and 2 for rectified units"))
      }
      let fans = Fans(shape, axes: axes)
      let fan: Double =
        switch mode {
        case .fanIn: Double(fans.input)
        case .fanOut: Double(fans.output)
        case .fanAverage: Double(fans.input + fans.output) / 2
        }
      return distribution.draw(shape, variance: scale / max(1, fan), dtype: dtype, key: key(seed))
    }
    initializer.recipe = Recipe(name.inPascalCase) {
      let seed: [(String, JSONValue)] = [("seed", .optional(seed))]
      guard name == "variance_scaling" else { return seed }
      return [
        ("scale", .real(scale)), ("mode", .string(mode.rawValue)), ("distribution", .string(distribution.rawValue)),
      ] + seed
    }
    initializer.adapted = { scaled(name, scale, mode, distribution, seed, axes: ($0, $1)) }
    return initializer
  }

  static func key(_ seed: Int?) -> Tensor {
    Tensor([UInt32(truncatingIfNeeded: seed ?? RandomSeed.next()), 0])
  }
}

extension Initializer.Distribution {
  /// Values with mean 0 and the given variance.
  fileprivate func draw(_ shape: Shape, variance: Double, dtype: DType, key: Tensor) -> Tensor {
    switch self {
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return Random.uniform(shape, minimum: -limit, maximum: limit, dtype: dtype, key: key)
    case .truncatedNormal:
      // The standard deviation of a normal distribution cut at 2, which the cut would otherwise shrink.
      let deviation = variance.squareRoot() / 0.87962566103423978
      return Random.truncatedNormal(shape, standardDeviation: deviation, dtype: dtype, key: key)
    case .normal:
      return Random.normal(shape, standardDeviation: variance.squareRoot(), dtype: dtype, key: key)
    }
  }
}

/// Inputs and outputs of one unit, as far as a weight's shape tells.
struct Fans {
  let input: Int
  let output: Int

  /// Kernels of convolutions are `[window…, channels, filters]`; others say which of their axes are which.
  init(_ shape: Shape, axes: (input: [Int], output: [Int])? = nil) {
    let lengths = shape.dimensions.map { $0 ?? 1 }
    if let axes {
      input = axes.input.reduce(1) { $0 * (shape[$1] ?? 1) }
      output = axes.output.reduce(1) { $0 * (shape[$1] ?? 1) }
      return
    }
    switch lengths.count {
    case 0: (input, output) = (1, 1)
    case 1: (input, output) = (lengths[0], lengths[0])
    default:
      let window = lengths.dropLast(2).reduce(1, *)
      input = lengths[lengths.count - 2] * window
      output = lengths[lengths.count - 1] * window
    }
  }
}
