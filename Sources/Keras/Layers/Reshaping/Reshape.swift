/// The same elements in another shape.
///
/// Input: `[batch, …]`; output: `[batch, targetShape…]` with as many elements. Source: `keras.layers.Reshape`.
public final class Reshape: Layer, UnaryLayer {
  /// Without the batch axis; -1 or `nil` for the one length that follows from the others.
  public let targetShape: Shape

  /// - Parameter targetShape: without the batch axis; -1 or `nil` for one length that follows from the others.
  public init(_ targetShape: Shape, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.targetShape = Shape(targetShape.dimensions.map { $0 == -1 ? nil : $0 })
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(minimumRank: 1)
  }

  public override func build(_ input: Shape) {
    let lengths = targetShape.dimensions
    guard lengths.filter({ $0 == nil }).count > 1 || lengths.contains(where: { $0.map { $0 < 0 } ?? false }) else {
      return
    }
    fail(
      expected: "a target shape of lengths, at most one of them -1 or nil", received: "\(targetShape)",
      fix: "leave one length open, which then follows from the others")
  }

  public func call(_ x: Tensor) -> Tensor {
    let target = targetShape.dimensions
    let rest = x.shape[1...]
    guard let count = rest.count else { return x.reshaped(Shape([x.shape[0]] + target)) }
    let known = target.map { $0 ?? 1 }.product.length
    let isOpen = target.contains { $0 == nil }
    guard isOpen ? known > 0 && count % known == 0 : known == count else {
      return failed(
        expected:
          "\(isOpen ? "a multiple of \(known)" : "\(known)") elements after the batch, for the shape \(targetShape)",
        received: "\(count.counted("element", "elements")) in \(x.type.batchDescription)",
        fix: "give a target shape with \(count.counted("element", "elements")), or -1 for one length")
    }
    return x.reshaped(Shape([x.shape[0]] + target.map { $0 ?? count / max(known, 1) }))
  }
}
