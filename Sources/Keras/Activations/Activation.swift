import Formats
import TensorGraph

/// An elementwise or per-row function after a layer: `.relu`, `.softmax`, or any function of a tensor.
///
/// Input and output: any shape.
/// ```swift
/// Dense(128, activation: .relu)
/// Dense(128, activation: .leakyRelu(negativeSlope: 0.1))
/// Dense(128, activation: Activation { maximum($0, 0.5) })
/// ```
/// Source: https://keras.io/api/layers/activations/
public struct Activation {
  /// Keras' name of the function, such as `relu`; under it a model is saved.
  public let name: String
  private let function: (Tensor) -> Tensor
  /// Which of the functions that sequences are made for it is, if it is one.
  let recurrentFunction: Recurrence.Function?
  /// What a file holds for it, if it is one of Keras' functions.
  var record: JSONValue?

  /// An activation from a function of one tensor.
  public init(_ function: @escaping (Tensor) -> Tensor) { self.init("function", function) }

  /// An activation from a function of one tensor, with a name to be saved under.
  public init(_ name: String, _ function: @escaping (Tensor) -> Tensor) {
    self.init(name, recurrentFunction: nil, function)
  }

  init(_ name: String, recurrentFunction: Recurrence.Function?, _ function: @escaping (Tensor) -> Tensor) {
    self.name = name
    self.function = function
    self.recurrentFunction = recurrentFunction
  }

  /// The function's value at `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }
}
