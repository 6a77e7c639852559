// Keras' functions under the names that they have elsewhere: the compiler says which one it is here.
// A call of any of these does not compile.

// MARK: Reductions, which are methods

@available(*, unavailable, renamed: "Tensor.mean(self:axis:keepDims:)")
public func mean(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.sum(self:axis:keepDims:)")
public func sum(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.product(self:axis:keepDims:)")
public func prod(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.product(self:axis:keepDims:)")
public func product(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.max(self:axis:keepDims:)")
public func max(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.min(self:axis:keepDims:)")
public func min(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.max(self:axis:keepDims:)")
public func amax(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.min(self:axis:keepDims:)")
public func amin(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.any(self:axis:keepDims:)")
public func any(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.all(self:axis:keepDims:)")
public func all(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.standardDeviation(self:axis:keepDims:)")
public func std(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.variance(self:axis:keepDims:)")
public func variance(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.mean(self:axis:keepDims:)")
public func reduceMean(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.sum(self:axis:keepDims:)")
public func reduceSum(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.max(self:axis:keepDims:)")
public func reduceMax(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.min(self:axis:keepDims:)")
public func reduceMin(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.argmax(self:axis:keepDims:)")
public func argmax(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.argmin(self:axis:keepDims:)")
public func argmin(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.average(self:axis:weights:)")
public func average(_ x: Tensor, axis: Int? = nil, weights: Tensor? = nil) -> Tensor { x }
@available(*, unavailable, renamed: "Tensor.variance(self:axis:keepDims:)")
public func `var`(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor { x }
