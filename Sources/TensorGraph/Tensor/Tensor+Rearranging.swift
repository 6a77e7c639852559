extension Tensor {
  /// All elements in row order (`keras.ops.ravel`). Shape: `[count]`.
  public func flattened() -> Tensor { rank == 1 && node.failure == nil ? self : reshaped([nil]) }

  /// Cut into `count` equal parts along `axis` (`keras.ops.split`).
  public func split(into count: Int, axis: Int = 0) -> [Tensor] {
    let expected = Swift.max(count, 1)
    func failures(_ failed: Tensor) -> [Tensor] { Array(repeating: failed, count: expected) }
    if node.failure != nil { return failures(self) }
    guard let axis = shape.resolve(axis: axis) else { return failures(.failed(axisError(axis, for: "split"))) }
    let length = shape.dimensions[axis]
    // A caller that takes the results apart counts on all of them, but not on more than memory holds.
    guard count <= Self.mostParts else { return [tooManyParts(count, for: "split")] }
    guard count > 0, length.map({ $0 % count == 0 }) ?? true else {
      return failures(
        failing(
          ShapeError(
            expected: "a number of parts that divides the length of axis \(axis)",
            received: "\(count.counted("part", "parts")) of \(type)",
            fix: "use split(at:axis:) for parts of different lengths"), in: "split"))
    }
    return deferrable("split", [self]) { inputs in
      let x = inputs[0]
      guard let length = x.shape[axis] else { return Array(repeating: x, count: count) }
      return (0..<count).map { x.slice(axis: axis, from: $0 * (length / count), count: length / count) }
    }
  }

  /// Cut along `axis` before each of the ascending positions: one part more than there are positions.
  public func split(at positions: [Int], axis: Int = 0) -> [Tensor] {
    func failures(_ failed: Tensor) -> [Tensor] { Array(repeating: failed, count: positions.count + 1) }
    if node.failure != nil { return failures(self) }
    guard let axis = shape.resolve(axis: axis) else { return failures(.failed(axisError(axis, for: "split"))) }
    return deferrable("split", [self]) { inputs in
      let x = inputs[0]
      let length = x.shape[axis]
      let ends = positions + [length ?? Swift.max(positions.last ?? 0, 0)]
      var start = 0
      var parts: [Tensor] = []
      for end in ends {
        guard end >= start, length.map({ end <= $0 }) ?? true else {
          return failures(
            x.failing(
              ShapeError(
                expected: "ascending positions within axis \(axis) of \(x.type)", received: "\(positions)",
                fix: "positions count from the start of the axis"), in: "split"))
        }
        parts.append(x.slice(axis: axis, from: start, count: end - start))
        start = end
      }
      return parts
    }
  }

  /// The parts along `axis`, without it (`keras.ops.unstack`). The axis must have a known length.
  public func unstacked(axis: Int = 0) -> [Tensor] {
    if node.failure != nil { return [self] }
    guard let axis = shape.resolve(axis: axis) else { return [.failed(axisError(axis, for: "unstacked"))] }
    guard let count = shape.dimensions[axis] else {
      return [
        failing(
          ShapeError(
            expected: "a known length of axis \(axis)", received: "\(type)", fix: "unstack another axis, or use scan"),
          in: "unstacked")
      ]
    }
    guard count <= Self.mostParts else { return [tooManyParts(count, for: "unstacked")] }
    return (0..<count).map { slice(axis: axis, from: $0, count: 1).squeezed(axis: axis) }
  }

  /// Each part is a tensor of its own; a million of them take gigabytes.
  private static let mostParts = 1 << 20

  private func tooManyParts(_ count: Int, for name: String) -> Tensor {
    failing(
      ShapeError(
        expected: "at most \(Self.mostParts) parts", received: "\(count.counted("part", "parts")) of \(type)",
        fix: "take ranges of places instead, such as x[0..<100]"), in: name)
  }

  /// An error if the tensor with another length of an axis does not fit into memory: the places along such an axis are
  /// listed before there is a result.
  func hostLengthError(_ length: Size, axis: Int) -> Tensor? {
    var dimensions = shape.dimensions.map { $0 ?? 1 }
    dimensions[axis] = length.length
    let byteCount = dimensions.product * Size(dtype.byteCount) + length * 4
    do throws(KerasError) {
      // The list of places grows by copies.
      try Memory.check(byteCount + length * 12, for: TensorType(Shape(dimensions), dtype))
      return nil
    } catch {
      return .failed(error)
    }
  }

  /// Each element `count` times in a row along `axis`, or all elements flattened if `nil` (`keras.ops.repeat`).
  public func repeated(_ count: Int, axis: Int? = nil) -> Tensor {
    if node.failure != nil { return self }
    guard let axis else { return flattened().repeated(count, axis: 0) }
    guard let axis = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "repeated")) }
    guard count >= 0 else { return negativeCount(count, for: "repeated") }
    let record = Deferred.Record("Repeat", config: [("repeats", .integer(count)), ("axis", .integer(axis))])
    return deferrable("repeated", self, record: record) { x in
      let dimensions = x.shape.dimensions
      var wide = dimensions
      wide.insert(count, at: axis + 1)
      var result = dimensions
      result[axis] = dimensions[axis].map { (Size($0) * Size(count)).length }
      return x.expandedDimensions(axis + 1).broadcast(to: Shape(wide)).reshaped(Shape(result))
    }
  }

  /// Element `i` along `axis` `counts[i]` times in a row.
  public func repeated(_ counts: [Int], axis: Int) -> Tensor {
    if node.failure != nil { return self }
    guard let resolved = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "repeated")) }
    guard counts.allSatisfy({ $0 >= 0 }), shape.dimensions[resolved].map({ $0 == counts.count }) ?? true else {
      return failing(
        ShapeError(
          expected: "one count, not negative, for each element along axis \(resolved) of \(type)",
          received: "\(counts.count.counted("count", "counts"))",
          fix: "give a count for every element, or one number for all"),
        in: "repeated")
    }
    let total = counts.reduce(0 as Size) { $0 + Size($1) }
    if let tooLong = hostLengthError(total, axis: resolved) { return tooLong }
    let picked = counts.enumerated().flatMap { Array(repeating: Int32($0), count: $1) }
    return take(Tensor(picked), axis: resolved)
  }

  /// The whole tensor repeated along each axis (`keras.ops.tile`); axes are added in front if there are more counts.
  public func tiled(_ counts: [Int]) -> Tensor {
    if node.failure != nil { return self }
    if let negative = counts.first(where: { $0 < 0 }) { return negativeCount(negative, for: "tiled") }
    let record = Deferred.Record("Tile", config: [("repeats", .integers(counts))])
    return deferrable("tiled", self, record: record) { x in
      let rank = Swift.max(x.rank, counts.count)
      let dimensions = [Int?](repeating: 1, count: rank - x.rank) + x.shape.dimensions
      let counts = Array(repeating: 1, count: rank - counts.count) + counts
      let spread = x.reshaped(Shape(dimensions.flatMap { [1, $0] }))
      let repeated = spread.broadcast(to: Shape(zip(counts, dimensions).flatMap { [$0, $1] }))
      let lengths = zip(counts, dimensions).map { count, length in length.map { (Size($0) * Size(count)).length } }
      return repeated.reshaped(Shape(lengths))
    }
  }

  private func negativeCount(_ count: Int, for name: String) -> Tensor {
    failing(ShapeError(expected: "a count of 0 or more", received: "\(count)", fix: "check the count"), in: name)
  }

  /// Elements moved `shift` places along `axis`, those pushed out coming back in (`keras.ops.roll`).
  public func rolled(
    by shift: Int, axis: Int? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    if node.failure != nil { return self }
    guard let axis else {
      return deferrable("rolled", self) { $0.flattened().rolled(by: shift, axis: 0).reshaped($0.shape) }
    }
    guard let axis = shape.resolve(axis: axis) else {
      return .failed(axisError(axis, for: "rolled")).located(file, line)
    }
    return deferrable("rolled", self) { x in
      guard let length = x.shape[axis], length > 0 else { return x }
      let start = (length - shift % length) % length
      if start == 0 { return x }
      let (front, back) = (
        x.slice(axis: axis, from: 0, count: start), x.slice(axis: axis, from: start, count: length - start)
      )
      return concatenated([back, front], axis: axis)
    }
  }

  /// With two axes exchanged (`keras.ops.swapaxes`).
  public func swappingAxes(_ first: Int, _ second: Int) -> Tensor {
    if node.failure != nil { return self }
    guard let a = shape.resolve(axis: first) else { return .failed(axisError(first, for: "swappingAxes")) }
    guard let b = shape.resolve(axis: second) else { return .failed(axisError(second, for: "swappingAxes")) }
    var order = Array(0..<rank)
    order.swapAt(a, b)
    return transposed(order)
  }

  /// With axes moved to other places, the rest in their order (`keras.ops.moveaxis`).
  public func movingAxes(_ sources: [Int], to destinations: [Int]) -> Tensor {
    if node.failure != nil { return self }
    let from = sources.compactMap { shape.resolve(axis: $0) }
    let to = destinations.compactMap { shape.resolve(axis: $0) }
    guard from.count == sources.count, to.count == sources.count, destinations.count == sources.count,
      Set(from).count == from.count, Set(to).count == to.count
    else {
      return failing(
        ShapeError(
          expected: "different axes in \(-rank)..<\(rank) of \(type), and as many places",
          received: "\(sources) to \(destinations)", fix: "name each axis once"), in: "movingAxes")
    }
    var order = (0..<rank).filter { !from.contains($0) }
    for (source, destination) in zip(from, to).sorted(by: { $0.1 < $1.1 }) { order.insert(source, at: destination) }
    return transposed(order)
  }

  /// With one axis moved to another place.
  public func movingAxis(_ source: Int, to destination: Int) -> Tensor { movingAxes([source], to: [destination]) }
}

/// Tensors of one shape joined along axis 0, vectors as rows (`keras.ops.vstack`).
public func verticallyStacked(_ tensors: [Tensor]) -> Tensor {
  concatenated(tensors.map { $0.rank >= 2 || $0.error != nil ? $0 : $0.reshaped([1, nil]) }, axis: 0)
}

/// Tensors joined along axis 1, vectors along their only axis (`keras.ops.hstack`).
public func horizontallyStacked(_ tensors: [Tensor]) -> Tensor {
  let wide = tensors.map { $0.rank == 0 && $0.error == nil ? $0.reshaped([1]) : $0 }
  return concatenated(wide, axis: (wide.first?.rank ?? 1) == 1 ? 0 : 1)
}
