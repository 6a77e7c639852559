/// Values in memory with known shape: what the reference interpreter computes on.
package struct HostArray: Sendable {
  package let storage: Storage
  package let shape: [Int]
  package let dtype: DType

  package init(storage: Storage, shape: [Int], dtype: DType) {
    self.storage = storage
    self.shape = shape
    self.dtype = dtype
  }

  package init(storage: Storage, type: TensorType) {
    self.init(storage: storage, shape: type.shape.staticDimensions, dtype: type.dtype)
  }

  /// A single element.
  package init(_ scalar: Scalar, dtype: DType) { self.init(storage: Storage(scalar, dtype), shape: [], dtype: dtype) }

  /// Throws if there is not so much memory.
  package init(shape: [Int], dtype: DType) throws(KerasError) {
    self.init(storage: try Storage(TensorType(Shape(shape), dtype)), shape: shape, dtype: dtype)
  }

  package init(_ values: [Double], shape: [Int], dtype: DType) throws(KerasError) {
    try self.init(shape: shape, dtype: dtype)
    switch dtype {
    case .float32: fill(Float.self) { Float(values[$0]) }
    case .float64: fill(Double.self) { values[$0] }
    default:
      for (index, value) in values.enumerated() { dtype.store(value, to: storage.pointer + index * dtype.byteCount) }
    }
  }

  package init(_ values: [Int64], shape: [Int], dtype: DType) throws(KerasError) {
    try self.init(shape: shape, dtype: dtype)
    switch dtype {
    case .bool: fill(UInt8.self) { values[$0] != 0 ? 1 : 0 }
    case .int32: fill(Int32.self) { Int32(truncatingIfNeeded: values[$0]) }
    case .int64: fill(Int64.self) { values[$0] }
    default:
      for (index, value) in values.enumerated() { dtype.store(value, to: storage.pointer + index * dtype.byteCount) }
    }
  }

  package var count: Int { shape.reduce(1, *) }
  package var type: TensorType { TensorType(Shape(shape), dtype) }

  package func double(_ index: Int) -> Double { dtype.loadDouble(storage.pointer + index * dtype.byteCount) }
  package func int64(_ index: Int) -> Int64 { dtype.loadInt64(storage.pointer + index * dtype.byteCount) }

  package var doubles: [Double] {
    switch dtype {
    case .float32: read(Float.self) { Double($0) }
    case .float64: read(Double.self) { $0 }
    default: (0..<count).map(double)
    }
  }

  package var int64s: [Int64] {
    switch dtype {
    case .bool: read(UInt8.self) { $0 != 0 ? 1 : 0 }
    case .int32: read(Int32.self) { Int64($0) }
    case .int64: read(Int64.self) { $0 }
    default: (0..<count).map(int64)
    }
  }

  // One loop per common type, so that the type is not looked up at every element.
  private func fill<Element>(_ type: Element.Type, _ element: (Int) -> Element) {
    let elements = UnsafeMutableBufferPointer(
      start: storage.pointer.assumingMemoryBound(to: Element.self), count: count)
    for index in elements.indices { elements[index] = element(index) }
  }

  private func read<Element, Number>(_ type: Element.Type, _ number: (Element) -> Number) -> [Number] {
    UnsafeBufferPointer(start: storage.pointer.assumingMemoryBound(to: Element.self), count: count).map(number)
  }

  /// The single element as a scalar, if a `Constant` of it would hold exactly the same value.
  package var exactScalar: Scalar? {
    switch dtype {
    case .bool: .bool(int64(0) != 0)
    case .uint64: nil
    case _ where dtype.isInteger: .integer(Int(int64(0)))
    default: .real(double(0))
    }
  }
}

extension HostArray {
  /// The same values in another type.
  package func converted(to dtype: DType) throws(KerasError) -> HostArray {
    guard dtype != self.dtype else { return self }
    // The values pass through a list of numbers of 64 bits, or two.
    try Memory.check(16 * Size(count), for: TensorType(Shape(shape), dtype))
    switch (self.dtype, dtype) {
    case (.uint64, .float32):  // straight, since rounding twice can miss the nearest
      return try HostArray(UInt64.numbers(of: self).map { Double(Float($0)) }, shape: shape, dtype: dtype)
    case (.uint64, _) where dtype.isFloating:
      // Not `map(Double.init)`, which is the initializer from bit patterns.
      return try HostArray(UInt64.numbers(of: self).map { Double($0) }, shape: shape, dtype: dtype)
    case (.int64, .float32):
      return try HostArray(int64s.map { Double(Float($0)) }, shape: shape, dtype: dtype)
    default:
      return self.dtype.isFloating
        ? try HostArray(doubles, shape: shape, dtype: dtype) : try HostArray(int64s, shape: shape, dtype: dtype)
    }
  }

  /// The same memory under another shape.
  package func viewed(as shape: [Int]) -> HostArray { HostArray(storage: storage, shape: shape, dtype: dtype) }

  /// An array whose element `i` is this array's element `offsets[i]`, or that of `other` where the offset is negative.
  package func gathered(_ offsets: [Int], shape: [Int], other: HostArray? = nil) throws(KerasError) -> HostArray {
    switch dtype.byteCount {
    case 1: try gathered(UInt8.self, offsets, shape, other)
    case 2: try gathered(UInt16.self, offsets, shape, other)
    case 4: try gathered(UInt32.self, offsets, shape, other)
    default: try gathered(UInt64.self, offsets, shape, other)
    }
  }

  private func gathered<Element>(
    _ type: Element.Type, _ offsets: [Int], _ shape: [Int], _ other: HostArray?
  ) throws(KerasError) -> HostArray {
    let result = try HostArray(shape: shape, dtype: dtype)
    let source = storage.pointer.assumingMemoryBound(to: Element.self)
    let otherwise = (other ?? self).storage.pointer.assumingMemoryBound(to: Element.self)
    let target = result.storage.pointer.assumingMemoryBound(to: Element.self)
    for (index, offset) in offsets.enumerated() {
      target[index] = offset >= 0 ? source[offset] : otherwise[-offset - 1]
    }
    return result
  }
}
