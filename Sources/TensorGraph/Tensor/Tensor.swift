/// An n-dimensional array: values, a computation not yet done, or a symbolic value of a model under construction.
///
/// A tensor is a cheap, immutable handle with value semantics. Operations on it are lazy: they are computed, fused and
/// cached as a whole when values are read (`scalars()`, `print`), and traced once inside `compiled`, `fit` and `predict`.
/// An operation that can't work yields a tensor that carries the error; the first throwing function throws it.
public struct Tensor: Sendable {
  package let node: Node
  package let index: Int
  private let maskBox: MaskBox?

  private final class MaskBox: Sendable {
    let mask: Tensor
    init(_ mask: Tensor) { self.mask = mask }
  }

  package init(node: Node, index: Int = 0) {
    self.node = node
    self.index = index
    maskBox = nil
  }

  private init(node: Node, index: Int, maskBox: MaskBox?) {
    self.node = node
    self.index = index
    self.maskBox = maskBox
  }

  /// Shape and element type.
  public var type: TensorType { node.types[index] }

  /// Axis lengths; `nil` for those a symbolic tensor does not know.
  public var shape: Shape { type.shape }

  public var dtype: DType { type.dtype }

  /// The number of axes.
  public var rank: Int { shape.rank }

  /// Whether the tensor stands for a value of a model under construction and has no values of its own.
  public var isSymbolic: Bool { node.isSymbolic }

  /// The error that made this tensor impossible, if there is one.
  public var error: KerasError? { node.failure }

  /// Which positions count (`true`), set by layers such as `Masking` and read by those that support masks.
  /// Shape: `[batch, time]`.
  public var mask: Tensor? { maskBox?.mask }

  /// The same tensor with another mask, or none.
  public func masked(by mask: Tensor?) -> Tensor {
    Tensor(node: node, index: index, maskBox: mask.map(MaskBox.init))
  }

  /// Throws the error that the tensor carries, if any.
  package func checked() throws -> Tensor {
    if let error { throw error }
    return self
  }

  package static func failed(_ error: KerasError) -> Tensor {
    if KerasError.trapsAtBirth { KerasError.trap(error) }
    return Tensor(node: Node(kind: .failure(error), types: [TensorType([], .float32)], isSymbolic: false))
  }

  /// The same error with the place of the user's call, where there is an error that has none. Calls within the library are
  /// no places of users.
  package func located(_ file: String, _ line: Int) -> Tensor {
    guard let error, error.file == nil, !file.hasPrefix("TensorGraph/"), !file.hasPrefix("Keras/") else { return self }
    return .failed(error.located(file: file, line: line))
  }

  package func isSame(as other: Tensor) -> Bool { node === other.node && index == other.index }
}

/// The identity of a tensor in the graph, for tables.
package struct TensorID: Hashable {
  private let node: ObjectIdentifier
  private let index: Int

  package init(_ tensor: Tensor) {
    node = ObjectIdentifier(tensor.node)
    index = tensor.index
  }
}
