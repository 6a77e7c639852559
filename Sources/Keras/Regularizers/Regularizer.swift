import TensorGraph

/// A penalty on a weight or an output that is added to the loss: `.l2(0.01)`, or any function to a number.
///
/// Input: any shape; output: `[]`. Source: https://keras.io/api/layers/regularizers/
public struct Regularizer {
  /// Keras' name, such as `l2`; under it a model is saved.
  public let name: String
  /// What a file holds for it; `nil` for a function that has no name in files.
  var recipe: Recipe?
  private let function: (Tensor) -> Tensor

  /// A penalty from a function to a single number.
  public init(_ name: String = "function", _ function: @escaping (Tensor) -> Tensor) {
    self.name = name
    self.function = function
  }

  /// The penalty on `x`. Shape: `[]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }
}

extension Regularizer {
  /// `factor · Σ|x|`. Default 0.01.
  public static func l1(_ factor: Double = 0.01) -> Regularizer {
    Regularizer("l1") { abs($0).sum() * factor }.saved("L1", ("l1", .real(factor)))
  }

  /// `factor · Σx²`. Default 0.01.
  public static func l2(_ factor: Double = 0.01) -> Regularizer {
    Regularizer("l2") { square($0).sum() * factor }.saved("L2", ("l2", .real(factor)))
  }

  /// `l1 · Σ|x| + l2 · Σx²`. Defaults: 0.
  public static func l1l2(l1: Double = 0, l2: Double = 0) -> Regularizer {
    Regularizer("l1_l2") { x in
      var penalty = Tensor.zeros([], dtype: x.dtype)
      if l1 != 0 { penalty = penalty + abs(x).sum() * l1 }
      if l2 != 0 { penalty = penalty + square(x).sum() * l2 }
      return penalty
    }
    .saved("L1L2", ("l1", .real(l1)), ("l2", .real(l2)))
  }

  /// Which vectors of a matrix are to be at right angles.
  public enum OrthogonalMode: String, Sendable { case rows, columns }

  /// `factor` times the mean of the absolute cosines between the rows, or columns, of a matrix `[rows, columns]`.
  public static func orthogonal(factor: Double = 0.01, mode: OrthogonalMode = .rows) -> Regularizer {
    Regularizer("orthogonal_regularizer") { x in
      if x.error != nil { return x }
      guard x.rank == 2, let count = x.shape[mode == .rows ? 0 : 1] else {
        return .failed(
          KerasError(
            "Regularizer 'orthogonal' cannot use this weight.", expected: "a matrix [rows, columns]",
            received: "\(x.type)", fix: "use .l2 here, or reshape the weight in a regularizer of your own"))
      }
      // There is no other row that one alone could be orthogonal to; Keras divides by their number, which is 0.
      guard count > 1 else { return x.sum() * 0 }
      let axis = mode == .rows ? 1 : 0
      let lengths = sqrt(maximum(square(x).sum(axis: axis, keepDims: true), 1e-12))
      let unit = x / lengths
      let product = mode == .rows ? matmul(unit, unit.transposed()) : matmul(unit.transposed(), unit)
      let isDiagonal =
        Tensor.iota([count, count], axis: 0, dtype: .int32) .== Tensor.iota([count, count], axis: 1, dtype: .int32)
      let pairs = Double(count) * Double(count - 1) / 2
      return abs(which(isDiagonal, 0, product)).sum() * (factor * 0.5 / pairs)
    }
    .saved("OrthogonalRegularizer", ("factor", .real(factor)), ("mode", .string(mode.rawValue)))
  }
}
