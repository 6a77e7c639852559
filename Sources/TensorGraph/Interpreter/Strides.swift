/// Positions of elements in row order.
package enum Strides {
  /// How far apart neighbours along each axis lie in memory.
  package static func ofRows(_ shape: [Int]) -> [Int] {
    var result = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { result[axis] = result[axis + 1] * shape[axis + 1] }
    return result
  }

  /// For every index into `shape`, in row order, `start` plus the sum of index times stride.
  package static func offsets(_ shape: [Int], _ strides: [Int], start: Int = 0) -> [Int] {
    var offsets = [start]
    offsets.reserveCapacity(shape.reduce(1, *))
    for (length, stride) in zip(shape, strides) {
      var next: [Int] = []
      next.reserveCapacity(offsets.count * length)
      for offset in offsets {
        for index in 0..<length { next.append(offset + index * stride) }
      }
      offsets = next
    }
    return offsets
  }

  /// For every element of `shape` the offset of the element of `source` that broadcasting puts there.
  package static func broadcasting(_ source: [Int], to shape: [Int]) -> [Int] {
    if source == shape { return Array(0..<shape.reduce(1, *)) }
    let added = shape.count - source.count
    var strides = Array(repeating: 0, count: added) + ofRows(source)
    for axis in source.indices where source[axis] == 1 { strides[axis + added] = 0 }
    return offsets(shape, strides)
  }
}
