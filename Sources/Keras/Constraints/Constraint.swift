import TensorGraph

/// What a weight is brought back to after each step of training: `.nonNegative`, `.maxNorm(3)`, or any function.
///
/// Input and output: the weight's shape. Source: https://keras.io/api/layers/constraints/
public struct Constraint {
  /// Keras' name, such as `max_norm`; under it a model is saved.
  public let name: String
  /// What a file holds for it; `nil` for a function that has no name in files.
  var recipe: Recipe?
  private let function: (Tensor) -> Tensor

  /// A constraint from a function that keeps the shape.
  public init(_ name: String = "function", _ function: @escaping (Tensor) -> Tensor) {
    self.name = name
    self.function = function
  }

  /// The weight nearest to `weight`, in the constraint's sense, that fulfils it.
  public func callAsFunction(_ weight: Tensor) -> Tensor { function(weight) }
}

extension Constraint {
  /// No element below 0.
  public static var nonNegative: Constraint { Constraint("non_neg") { maximum($0, 0) }.saved("NonNeg") }

  /// No vector along `axes` longer than `maximum`. Defaults: 2, along axis 0 (the inputs of a `Dense` unit).
  public static func maxNorm(_ maximum: Double = 2, axes: [Int] = [0]) -> Constraint {
    Constraint("max_norm") { weight in
      let lengths = lengths(weight, axes)
      return weight * (clip(lengths, 0, maximum) / (lengths + Losses.epsilon))
    }
    .saved("MaxNorm", ("max_value", .real(maximum)), ("axis", .oneOrMany(axes)))
  }

  /// Every vector along `axes` of length 1. Default: along axis 0 (the inputs of a `Dense` unit).
  public static var unitNorm: Constraint { unitNorm() }
  /// Every vector along `axes` of length 1. Default: along axis 0 (the inputs of a `Dense` unit).
  public static func unitNorm(axes: [Int] = [0]) -> Constraint {
    Constraint("unit_norm") { $0 / (lengths($0, axes) + Losses.epsilon) }.saved("UnitNorm", ("axis", .oneOrMany(axes)))
  }

  /// Every vector along `axes` of a length in `minimum...maximum`.
  ///
  /// - Parameter rate: how much of the way to the limit each step goes. Default 1: all of it.
  public static func minMaxNorm(
    minimum: Double = 0, maximum: Double = 1, rate: Double = 1, axes: [Int] = [0]
  ) -> Constraint {
    Constraint("min_max_norm") { weight in
      let lengths = lengths(weight, axes)
      let wanted = clip(lengths, minimum, maximum) * rate + lengths * (1 - rate)
      return weight * (wanted / (lengths + Losses.epsilon))
    }
    .saved(
      "MinMaxNorm", ("min_value", .real(minimum)), ("max_value", .real(maximum)), ("rate", .real(rate)),
      ("axis", .oneOrMany(axes)))
  }

  private static func lengths(_ weight: Tensor, _ axes: [Int]) -> Tensor {
    sqrt(square(weight).sum(axes: axes, keepDims: true))
  }
}
