/// The dot product of two tensors along one axis of each, sample by sample.
///
/// Inputs: `[batch, a…]` and `[batch, b…]` with equal lengths on the contracted axes; output: `[batch, a… without its
/// axis, b… without its axis]`, `[batch, 1]` if nothing else is left. Two vectors with `normalize` give their cosine.
/// Source: `keras.layers.Dot`.
public final class Dot: Layer, MergeLayer {
  /// The contracted axis of the first and of the second tensor.
  public let axes: (Int, Int)
  public let normalize: Bool

  /// - Parameters:
  ///   - axes: the axis to contract, in both tensors.
  ///   - normalize: whether to bring vectors along that axis to length 1 first.
  public convenience init(axes: Int, normalize: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.init(axes: (axes, axes), normalize: normalize, name: name, dtype: dtype)
  }

  /// - Parameters:
  ///   - axes: the axis to contract in the first and in the second tensor.
  ///   - normalize: whether to bring vectors along these axes to length 1 first.
  public init(axes: (Int, Int), normalize: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.axes = axes
    self.normalize = normalize
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public func call(_ inputs: [Tensor]) -> Tensor {
    guard inputs.count == 2 else { return .failed(countError(expected: "a list of two tensors", inputs)) }
    let (left, right) = (inputs[0], inputs[1])
    guard let a = left.shape.resolve(axis: axes.0), let b = right.shape.resolve(axis: axes.1), a > 0, b > 0 else {
      return .failed(
        mergeError(
          inputs, expected: "tensors with the axes \(axes.0) and \(axes.1), not the batch axis",
          fix: "give axes: the axis of each tensor to sum over; -1 is the last"))
    }
    if let m = left.shape[a], let n = right.shape[b], m != n {
      return .failed(
        mergeError(
          inputs, expected: "equal lengths on axis \(a) of the first and axis \(b) of the second tensor",
          fix: "give other axes:, or project one of them to the same length"))
    }
    if let m = left.shape[0], let n = right.shape[0], m != n {
      return .failed(mergeError(inputs, expected: "one batch size", fix: "take the same number of rows of each"))
    }
    let dtype = left.dtype.promoted(with: right.dtype)
    let x = normalized(left.cast(to: dtype), a)
    let y = normalized(right.cast(to: dtype), b)
    let product = apply(
      DotGeneral(leftBatch: [0], rightBatch: [0], leftContracting: [a], rightContracting: [b]), [x, y])
    return product.rank == 1 ? product.expandedDimensions(-1) : product
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? { nil }

  // A vector of zeros stays one: Keras limits the factor to 1/epsilon.
  private func normalized(_ x: Tensor, _ axis: Int) -> Tensor {
    guard normalize else { return x }
    return x.dividedByNorm(axes: [axis], epsilon: 1e-7)
  }
}
