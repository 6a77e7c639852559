import TensorGraph

extension Variable {
  /// A part of the state of a metric or an optimizer, which is no weight; its path starts with the owner's name.
  static func state(_ name: String, of owner: String, value: @autoclosure () -> Tensor) -> Variable {
    let variable = Trace.suspended { Variable(value(), name: name, isTrainable: false) }
    variable.path = "\(owner)/\(name)"
    return variable
  }

  /// The same, 0 at first; a `float32` scalar unless said otherwise.
  static func state(_ name: String, _ shape: Shape = [], of owner: String, dtype: DType = .float32) -> Variable {
    state(name, of: owner, value: .zeros(shape, dtype: dtype))
  }
}
