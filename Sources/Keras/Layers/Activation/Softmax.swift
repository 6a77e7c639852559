/// Non-negative numbers that sum to 1 along an axis, as a layer: `eˣ / Σ eˣ`.
///
/// Input and output: any shape. A mask of the input must broadcast to it (its axes are the input's last); positions that
/// it leaves out become 0. Source: `keras.layers.Softmax`.
public final class Softmax: Layer, UnaryLayer {
  /// The axes along which, together, the sum is 1.
  public let axes: [Int]

  /// - Parameter axis: the axis along which the sum is 1. Default the last.
  public convenience init(axis: Int = -1, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.init(axes: [axis], name: name, dtype: dtype)
  }

  /// - Parameter axes: the axes along which, together, the sum is 1.
  public init(axes: [Int], name: String? = nil, dtype: DTypePolicy? = nil) {
    self.axes = axes
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public func call(_ x: Tensor) -> Tensor {
    OneUnit.warn(x, axes: axes)
    guard let mask = x.mask else { return softmax(x, axes: axes) }
    guard mask.rank <= x.rank, zip(mask.shape.dimensions.reversed(), x.shape.dimensions.reversed()).allSatisfy(fits)
    else {
      return failed(
        expected: "a mask that broadcasts to the input", received: "mask \(mask.type) of an input \(x.type)",
        fix: "give the mask axes of length 1, or drop it with masked(by: nil)")
    }
    return Self.masked(x, by: mask, axes: axes)
  }

  private func fits(_ mask: Int?, _ input: Int?) -> Bool { mask == nil || input == nil || mask == 1 || mask == input }

  /// The softmax of the positions that a mask keeps, 0 elsewhere.
  static func masked(_ x: Tensor, by mask: Tensor, axes: [Int]) -> Tensor {
    let keeps = mask.dtype == .bool ? mask : mask .> 0.5
    return which(keeps, softmax(which(keeps, x, x.dtype.largeNegative), axes: axes), 0)
  }
}

extension DType {
  /// What stands for -∞ in scores: an exponential of it is 0, but differences stay finite.
  var largeNegative: Double { self == .float16 ? -3e4 : -1e9 }
}
