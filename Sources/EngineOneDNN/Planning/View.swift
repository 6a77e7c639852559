import TensorGraph

/// Where the elements of a value lie in a buffer. Offset and strides count elements; stride 0 repeats.
struct View: Hashable {
  var buffer: Int
  var offset = 0
  var shape: [Int]
  var strides: [Int]
  var dtype: DType

  var count: Int { shape.reduce(1, *) }
  var byteOffset: Int { offset * dtype.byteCount }

  init(buffer: Int, shape: [Int], dtype: DType) {
    self.buffer = buffer
    self.shape = shape
    strides = View.rowMajor(shape)
    self.dtype = dtype
  }

  static func rowMajor(_ shape: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    return strides
  }

  /// Whether the elements lie one after the other in row-major order.
  var isContiguous: Bool {
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }

  /// The one stride of several neighbouring axes taken as a single axis, if there is one.
  func mergedStride(_ axes: some BidirectionalCollection<Int>) -> Int? {
    var stride: Int?
    var covered = 1
    for axis in axes.reversed() where shape[axis] != 1 {
      if let stride, strides[axis] != stride * covered { return nil }
      if stride == nil { stride = strides[axis] }
      covered *= shape[axis]
    }
    return stride ?? 1
  }

  func transposed(_ permutation: [Int]) -> View {
    var result = self
    result.shape = permutation.map { shape[$0] }
    result.strides = permutation.map { strides[$0] }
    return result
  }

  func broadcast(to target: [Int]) -> View {
    var result = self
    let extra = target.count - shape.count
    result.shape = target
    result.strides = target.indices.map { axis in
      axis < extra || (shape[axis - extra] == 1 && target[axis] != 1) ? 0 : strides[axis - extra]
    }
    return result
  }

  func sliced(starts: [Int], steps: [Int], shape: [Int]) -> View {
    var result = self
    for axis in shape.indices {
      result.offset += starts[axis] * strides[axis]
      result.strides[axis] = strides[axis] * steps[axis]
    }
    result.shape = shape
    return result
  }

  func reversed(_ axes: [Int]) -> View {
    var result = self
    for axis in axes where shape[axis] > 0 {
      result.offset += (shape[axis] - 1) * strides[axis]
      result.strides[axis] = -strides[axis]
    }
    return result
  }

  /// The same elements in another shape without moving them, if the strides allow it.
  func reshaped(to target: [Int]) -> View? {
    var result = self
    result.shape = target
    if isContiguous {
      result.strides = View.rowMajor(target)
      return result
    }
    // Match runs of old axes with runs of new axes of the same number of elements.
    let old = shape.indices.filter { shape[$0] != 1 }
    var strides = Array(repeating: 1, count: target.count)
    var oldStart = 0
    var newStart = 0
    while oldStart < old.count {
      var oldEnd = oldStart + 1
      var newEnd = newStart
      var oldCount = shape[old[oldStart]]
      var newCount = 1
      while newCount != oldCount || newEnd == newStart {
        if newCount < oldCount || newEnd == newStart {
          guard newEnd < target.count else { return nil }
          newCount *= target[newEnd]
          newEnd += 1
        } else {
          guard oldEnd < old.count else { return nil }
          oldCount *= shape[old[oldEnd]]
          oldEnd += 1
        }
      }
      guard let stride = mergedStride(old[oldStart..<oldEnd]) else { return nil }
      var running = stride
      for axis in (newStart..<newEnd).reversed() {
        strides[axis] = running
        running *= target[axis]
      }
      oldStart = oldEnd
      newStart = newEnd
    }
    result.strides = strides
    return result
  }
}
