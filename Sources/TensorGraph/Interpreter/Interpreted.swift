/// A primitive that the reference interpreter knows. The list of primitives is typed by this protocol, so that a primitive
/// without an interpretation does not compile.
package protocol Interpreted: Primitive {
  /// The operation in plain Swift: slow, obviously right.
  func interpret(_ inputs: [HostArray]) throws -> [HostArray]
}

extension Interpreted {
  /// The operation's results, of these types.
  ///
  /// - Throws: if there is not enough memory for them and for the lists of numbers and places that they are computed with.
  package func interpret(_ inputs: [HostArray], to outputs: [TensorType]) throws -> [HostArray] {
    try Memory.check(results: outputs)
    let numbers = (inputs.map(\.type) + outputs).reduce(0) { $0 + ($1.shape.known ?? []).product }
    try Memory.check(16 * numbers, for: outputs.first)
    return try interpret(inputs)
  }

  /// The shape that the operation's own rule gives.
  func outputShape(_ inputs: [HostArray]) throws -> [Int] {
    try infer(inputs.map(\.type))[0].shape.staticDimensions
  }
}
