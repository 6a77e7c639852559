/// A primitive that the reference interpreter knows. The list of primitives is typed by this protocol, so that a primitive
/// without an interpretation does not compile.
package protocol Interpreted: Primitive {
  /// The operation in plain Swift: slow, obviously right.
  func interpret(_ inputs: [HostArray]) throws -> [HostArray]
}

extension Interpreted {
  /// The shape that the operation's own rule gives.
  func outputShape(_ inputs: [HostArray]) throws -> [Int] {
    try infer(inputs.map(\.type))[0].shape.staticDimensions
  }
}
