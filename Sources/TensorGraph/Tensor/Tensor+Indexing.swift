extension Tensor {
  /// Part of the tensor, one index for each axis from the front (`keras.ops.get_item`).
  ///
  /// `x[0]`, `x[1..<3]`, `x[..., 0]`, `x[(-3)...]`, `x[.stride(by: 2), .newAxis]`. Whole numbers drop their axis, ranges keep
  /// it, a tensor or array of whole numbers picks places. Negative numbers count from the end. An index that does not fit
  /// gives a tensor that carries the error.
  public subscript(_ indices: any TensorIndex...) -> Tensor { indexed(indices.map(\.axisIndex)) }

  /// Part of the tensor, the indices for its last axes.
  public subscript(_ ellipsis: UnboundedRange, _ indices: any TensorIndex...) -> Tensor {
    indexed([.rest] + indices.map(\.axisIndex))
  }

  /// Part of the tensor, the indices after `...` for its last axes.
  public subscript(_ first: any TensorIndex, _ ellipsis: UnboundedRange, _ indices: any TensorIndex...) -> Tensor {
    indexed([first.axisIndex, .rest] + indices.map(\.axisIndex))
  }

  /// The part that indices of any number name.
  package func subscripted(_ indices: [AxisIndex]) -> Tensor { indexed(indices) }

  private func indexed(_ indices: [AxisIndex]) -> Tensor {
    if node.failure != nil { return self }
    var picked: Tensor?
    for case .picked(let tensor) in indices {
      if tensor.node.failure != nil { return tensor }
      guard picked == nil, tensor.dtype.isInteger else {
        return failing(
          ShapeError(
            expected: "at most one tensor of whole numbers among the indices", received: "\(tensor.type)",
            fix: tensor.dtype == .bool ? "use which(_:) to choose by a condition" : "index one axis after the other"),
          in: "subscript")
      }
      picked = tensor
    }
    guard let full = expanded(indices) else {
      return failing(
        ShapeError(
          expected: "at most \(rank.counted("index", "indices")) for \(type), and one ellipsis",
          received: "\(indices.count.counted("index", "indices"))",
          fix: "leave out indices; axes without one stay whole"), in: "subscript")
    }
    let record = picked == nil ? Deferred.Record("GetItem", arguments: [.indices(indices)]) : nil
    return deferrable("subscript", [self] + (picked.map { [$0] } ?? []), record: record) { inputs in
      do throws(ShapeError) { return [try inputs[0].taking(full, picked: inputs.last!)] } catch {
        return [inputs[0].failing(error, in: "subscript")]
      }
    }[0]
  }

  /// The indices with one for each axis in place of the ellipsis; `nil` if there are too many.
  private func expanded(_ indices: [AxisIndex]) -> [AxisIndex]? {
    var used = 0
    var ellipsis: Int?
    for (position, index) in indices.enumerated() {
      switch index {
      case .inserted: continue
      case .rest:
        guard ellipsis == nil else { return nil }
        ellipsis = position
      default: used += 1
      }
    }
    guard used <= rank else { return nil }
    let whole = Array(
      repeating: AxisIndex.places(from: nil, to: nil, step: 1, isClipped: true), count: rank - used)
    guard let ellipsis else { return indices + whole }
    return indices[..<ellipsis] + whole + indices[(ellipsis + 1)...]
  }

  /// One slice, one reversal, one reshape, one gather: whichever the indices need.
  private func taking(_ indices: [AxisIndex], picked: Tensor) throws(ShapeError) -> Tensor {
    var (starts, ends, steps) = ([Int](), [Int](), [Int]())
    var reversed: [Int] = []
    var kept: [Int?] = []
    var gatherAxis: Int?
    for index in indices {
      let axis = starts.count
      switch index {
      case .inserted: kept.append(1)
      case .rest: preconditionFailure("ellipses are expanded before")
      case .picked:
        gatherAxis = kept.count
        (starts, ends, steps) = (starts + [0], ends + [Slice.whole], steps + [1])
        kept.append(shape.dimensions[axis])
      case .place(let place):
        let start = try resolve(place, axis: axis)
        (starts, ends, steps) = (starts + [start], ends + [start + 1], steps + [1])
      case .places(let from, let to, let step, let isClipped):
        let part = try resolve(from, to, step, isClipped, axis: axis)
        (starts, ends, steps) = (
          starts + [part.start], ends + [part.end], steps + [part.count == 1 ? 1 : Swift.abs(step)]
        )
        if step < 0 { reversed.append(axis) }
        kept.append(part.count)
      }
    }
    var result = self
    if starts.contains(where: { $0 != 0 }) || steps.contains(where: { $0 != 1 })
      || zip(ends, shape.dimensions).contains(where: { $0 != Slice.whole && $0 != $1 })
    {
      result = apply(Slice(starts: starts, ends: ends, steps: steps), [self])
    }
    if !reversed.isEmpty { result = apply(Reverse(axes: reversed), [result]) }
    result = result.reshaped(Shape(kept))
    return gatherAxis.map { result.take(picked, axis: $0) } ?? result
  }

  private func resolve(_ place: Int, axis: Int) throws(ShapeError) -> Int {
    // Of an unknown length only the type matters yet.
    guard let length = shape.dimensions[axis] else {
      return Swift.min(Swift.max(place, 0), TensorType.largestByteCount)
    }
    let index = place < 0 ? place + length : place
    guard (0..<length).contains(index) else { throw outside("\(place)", axis: axis, length: length) }
    return index
  }

  private func resolve(
    _ from: Int?, _ to: Int?, _ step: Int, _ isClipped: Bool, axis: Int
  ) throws(ShapeError) -> (start: Int, end: Int, count: Int?) {
    guard step != 0, step != Int.min else {
      throw ShapeError(expected: "a step other than 0", received: "\(step)", fix: "give a negative step to go backward")
    }
    guard let length = shape.dimensions[axis] else {
      if let from, let to, from >= 0, to >= from, step == 1 { return (from, to, to - from) }
      return (0, Slice.whole, nil)
    }
    var low = from.map { $0 < 0 ? $0 + length : $0 } ?? (step > 0 ? 0 : length - 1)
    var high = to.map { $0 < 0 ? $0 + length : $0 } ?? (step > 0 ? length : -1)
    if isClipped {
      let bounds = step > 0 ? (0, length) : (-1, length - 1)
      low = Swift.min(Swift.max(low, bounds.0), bounds.1)
      high = Swift.min(Swift.max(high, bounds.0), bounds.1)
    } else if low < 0 || low > high || high > length {
      throw outside("\(from.map(String.init) ?? "")..<\(to.map(String.init) ?? "")", axis: axis, length: length)
    }
    let distance = step > 0 ? high - low : low - high
    let count = distance > 0 ? (distance - 1) / Swift.abs(step) + 1 : 0
    if count == 0 { return (0, 0, 0) }
    if step > 0 { return (low, low + (count - 1) * step + 1, count) }
    let last = low + (count - 1) * step
    return (last, low + 1, count)
  }

  private func outside(_ index: String, axis: Int, length: Int) -> ShapeError {
    ShapeError(
      expected:
        "an index within 0..<\(length), or a negative one that counts from the end, for axis \(axis) of \(type)",
      received: index, fix: "use .stride(from:to:by:) to cut off what lies beyond the axis")
  }
}
