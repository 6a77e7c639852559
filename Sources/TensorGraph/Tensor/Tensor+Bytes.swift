extension Tensor {
  /// A tensor on memory that someone else allocated, without a copy.
  ///
  /// The memory must stay as it is until `deallocator` is called, when the last tensor that looks at it is gone.
  /// - Parameters:
  ///   - buffer: the elements in row order, aligned to their type.
  ///   - shape: the product must be the number of elements in the buffer.
  ///   - deallocator: gives the memory back; may be called on any thread.
  public init(
    adopting buffer: UnsafeMutableRawBufferPointer, shape: [Int], dtype: DType = .float32,
    deallocator: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void
  ) {
    // Whatever becomes of it, the memory is now ours to give back.
    nonisolated(unsafe) let memory = buffer
    guard let base = buffer.baseAddress else {
      deallocator(memory)
      self.init(bytes: [], shape: shape, dtype: dtype)
      return
    }
    let storage = Storage(adopting: base, byteCount: buffer.count) { deallocator(memory) }
    let isAligned = UInt(bitPattern: base) % UInt(dtype.byteCount) == 0
    guard let error = Self.byteCountError(buffer.count, shape, dtype) else {
      self = .reporting { () throws(KerasError) in
        Tensor(storage: isAligned ? storage : try storage.copy(), shape: shape, dtype: dtype)
      }
      return
    }
    self = .failed(error)
  }

  /// A tensor of a copy of bytes: the elements in row order, in this machine's byte order.
  public init(bytes: some Sequence<UInt8>, shape: [Int], dtype: DType) {
    let bytes = Array(bytes)
    guard let error = Self.byteCountError(bytes.count, shape, dtype) else {
      self = .reporting { () throws(KerasError) in
        let storage = try Storage(byteCount: bytes.count)
        storage.fill(with: bytes)
        return Tensor(storage: storage, shape: shape, dtype: dtype)
      }
      return
    }
    self = .failed(error)
  }

  private static func byteCountError(_ count: Int, _ shape: [Int], _ dtype: DType) -> KerasError? {
    let type = TensorType(Shape(shape), dtype)
    let expected = type.refusal == nil ? (shape.product * Size(dtype.byteCount)).exact : nil
    guard expected != count else { return nil }
    return KerasError(
      "Tensor cannot take these bytes.",
      expected: expected.map { "\($0) bytes for \(type)" }
        ?? "a shape that fits into memory",
      received: expected == nil ? "\(shape)" : "\(count.counted("byte", "bytes"))",
      fix: "check the shape and the element type")
  }
}
