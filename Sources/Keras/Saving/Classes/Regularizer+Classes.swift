extension Regularizer: RecipeValue {
  public init?(_ data: ConfigurationData) {
    guard let value = Self.read(data) else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    recorded(in: configuration, key)
  }
  public static var expectation: String { "a record of a class in \(module)" }

  static let module = "keras.regularizers"
  static let noun = "regularizer"
  static let aliases = ["l1_l2": "L1L2", "WeightRegularizer": "L1L2", "ActivityRegularizer": "L1L2"]

  static var classes: [String: (Configuration) throws -> Regularizer] {
    [
      "L1": { c in .l1(c("l1", 0.01)) },
      "L2": { c in .l2(c("l2", 0.01)) },
      "L1L2": { c in .l1l2(l1: c("l1", 0), l2: c("l2", 0)) },
      "OrthogonalRegularizer": { c in .orthogonal(factor: c("factor", 0.01), mode: c("mode", .rows)) },
    ]
  }
}

extension Constraint: RecipeValue {
  public init?(_ data: ConfigurationData) {
    guard let value = Self.read(data) else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    recorded(in: configuration, key)
  }
  public static var expectation: String { "a record of a class in \(module)" }

  static let module = "keras.constraints"
  static let noun = "constraint"
  static let aliases = ["nonneg": "NonNeg", "non_neg": "NonNeg"]

  static var classes: [String: (Configuration) throws -> Constraint] {
    [
      "NonNeg": { _ in .nonNegative },
      "MaxNorm": { c in .maxNorm(c("max_value", 2), axes: c("axis", [0])) },
      "UnitNorm": { c in .unitNorm(axes: c("axis", [0])) },
      "MinMaxNorm": { c in
        .minMaxNorm(
          minimum: c("min_value", 0), maximum: c("max_value", 1), rate: c("rate", 1), axes: c("axis", [0]))
      },
    ]
  }
}
