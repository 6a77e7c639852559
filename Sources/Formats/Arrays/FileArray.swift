/// An array as files hold it: element type, shape, and the elements in row-major order and the machine's byte order.
package struct FileArray: Sendable {
  package let dtype: ArrayDType
  /// Sizes of the axes, outermost first; empty for a scalar.
  package let shape: [Int]
  /// Exactly `count * dtype.itemSize` bytes.
  package let storage: ByteStorage

  package init(dtype: ArrayDType, shape: [Int], storage: ByteStorage) {
    precondition(
      Self.byteCount(dtype: dtype, shape: shape) == storage.count,
      "an array of \(dtype) \(shape) does not fit \(storage.count.counted("byte", "bytes"))")
    self.dtype = dtype
    self.shape = shape
    self.storage = storage
  }

  /// A copy of `elements`, whose type must have the layout of `dtype`.
  package init<Element: BitwiseCopyable>(_ elements: [Element], dtype: ArrayDType, shape: [Int]) throws {
    precondition(MemoryLayout<Element>.stride == dtype.itemSize, "\(Element.self) is not the layout of \(dtype)")
    self.init(dtype: dtype, shape: shape, storage: try elements.withUnsafeBytes { try ByteStorage(copying: $0) })
  }

  /// The number of elements.
  package var count: Int { storage.count / dtype.itemSize }

  /// The elements as a Swift array; copies.
  package func elements<Element: BitwiseCopyable>(as type: Element.Type) -> [Element] {
    precondition(MemoryLayout<Element>.stride == dtype.itemSize, "\(Element.self) is not the layout of \(dtype)")
    return withExtendedLifetime(storage) { Array(storage.buffer.bindMemory(to: type)) }
  }

  /// The elements in the byte order of most files; a copy only where the machine has another.
  func littleEndianStorage() throws -> ByteStorage {
    #if _endian(little)
      return storage
    #else
      let swapped = try ByteStorage(copying: storage.buffer)
      ElementOrder.swapBytes(swapped.mutableBuffer, itemSize: dtype.itemSize)
      return swapped
    #endif
  }

  /// The size of such an array, or `nil` if an axis is negative or the product (zero axes aside) does not fit an `Int`.
  static func byteCount(dtype: ArrayDType, shape: [Int]) -> Int? {
    var product = dtype.itemSize
    for size in shape {
      if size < 0 { return nil }
      // Zero axes aside, so that [0, 2^62, 2^62] is refused wherever the zero stands: its strides could not be computed.
      let (next, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
      if overflow { return nil }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }
}

extension FileArray {
  /// Reads the elements of an array whose header is already read, and makes sure that the source ends behind them.
  ///
  /// Nothing is allocated before the declared size is known to be possible.
  static func read(dtype: ArrayDType, shape: [Int], from source: some ByteSource, format: String) throws -> FileArray {
    let who = "\(format) \(source.label) cannot be read."
    let described = "\(dtype) [\(shape.map(String.init).joined(separator: ", "))]"
    guard let byteCount = byteCount(dtype: dtype, shape: shape) else {
      throw FormatError(
        who, expected: "a shape whose elements can be counted", received: "\(described) in the header",
        fix: "the file is damaged or not \(format): write it again from its origin")
    }
    func short(_ received: String) -> FormatError {
      FormatError(
        who, expected: "\(byteCount.counted("byte", "bytes")) of elements, for \(described) in the header",
        received: received,
        fix: "the file is cut short or damaged: download or write it again")
    }
    guard byteCount <= source.remaining else {
      throw short(
        source.remainingIsExact
          ? source.remaining.counted("byte", "bytes") : "at most \(source.remaining.counted("byte", "bytes"))")
    }
    let storage = try ByteStorage(count: byteCount, who: who)
    let filled = try source.readFully(into: storage.mutableBuffer)
    guard filled == byteCount else { throw short(filled.counted("byte", "bytes")) }
    guard try source.readBytes(1).isEmpty else {
      throw FormatError(
        who, expected: "the end of the data behind the \(byteCount.counted("byte", "bytes")) of \(described)",
        received: "more bytes",
        fix: "the header is damaged, or several arrays were written to one file: write one array a file")
    }
    return FileArray(dtype: dtype, shape: shape, storage: storage)
  }
}
