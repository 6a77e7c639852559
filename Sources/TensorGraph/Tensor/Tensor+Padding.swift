/// What stands in the margin that `padded` adds.
public enum MarginMode: String, Sendable, Hashable {
  /// The elements mirrored at the edge element, which is not repeated.
  case reflect
  /// The elements mirrored at the edge, the edge element included.
  case symmetric
  /// The edge element over and over.
  case edge
}

extension Tensor {
  /// With margins of `value` around it (`keras.ops.pad`).
  ///
  /// - Parameter widths: for each axis the number of elements before and after; one pair stands for all axes.
  public func padded(_ widths: [(Int, Int)], value: some ScalarConvertible = 0) -> Tensor {
    if node.failure != nil { return self }
    guard let widths = checkedWidths(widths) else { return widthError(widths) }
    return apply(
      Pad(low: widths.map(\.0), high: widths.map(\.1), interior: widths.map { _ in 0 }, value: value.scalar), [self])
  }

  /// With margins of its own elements around it.
  public func padded(_ widths: [(Int, Int)], mode: MarginMode) -> Tensor {
    if node.failure != nil { return self }
    guard let checked = checkedWidths(widths) else { return widthError(widths) }
    return deferrable("padded", self) { x in
      var result = x
      for (axis, (low, high)) in checked.enumerated() where low > 0 || high > 0 {
        guard let length = result.shape.dimensions[axis] else {
          result = result.padded(checked.enumerated().map { $0 == axis ? $1 : (0, 0) })
          continue
        }
        let reach = mode == .reflect ? length - 1 : mode == .symmetric ? length : length > 0 ? Int.max : 0
        guard low <= reach, high <= reach else {
          return x.failing(
            ShapeError(
              expected: "margins of at most \(reach) for axis \(axis) of \(x.type)", received: "\((low, high))",
              fix: "pad less, or with a value"), in: "padded")
        }
        if let tooLong = result.hostLengthError(Size(low) + Size(length) + Size(high), axis: axis) { return tooLong }
        let places = (-low..<length + high).map { Int32(mode.source(of: $0, length: length)) }
        result = apply(Gather(axis: axis), [result, Tensor(places)])
      }
      return result
    }
  }

  private func checkedWidths(_ widths: [(Int, Int)]) -> [(Int, Int)]? {
    let all = widths.count == 1 ? Array(repeating: widths[0], count: rank) : widths
    return all.count == rank && all.allSatisfy({ $0.0 >= 0 && $0.1 >= 0 }) ? all : nil
  }

  private func widthError(_ widths: [(Int, Int)]) -> Tensor {
    failing(
      ShapeError(
        expected: "one pair of widths, 0 or more, for each of the \(rank.counted("axis", "axes")) of \(type)",
        received: "\(widths)",
        fix: "give a pair for every axis, or one for all"), in: "padded")
  }
}

extension MarginMode {
  fileprivate func source(of place: Int, length: Int) -> Int {
    switch self {
    case .edge: min(max(place, 0), length - 1)
    case .reflect: place < 0 ? -place : place < length ? place : 2 * (length - 1) - place
    case .symmetric: place < 0 ? -place - 1 : place < length ? place : 2 * length - 1 - place
    }
  }
}
