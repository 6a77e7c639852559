extension Tensor {
  /// A tensor that adopts memory with `count(shape)` elements of `dtype`.
  package init(storage: Storage, shape: [Int], dtype: DType) {
    self.init(
      node: Node(kind: .values([storage]), types: [TensorType(Shape(shape), dtype)], isSymbolic: false))
  }

  /// A scalar. Shape: `[]`. Type: `int32`, `float32` or `bool`, or as given.
  public init(_ value: some ScalarConvertible, dtype: DType? = nil) {
    let scalar = value.scalar
    let dtype = dtype ?? scalar.dtype
    let storage = Storage(byteCount: dtype.byteCount)
    dtype.store(scalar, to: storage.pointer)
    self.init(storage: storage, shape: [], dtype: dtype)
  }

  /// A tensor of the given elements. Shape: `[count]`, or `shape` with the same number of elements.
  public init<Element: TensorElement>(_ elements: [Element], shape: [Int]? = nil) {
    let shape = shape ?? [elements.count]
    let type = TensorType(Shape(shape), Element.dtype)
    guard type.refusal == nil, type.shape.count == elements.count else {
      self = .failed(
        KerasError(
          "Tensor(_:shape:) cannot arrange the elements.",
          expected: (type.refusal?.expected ?? "\(shape.product.length.counted("element", "elements"))")
            + " for shape \(shape)",
          received: "\(elements.count.counted("element", "elements"))",
          fix: "give a shape whose product is \(elements.count)"))
      return
    }
    let storage = Storage(byteCount: elements.count * MemoryLayout<Element>.stride)
    elements.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { storage.pointer.copyMemory(from: base, byteCount: bytes.count) }
    }
    self.init(storage: storage, shape: shape, dtype: Element.dtype)
  }

  /// A tensor of nested arrays: `Tensor([[1, 2], [3, 4]] as [[Float]])`. Ragged arrays give an error.
  public init<Row: TensorNested>(_ rows: [[Row]]) {
    var elements: [Row.Scalar] = []
    var isRagged = false
    let shape = rows.append(to: &elements, isRagged: &isRagged)
    guard !isRagged else {
      self = .failed(
        KerasError(
          "Tensor(_:) cannot arrange the rows.", expected: "rows of one length", received: "rows of different lengths",
          fix: "pad the rows to one length"))
      return
    }
    self.init(elements, shape: shape)
  }

  /// A tensor whose values are `value` everywhere.
  public static func full(_ shape: Shape, _ value: some ScalarConvertible, dtype: DType? = nil) -> Tensor {
    let scalar = value.scalar
    let dtype = dtype ?? (scalar.dtype == .bool ? .bool : .float32)
    return constant(scalar, dtype).broadcast(to: shape)
  }

  /// Zeros. Type: `float32` unless given.
  public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor { full(shape, 0, dtype: dtype) }

  /// Ones. Type: `float32` unless given.
  public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor { full(shape, 1, dtype: dtype) }

  /// Values 0, 1, 2 … along `axis` of a tensor of the given shape.
  package static func iota(_ shape: Shape, axis: Int, dtype: DType) -> Tensor {
    apply(Iota(shape: shape, axis: axis, dtype: dtype), [])
  }

  /// A number as an operation, so that engines see its value and fold it into kernels. Shape: `[]`.
  package static func constant(_ scalar: Scalar, _ dtype: DType) -> Tensor {
    apply(Constant(value: scalar, dtype: dtype), [])
  }
}

/// A Swift type that is stored as one element of a tensor.
public protocol TensorElement: Sendable {
  static var dtype: DType { get }
}

extension Bool: TensorElement { public static var dtype: DType { .bool } }
extension UInt8: TensorElement { public static var dtype: DType { .uint8 } }
extension UInt16: TensorElement { public static var dtype: DType { .uint16 } }
extension UInt32: TensorElement { public static var dtype: DType { .uint32 } }
extension UInt64: TensorElement { public static var dtype: DType { .uint64 } }
extension Int8: TensorElement { public static var dtype: DType { .int8 } }
extension Int16: TensorElement { public static var dtype: DType { .int16 } }
extension Int32: TensorElement { public static var dtype: DType { .int32 } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension Float: TensorElement { public static var dtype: DType { .float32 } }
extension Double: TensorElement { public static var dtype: DType { .float64 } }
#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: TensorElement { public static var dtype: DType { .float16 } }
#endif

/// Elements, arrays of elements, arrays of arrays…: what `Tensor(_:)` takes.
public protocol TensorNested {
  associatedtype Scalar: TensorElement
  /// Appends the elements in row order and returns the shape.
  func append(to elements: inout [Scalar], isRagged: inout Bool) -> [Int]
}

extension Float: TensorNested {
  public func append(to elements: inout [Float], isRagged: inout Bool) -> [Int] {
    elements.append(self)
    return []
  }
}
extension Double: TensorNested {
  public func append(to elements: inout [Double], isRagged: inout Bool) -> [Int] {
    elements.append(self)
    return []
  }
}
extension Int32: TensorNested {
  public func append(to elements: inout [Int32], isRagged: inout Bool) -> [Int] {
    elements.append(self)
    return []
  }
}
extension UInt8: TensorNested {
  public func append(to elements: inout [UInt8], isRagged: inout Bool) -> [Int] {
    elements.append(self)
    return []
  }
}
extension Bool: TensorNested {
  public func append(to elements: inout [Bool], isRagged: inout Bool) -> [Int] {
    elements.append(self)
    return []
  }
}
extension Array: TensorNested where Element: TensorNested {
  public func append(to elements: inout [Element.Scalar], isRagged: inout Bool) -> [Int] {
    var shape: [Int]? = nil
    for element in self {
      let inner = element.append(to: &elements, isRagged: &isRagged)
      if let shape, shape != inner { isRagged = true }
      shape = inner
    }
    return [count] + (shape ?? [])
  }
}
