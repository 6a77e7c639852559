/// Tensors joined along one axis.
///
/// Inputs: at least one tensor, of equal lengths on all axes but `axis`; output: the sum of their lengths on `axis`.
/// Source: `keras.layers.Concatenate`.
public final class Concatenate: Layer, MergeLayer {
  public let axis: Int

  /// - Parameter axis: where to join; -1 is the last, as for channels.
  public init(axis: Int = -1, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.axis = axis
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public func call(_ inputs: [Tensor]) -> Tensor {
    guard let first = inputs.first else {
      return .failed(countError(expected: "a list of at least one tensor", inputs))
    }
    guard let axis = first.shape.resolve(axis: axis) else {
      return .failed(
        mergeError(
          inputs, expected: "tensors with an axis \(self.axis), along which to join",
          fix: "negative axes count from the end"))
    }
    var rest = first.shape
    rest.dimensions[axis] = nil
    for input in inputs.dropFirst() {
      var other = input.shape
      if other.rank == rest.rank { other.dimensions[axis] = nil }
      guard other.matches(rest) else {
        return .failed(
          mergeError(
            inputs, expected: "equal lengths on all axes but \(axis), along which to join",
            fix: "give them one shape first, or join along the axis in which they differ"))
      }
      rest.dimensions = zip(rest.dimensions, other.dimensions).map { $0 ?? $1 }
    }
    let dtype = inputs.dropFirst().reduce(first.dtype) { $0.promoted(with: $1.dtype) }
    return apply(Concatenation(axis: axis), inputs.map { $0.cast(to: dtype) })
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    guard inputs.contains(where: { $0.mask != nil }), let axis = inputs[0].shape.resolve(axis: axis) else { return nil }
    // Each mask as wide as its tensor, so that joining them keeps track of where each comes from.
    let masks = inputs.map { input in
      let mask = input.mask ?? .full([], true)
      return deferrable("mask", [mask, input]) { pair in
        let missing = max(pair[1].rank - pair[0].rank, 0)
        let wide =
          pair[0].rank == 0 ? pair[0] : (0..<missing).reduce(pair[0]) { mask, _ in mask.expandedDimensions(-1) }
        return [wide.cast(to: .bool).broadcast(to: pair[1].shape)]
      }[0]
    }
    return apply(Concatenation(axis: axis), masks).any(axes: [-1])
  }
}
