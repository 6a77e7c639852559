import Formats

extension Initializer: RecipeValue {
  public init?(_ data: ConfigurationData) {
    guard let value = Self.read(data) else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    recorded(in: configuration, key)
  }
  public static var expectation: String { "a record of a class in \(module)" }

  static let module = "keras.initializers"
  static let noun = "initializer"
  static let aliases = [
    "normal": "RandomNormal", "uniform": "RandomUniform", "IdentityInitializer": "Identity",
    "OrthogonalInitializer": "Orthogonal", "zero": "Zeros", "one": "Ones", "Zero": "Zeros", "One": "Ones",
    "lecun_normal": "LecunNormal", "RandomNormalV2": "RandomNormal", "GlorotUniformV2": "GlorotUniform",
  ]

  static var classes: [String: (Configuration) throws -> Initializer] {
    [
      "Zeros": { _ in .zeros },
      "Ones": { _ in .ones },
      "Constant": { c in
        let value: Tensor = c("value", Tensor(0.0))
        return value.rank == 0 ? .constant((try? value.scalar()) ?? 0) : .constant(value)
      },
      "Identity": { c in .identity(gain: c("gain", 1)) },
      "RandomNormal": { c in
        .randomNormal(mean: c("mean", 0), standardDeviation: c("stddev", 0.05), seed: c("seed", nil))
      },
      "RandomUniform": { c in
        .randomUniform(minimum: c("minval", -0.05), maximum: c("maxval", 0.05), seed: c("seed", nil))
      },
      "TruncatedNormal": { c in
        .truncatedNormal(mean: c("mean", 0), standardDeviation: c("stddev", 0.05), seed: c("seed", nil))
      },
      "VarianceScaling": { c in
        c.ignoreAxes()
        return .varianceScaling(
          scale: c("scale", 1), mode: c("mode", .fanIn), distribution: c("distribution", .truncatedNormal),
          seed: c("seed", nil))
      },
      "GlorotUniform": { .glorotUniform(seed: $0.scaledSeed) },
      "GlorotNormal": { .glorotNormal(seed: $0.scaledSeed) },
      "HeNormal": { .heNormal(seed: $0.scaledSeed) },
      "HeUniform": { .heUniform(seed: $0.scaledSeed) },
      "LecunNormal": { .lecunNormal(seed: $0.scaledSeed) },
      "LecunUniform": { .lecunUniform(seed: $0.scaledSeed) },
      "Orthogonal": { c in .orthogonal(gain: c("gain", 1), seed: c("seed", nil)) },
    ]
  }
}

extension Configuration {
  fileprivate var scaledSeed: Int? {
    ignoreAxes()
    return self("seed", nil)
  }

  // Only layers give them, which do so by themselves.
  fileprivate func ignoreAxes() { ignore("input_axes", "output_axes") }
}
