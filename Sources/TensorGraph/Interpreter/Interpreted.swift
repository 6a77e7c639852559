/// A primitive that the reference interpreter knows. The list of primitives is typed by this protocol, so that a primitive
/// without an interpretation does not compile.
package protocol Interpreted: Primitive {
  /// The operation in plain Swift: slow, obviously right.
  func interpret(_ inputs: [HostArray]) throws -> [HostArray]
}
