// Functions that are methods or initializers here. A call of any of these does not compile; the compiler says how it is written.

// MARK: Shapes

@available(*, unavailable, message: "it is a method: x.reshaped([2, 3])")
public func reshape(_ x: Tensor, _ shape: Any...) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.transposed(self:_:)")
public func transpose(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.transposed(self:_:)")
public func permute(_ x: Tensor, _ axes: [Int]) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.expandedDimensions(self:_:)")
public func expandDims(_ x: Tensor, _ axis: Int) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.expandedDimensions(self:_:)")
public func expandDims(_ x: Tensor, axis: Int) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.squeezed(self:axis:)")
public func squeeze(_ x: Tensor, axis: Int? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.flattened(self:)")
public func flatten(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.flattened(self:)")
public func ravel(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.reversed(self:axes:)")
public func flip(_ x: Tensor, axis: Int? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.tiled(self:_:)")
public func tile(_ x: Tensor, _ counts: [Int]) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.rolled(self:by:axis:)")
public func roll(_ x: Tensor, _ shift: Int, axis: Int? = nil) -> Tensor { x }
@available(*, unavailable, message: "it is a method: x.padded([(1, 1), (2, 2)])")
public func pad(_ x: Tensor, _ widths: Any...) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.broadcast(self:to:)")
public func broadcastTo(_ x: Tensor, _ shape: Shape) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.swappingAxes(self:_:_:)")
public func swapaxes(_ x: Tensor, _ first: Int, _ second: Int) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.movingAxis(self:_:to:)")
public func moveaxis(_ x: Tensor, _ source: Int, _ destination: Int) -> Tensor { x }
@available(*, unavailable, message: "it is a method: x.split(into: 2, axis: 0), or x.split(at: [2, 5], axis: 0)")
public func split(_ x: Tensor, _ parts: Any, axis: Int = 0) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.unstacked(self:axis:)")
public func unstack(_ x: Tensor, axis: Int = 0) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.take(self:_:axis:)")
public func take(_ x: Tensor, _ indices: [Int], axis: Int? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.take(self:_:axis:)")
public func take(_ x: Tensor, _ indices: Tensor, axis: Int? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.takeAlong(self:_:axis:)")
public func takeAlongAxis(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.take(self:_:axis:)")
public func gather(_ x: Tensor, _ indices: [Int], axis: Int = 0) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.take(self:_:axis:)")
public func gather(_ x: Tensor, _ indices: Tensor, axis: Int = 0) -> Tensor { x }
@available(*, unavailable, message: "it is a method: x.cast(to: .float32)")
public func cast(_ x: Tensor, _ dtype: Any) -> Tensor { x }
@available(*, unavailable, message: "it is a method: x.cast(to: .float32)")
public func cast(_ x: Tensor, dtype: DType) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.lowerTriangle(self:offset:)")
public func tril(_ x: Tensor, offset: Int = 0) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.upperTriangle(self:offset:)")
public func triu(_ x: Tensor, offset: Int = 0) -> Tensor { x }

// MARK: Several tensors

@available(*, unavailable, renamed: "concatenated(_:axis:)")
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor { tensors[0] }
@available(*, unavailable, renamed: "concatenated(_:axis:)")
public func concat(_ tensors: [Tensor], axis: Int = 0) -> Tensor { tensors[0] }
@available(*, unavailable, renamed: "stacked(_:axis:)")
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor { tensors[0] }
@available(*, unavailable, renamed: "verticallyStacked(_:)")
public func vstack(_ tensors: [Tensor]) -> Tensor { tensors[0] }
@available(*, unavailable, renamed: "horizontallyStacked(_:)")
public func hstack(_ tensors: [Tensor]) -> Tensor { tensors[0] }

// MARK: Tensors of nothing

@available(*, unavailable, renamed: "Tensor.zeros(_:dtype:)")
public func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor { .zeros(shape) }
@available(*, unavailable, renamed: "Tensor.ones(_:dtype:)")
public func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor { .ones(shape) }
@available(*, unavailable, renamed: "Tensor.full(_:_:dtype:)")
public func full(_ shape: Shape, _ value: some ScalarConvertible, dtype: DType? = nil) -> Tensor { .full(shape, value) }
@available(*, unavailable, renamed: "Tensor.zeros(like:dtype:)")
public func zerosLike(_ x: Tensor, dtype: DType? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.ones(like:dtype:)")
public func onesLike(_ x: Tensor, dtype: DType? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.full(like:_:dtype:)")
public func fullLike(_ x: Tensor, _ value: some ScalarConvertible, dtype: DType? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.arange(_:dtype:)")
public func arange(_ stop: Int) -> Tensor { .arange(stop) }
@available(*, unavailable, renamed: "Tensor.arange(_:_:step:dtype:)")
public func arange(_ start: Int, _ stop: Int, step: Int = 1) -> Tensor { .arange(start, stop) }
@available(*, unavailable, renamed: "Tensor.eye(_:_:offset:dtype:)")
public func eye(_ rows: Int, _ columns: Int? = nil) -> Tensor { .eye(rows) }

// MARK: Element by element

@available(*, unavailable, renamed: "which(_:_:_:)")
public func select(_ condition: Tensor, _ x: Any, _ y: Any) -> Tensor { condition }
@available(*, unavailable, message: "write x + y")
public func add(_ x: Tensor, _ y: Tensor) -> Tensor { x }
@available(*, unavailable, message: "write x - y")
public func subtract(_ x: Tensor, _ y: Tensor) -> Tensor { x }
@available(*, unavailable, message: "write x * y")
public func multiply(_ x: Tensor, _ y: Tensor) -> Tensor { x }
@available(*, unavailable, message: "write x / y")
public func divide(_ x: Tensor, _ y: Tensor) -> Tensor { x }
@available(*, unavailable, message: "write x .== y")
public func equal(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, message: "write x .!= y")
public func notEqual(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, message: "write x .< y")
public func less(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, message: "write x .<= y")
public func lessEqual(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, message: "write x .> y")
public func greater(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, message: "write x .>= y")
public func greaterEqual(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, renamed: "pow(_:_:)")
public func power(_ x: Tensor, _ y: Any) -> Tensor { x }
@available(*, unavailable, renamed: "abs(_:)")
public func absolute(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "isNaN(_:)")
public func isnan(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "isInfinite(_:)")
public func isinf(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "isFinite(_:)")
public func isfinite(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "log(_:)")
public func ln(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "normalize(_:axis:order:epsilon:)")
public func l2Normalize(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, message: "write -x")
public func negative(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "atan2(_:_:)")
public func arctan2(_ x: Tensor, _ y: Tensor) -> Tensor { x }
@available(*, unavailable, message: "write x % y")
public func mod(_ x: Tensor, _ y: Tensor) -> Tensor { x }
