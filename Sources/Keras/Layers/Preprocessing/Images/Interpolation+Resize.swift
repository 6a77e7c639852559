extension Interpolation {
  /// `x` with other lengths along some axes, all of which are known. Integers are rounded.
  func resize(_ x: Tensor, axes: [Int], to lengths: [Int], antialias: Bool) -> Tensor {
    var y = x
    for (axis, length) in zip(axes, lengths) {
      guard let old = y.shape[axis], old != length else { continue }
      y =
        self == .nearest
        ? y.take(.places(length) { nearest(old, length) }, axis: axis) : blended(y, axis, old, length, antialias)
    }
    guard y.dtype != x.dtype else { return y }
    guard !x.dtype.isFloating else { return y.cast(to: x.dtype) }
    return clip(round(y), x.dtype == .uint8 ? 0 : -Double(Int32.max), x.dtype == .uint8 ? 255 : Double(Int32.max))
      .cast(to: x.dtype)
  }

  private func nearest(_ old: Int, _ new: Int) -> [Int] {
    (0..<new).map { Swift.min(Int((Float($0) + 0.5) * Float(old) / Float(new)), old - 1) }
  }

  private func blended(_ x: Tensor, _ axis: Int, _ old: Int, _ new: Int, _ antialias: Bool) -> Tensor {
    // Values and weights in at least float32, so that 16-bit pixels are rounded once.
    let wide = x.dtype.isFloating ? x.dtype.promoted(with: .float32) : .float32
    let table = Tensor.table([new, old], dtype: wide) { weights(old, new, antialias) }
    let product = apply(
      DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [axis], rightContracting: [1]),
      [x.cast(to: wide), table])
    return product.movingAxis(-1, to: axis)
  }

  /// How much each old pixel counts for each new one, row by row; each row sums to 1.
  private func weights(_ old: Int, _ new: Int, _ antialias: Bool) -> [Double] {
    let ratio = Double(old) / Double(new)
    let reach = antialias ? Swift.max(ratio, 1) : 1
    return (0..<new).flatMap { position -> [Double] in
      let place = (Double(position) + 0.5) * ratio - 0.5
      let row = (0..<old).map { kernel(Swift.abs(place - Double($0)) / reach) }
      let sum = row.reduce(0, +)
      return row.map { $0 / sum }
    }
  }
}
