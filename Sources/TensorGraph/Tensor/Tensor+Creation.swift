extension Tensor {
  /// The tensor that `make` makes, or one with its error.
  static func reporting(_ make: () throws(KerasError) -> Tensor) -> Tensor {
    do { return try make() } catch { return .failed(error) }
  }

  /// A tensor that adopts memory with `count(shape)` elements of `dtype`.
  package init(storage: Storage, shape: [Int], dtype: DType) {
    self.init(storage: storage, type: TensorType(Shape(shape), dtype))
  }

  package init(storage: Storage, type: TensorType) {
    self.init(node: Node(kind: .values([storage]), types: [type], isSymbolic: false))
  }

  /// A scalar. Shape: `[]`. Type: `int32` (`int64` for numbers beyond), `float32` or `bool`, or as given.
  public init(_ value: some ScalarConvertible, dtype: DType? = nil) {
    let scalar = value.scalar
    let dtype = dtype ?? scalar.dtype
    if let error = Self.rangeError(scalar, dtype, in: "Tensor") {
      self = .failed(error)
      return
    }
    self.init(storage: Storage(scalar, dtype), shape: [], dtype: dtype)
  }

  /// A tensor of the given elements. Shape: `[count]`, or `shape` with the same number of elements.
  ///
  /// - Parameter dtype: as the elements if `nil`, but `float32` of `[Double]`, and `int32` of `[Int]`, or `int64` if one of
  ///   the numbers needs it. Whole numbers that the type doesn't hold are an error.
  public init<Element: TensorElement>(_ elements: [Element], shape: [Int]? = nil, dtype: DType? = nil) {
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
    self = .reporting { () throws(KerasError) in
      let array = try HostArray(shape: shape, dtype: Element.dtype)
      array.storage.fill(with: elements)
      let dtype = dtype ?? Element.dtype(of: elements)
      if let error = Self.rangeError(array, dtype) { throw error }
      return Tensor(storage: try array.converted(to: dtype).storage, shape: shape, dtype: dtype)
    }
  }

  /// A tensor of nested arrays: `Tensor([[1, 2], [3, 4]])`. Ragged arrays give an error. Types as of flat arrays.
  public init<Row: TensorNested>(_ rows: [[Row]], dtype: DType? = nil) {
    var elements: [Row.Leaf] = []
    var isRagged = false
    let shape = rows.append(to: &elements, isRagged: &isRagged)
    guard !isRagged else {
      self = .failed(
        KerasError(
          "Tensor(_:) cannot arrange the rows.", expected: "rows of one length", received: "rows of different lengths",
          fix: "pad the rows to one length"))
      return
    }
    self.init(elements, shape: shape, dtype: dtype)
  }

  private static func rangeError(_ array: HostArray, _ dtype: DType) -> KerasError? {
    guard dtype.isInteger, array.dtype.isInteger, dtype != array.dtype else { return nil }
    let isWide = array.dtype == .uint64
    for value in array.int64s where !dtype.holds(Int(value)) || isWide && value < 0 {
      return rangeError(isWide ? "\(UInt64(bitPattern: value))" : "\(value)", dtype, in: "Tensor")
    }
    return nil
  }

  private static func rangeError(_ scalar: Scalar, _ dtype: DType, in name: String) -> KerasError? {
    guard case .integer(let value) = scalar, dtype.isInteger, !dtype.holds(value) else { return nil }
    return rangeError("\(value)", dtype, in: name)
  }

  private static func rangeError(_ value: String, _ dtype: DType, in name: String) -> KerasError {
    let (low, high) = dtype.integerRange
    return KerasError(
      "'\(name)' cannot hold \(value) in \(dtype.rawValue).",
      expected: "whole numbers in \(low)...\(dtype == .uint64 ? "\(UInt64.max)" : "\(high)")", received: value,
      fix: "give a wider type as dtype:")
  }

  /// A tensor whose values are `value` everywhere.
  public static func full(_ shape: Shape, _ value: some ScalarConvertible, dtype: DType? = nil) -> Tensor {
    let scalar = value.scalar
    let dtype = dtype ?? (scalar.dtype == .bool ? .bool : .float32)
    if let error = rangeError(scalar, dtype, in: "full") { return .failed(error) }
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
