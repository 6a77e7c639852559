/// Random tensors from counter-based keys: the same seed gives the same values on any engine and any number of threads.
public enum Random {
  /// Uniform words of 32 bits. Shape: as given, `uint32`.
  package static func bits(_ shape: Shape, key: Tensor) -> Tensor { apply(RandomBits(shape: shape), [key]) }

  /// Uniform values in `[minimum, maximum)`.
  ///
  /// 24 random bits per value; computed in `float32` and converted.
  public static func uniform(
    _ shape: Shape, minimum: Double = 0, maximum: Double = 1, dtype: DType = .float32, key: Tensor
  ) -> Tensor {
    var fraction = apply(UniformFromBits(), [bits(shape, key: key)])
    // Rounding to fewer digits must not reach 1.
    if dtype == .bfloat16 { fraction = floor(fraction * 0x1p8) * 0x1p-8 }
    if dtype == .float16 { fraction = floor(fraction * 0x1p11) * 0x1p-11 }
    return (fraction * (maximum - minimum) + minimum).cast(to: dtype)
  }

  /// Uniform values from a seed generator, or from the global seed.
  public static func uniform(
    _ shape: Shape, minimum: Double = 0, maximum: Double = 1, dtype: DType = .float32, seed: SeedGenerator? = nil
  ) -> Tensor {
    uniform(shape, minimum: minimum, maximum: maximum, dtype: dtype, key: (seed ?? SeedGenerator()).next())
  }

  /// Normal values with the given mean and standard deviation, by the inverse error function of one uniform value.
  public static func normal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32, key: Tensor
  ) -> Tensor {
    // The middle of each of the 2^24 steps, so that neither end is reached.
    let u = apply(UniformFromBits(), [bits(shape, key: key)]) * 2 - (1 - 0x1p-24)
    return (inverseErf(u) * (1.4142135623730951 * standardDeviation) + mean).cast(to: dtype)
  }

  /// Normal values from a seed generator, or from the global seed.
  public static func normal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32,
    seed: SeedGenerator? = nil
  ) -> Tensor {
    normal(
      shape, mean: mean, standardDeviation: standardDeviation, dtype: dtype, key: (seed ?? SeedGenerator()).next())
  }

  /// Normal values, none further than two standard deviations from the mean.
  public static func truncatedNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32, key: Tensor
  ) -> Tensor {
    // erf(2/√2) is the share of a normal distribution within two standard deviations.
    let u = (apply(UniformFromBits(), [bits(shape, key: key)]) * 2 - (1 - 0x1p-24)) * 0.9544997361036416
    let x = clip(inverseErf(u) * 1.4142135623730951, -2.0, 2.0)
    return (x * standardDeviation + mean).cast(to: dtype)
  }

  /// Truncated normal values from a seed generator, or from the global seed.
  public static func truncatedNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32,
    seed: SeedGenerator? = nil
  ) -> Tensor {
    truncatedNormal(
      shape, mean: mean, standardDeviation: standardDeviation, dtype: dtype, key: (seed ?? SeedGenerator()).next())
  }

  // Giles, "Approximating the erfinv function" (2010), single precision.
  private static func inverseErf(_ x: Tensor) -> Tensor {
    let w = -log((1 - x) * (1 + x))
    let center: [Double] = [
      2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
      0.246640727, 1.50140941,
    ]
    let tail: [Double] = [
      -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
      1.00167406, 2.83297682,
    ]
    func polynomial(_ coefficients: [Double], _ t: Tensor) -> Tensor {
      coefficients.dropFirst().reduce(t * 0 + coefficients[0]) { $0 * t + $1 }
    }
    return x * which(w .< 5.0, polynomial(center, w - 2.5), polynomial(tail, sqrt(maximum(w, 5.0)) - 3))
  }
}

/// The upper 24 bits of each word as a `float32` in [0, 1): exact, and one instruction for an engine.
package struct UniformFromBits: Primitive {
  package var name: String { "uniform_from_bits" }
  package init() {}

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    _ = try inputs[0].requiring(.uint32, for: name)
    return [TensorType(inputs[0].shape, .float32)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}
