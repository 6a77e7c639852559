/// A function of one tensor, or of a list of them, as a layer: `Lambda { abs($0) }`, `Lambda(distance)([a, b])`.
///
/// Input: whatever the function takes; output: whatever it gives. The function must not use weights: make a subclass of
/// `Layer` for that. Source: `keras.layers.Lambda`.
public final class Lambda: Layer, UnaryLayer, MergeLayer {
  private enum Function {
    case one((Tensor) -> Tensor)
    case list(([Tensor]) -> Tensor)
  }
  private let function: Function
  /// The name under which `CustomObjects` knows the function, if a file gave it.
  var registeredName: String?

  /// A function of one tensor.
  public init(_ function: @escaping (Tensor) -> Tensor, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.function = .one(function)
    super.init(name: name, dtype: dtype)
  }

  /// A function of a list of tensors; a closure says so: `Lambda { (x: [Tensor]) in x[0] - x[1] }`.
  @_disfavoredOverload
  public init(_ function: @escaping ([Tensor]) -> Tensor, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.function = .list(function)
    super.init(name: name, dtype: dtype)
  }

  /// Calls the layer on one tensor.
  public func callAsFunction(
    _ x: Tensor, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    guard case .list = function, x.error == nil else {
      return invoke([x], training: training, file: file, line: line)[0]
    }
    return .failed(listError.located(file: file, line: line))
  }

  /// Calls the layer on a list of tensors.
  public func callAsFunction(
    _ inputs: [Tensor], training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    guard case .one = function else { return invoke(inputs, training: training, file: file, line: line)[0] }
    for input in inputs where input.error != nil { return input }
    return .failed(oneError(inputs).located(file: file, line: line))
  }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    switch function {
    case .one(let function): inputs.count == 1 ? [function(inputs[0])] : [.failed(oneError(inputs))]
    case .list(let function): [function(inputs)]
    }
  }

  public func call(_ x: Tensor) -> Tensor { perform([x])[0] }

  public func call(_ inputs: [Tensor]) -> Tensor { perform(inputs)[0] }

  private var listError: KerasError {
    callError(
      expected: "a list of tensors, which its function takes", received: "one tensor",
      fix: "call it on a list, as in layer([a, b]); for a closure of one tensor write Lambda { (x: Tensor) in … }")
  }

  private func oneError(_ inputs: [Tensor]) -> KerasError {
    callError(
      expected: "one tensor, which its function takes", received: "a list of \(inputs.count)",
      fix: "for a closure of several tensors write Lambda { (x: [Tensor]) in … }")
  }
}
