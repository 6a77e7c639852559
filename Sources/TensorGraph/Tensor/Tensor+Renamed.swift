// What a tensor has under other names in NumPy, TensorFlow and PyTorch: the compiler says which one it is here.
// A use of any of these does not compile.

extension Tensor {
  @available(*, unavailable, renamed: "reshaped(_:)")
  public func reshape(_ shape: Shape) -> Tensor { self }
  @available(*, unavailable, renamed: "reshaped(_:)", message: "give the lengths as one list: reshaped([2, 3])")
  public func reshape(_ lengths: Int...) -> Tensor { self }
  @available(*, unavailable, renamed: "reshaped(_:)")
  public func view(_ shape: Shape) -> Tensor { self }
  @available(*, unavailable, renamed: "transposed(_:)")
  public func transpose(_ axes: [Int]? = nil) -> Tensor { self }
  @available(*, unavailable, renamed: "transposed(_:)")
  public func permute(_ axes: [Int]) -> Tensor { self }
  @available(*, unavailable, renamed: "transposed()")
  public var T: Tensor { self }
  @available(*, unavailable, renamed: "expandedDimensions(_:)")
  public func expandDims(_ axis: Int) -> Tensor { self }
  @available(*, unavailable, renamed: "expandedDimensions(_:)")
  public func expandDims(axis: Int) -> Tensor { self }
  @available(*, unavailable, renamed: "expandedDimensions(_:)")
  public func unsqueeze(_ axis: Int) -> Tensor { self }
  @available(*, unavailable, renamed: "squeezed(axis:)")
  public func squeeze(_ axis: Int? = nil) -> Tensor { self }
  @available(*, unavailable, renamed: "squeezed(axis:)")
  public func squeeze(axis: Int) -> Tensor { self }
  @available(*, unavailable, renamed: "flattened()")
  public func flatten() -> Tensor { self }
  @available(*, unavailable, renamed: "broadcast(to:)")
  public func broadcasted(to shape: Shape) -> Tensor { self }
  @available(*, unavailable, renamed: "standardDeviation(axis:keepDims:)")
  public func std(axis: Int? = nil, keepDims: Bool = false) -> Tensor { self }
  @available(*, unavailable, renamed: "variance(axis:keepDims:)")
  public func `var`(axis: Int? = nil, keepDims: Bool = false) -> Tensor { self }
  @available(*, unavailable, renamed: "product(axis:keepDims:)")
  public func prod(axis: Int? = nil, keepDims: Bool = false) -> Tensor { self }
  @available(*, unavailable, renamed: "argmax(axis:keepDims:)")
  public func argMax(axis: Int? = nil) -> Tensor { self }
  @available(*, unavailable, renamed: "cast(to:)")
  public func cast(_ dtype: DType) -> Tensor { self }
  @available(*, unavailable, renamed: "cast(to:)")
  public func astype(_ dtype: DType) -> Tensor { self }
  @available(*, unavailable, message: "the elements are try x.scalars(), as Float unless as: says otherwise")
  public func numpy() -> [Float] { [] }
  @available(*, unavailable, message: "the elements are try x.scalars(), as Float unless as: says otherwise")
  public func tolist() -> [Float] { [] }
  @available(*, unavailable, message: "the elements are try x.scalars(), as Float unless as: says otherwise")
  public var array: [Float] { [] }
  @available(*, unavailable, renamed: "scalar()", message: "reading computes and can throw: try x.scalar()")
  public func item() -> Double { 0 }
  @available(*, unavailable, renamed: "rank")
  public var ndim: Int { 0 }
  @available(*, unavailable, message: "the lengths are in shape: x.shape[0] is the first, nil where unknown")
  public var count: Int { 0 }
  @available(*, unavailable, message: "the lengths are in shape: x.shape[0] is the first, nil where unknown")
  public var size: Int { 0 }

  @available(*, unavailable, message: "random tensors are Random.normal([2, 3]) and Random.uniform([2, 3])")
  public static func random(_ shape: Shape) -> Tensor { .zeros(shape) }
  @available(*, unavailable, renamed: "stacked(_:axis:)")
  public init(_ tensors: [Tensor]) { self = tensors[0] }
  @available(*, unavailable, message: "numbers in a row are Tensor.arange(3), or Tensor.arange(1, 4)")
  public init(_ range: Range<Int>) { self = .arange(range.count) }
}

extension Float {
  @available(*, unavailable, message: "reading computes and can throw: Float(try x.scalar())")
  public init(_ tensor: Tensor) { self = 0 }
}
extension Double {
  @available(*, unavailable, message: "reading computes and can throw: try x.scalar()")
  public init(_ tensor: Tensor) { self = 0 }
}
extension Int {
  @available(*, unavailable, message: "reading computes and can throw: Int(try x.scalar())")
  public init(_ tensor: Tensor) { self = 0 }
}
