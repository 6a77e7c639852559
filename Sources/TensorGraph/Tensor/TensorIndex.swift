/// What may stand between the brackets of `x[…]`: whole numbers, ranges, arrays and tensors of whole numbers,
/// `.newAxis`, `.ellipsis`, `.stride(from:to:by:)`.
public protocol TensorIndex: Sendable {
  /// The index in the form that all of them have in common.
  var axisIndex: AxisIndex { get }
}

/// One index into a tensor.
public enum AxisIndex: TensorIndex {
  /// One place of the axis, which then is gone; negative counts from the end.
  case place(Int)
  /// Places from a first to before a last one in steps; `nil` is the end of the axis on either side. Negative ends count
  /// from the end. Python's slices: ends beyond the axis are cut off if `isClipped`, else refused.
  case places(from: Int?, to: Int?, step: Int, isClipped: Bool)
  /// The places that a tensor of whole numbers names.
  case picked(Tensor)
  /// An axis of length 1 that the tensor does not have.
  case inserted
  /// All axes that the other indices leave over.
  case rest

  public var axisIndex: AxisIndex { self }
}

extension TensorIndex where Self == AxisIndex {
  /// An axis of length 1 that the tensor does not have.
  public static var newAxis: AxisIndex { .inserted }

  /// All axes that the other indices leave over; `...` before or after the first index means the same.
  public static var ellipsis: AxisIndex { .rest }

  /// Places from `start` to before `stop` in steps of `step`, as in Python: negative ends count from the end, a negative
  /// step goes backward, ends beyond the axis are cut off.
  public static func stride(from start: Int? = nil, to stop: Int? = nil, by step: Int) -> AxisIndex {
    .places(from: start, to: stop, step: step, isClipped: true)
  }
}

extension Int: TensorIndex { public var axisIndex: AxisIndex { .place(self) } }
extension Tensor: TensorIndex { public var axisIndex: AxisIndex { .picked(self) } }

extension Array: TensorIndex where Element == Int {
  public var axisIndex: AxisIndex { .picked(Tensor(self)) }
}

extension Range: TensorIndex where Bound == Int {
  public var axisIndex: AxisIndex { .places(from: lowerBound, to: upperBound, step: 1, isClipped: false) }
}

extension ClosedRange: TensorIndex where Bound == Int {
  public var axisIndex: AxisIndex {
    // After -1, the last place, comes the end of the axis.
    .places(from: lowerBound, to: upperBound == -1 ? nil : upperBound &+ 1, step: 1, isClipped: false)
  }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
  public var axisIndex: AxisIndex { .places(from: lowerBound, to: nil, step: 1, isClipped: false) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
  public var axisIndex: AxisIndex { .places(from: nil, to: upperBound, step: 1, isClipped: false) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
  public var axisIndex: AxisIndex {
    .places(from: nil, to: upperBound == -1 ? nil : upperBound &+ 1, step: 1, isClipped: false)
  }
}
