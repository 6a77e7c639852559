/// Rearranging elements in memory: byte order, and column-major to row-major.
enum ElementOrder {
  /// Reverses the bytes of each item in place.
  static func swapBytes(_ bytes: UnsafeMutableRawBufferPointer, itemSize: Int) {
    switch itemSize {
    case 2: swapItems(bytes.bindMemory(to: UInt16.self))
    case 4: swapItems(bytes.bindMemory(to: UInt32.self))
    case 8: swapItems(bytes.bindMemory(to: UInt64.self))
    default: break
    }
  }

  private static func swapItems<Item: FixedWidthInteger>(_ items: UnsafeMutableBufferPointer<Item>) {
    for index in items.indices { items[index] = items[index].byteSwapped }
  }

  /// Copies a column-major array of the given shape into row-major order.
  static func rowMajor(
    from source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer, shape: [Int], itemSize: Int
  ) {
    switch itemSize {
    case 1: transpose(source.bindMemory(to: UInt8.self), target.bindMemory(to: UInt8.self), shape)
    case 2: transpose(source.bindMemory(to: UInt16.self), target.bindMemory(to: UInt16.self), shape)
    case 4: transpose(source.bindMemory(to: UInt32.self), target.bindMemory(to: UInt32.self), shape)
    default: transpose(source.bindMemory(to: UInt64.self), target.bindMemory(to: UInt64.self), shape)
    }
  }

  /// The source is contiguous along the first axis, the target along the last: for every index of the axes between, this is
  /// the transposition of a matrix, done in tiles that stay in the cache.
  private static func transpose<Item: FixedWidthInteger>(
    _ source: UnsafeBufferPointer<Item>, _ target: UnsafeMutableBufferPointer<Item>, _ shape: [Int]
  ) {
    guard let rows = shape.first, let columns = shape.last, !shape.contains(0) else {
      _ = target.update(from: source)
      return
    }
    guard shape.count > 1 else {
      _ = target.update(from: source)
      return
    }
    let middle = shape.dropFirst().dropLast()
    let middleCount = middle.reduce(1, *)
    let sourceColumnStride = rows * middleCount
    let targetRowStride = columns * middleCount
    let tile = 32
    for targetMiddle in 0..<middleCount {
      var rest = targetMiddle
      var sourceMiddle = 0
      var scale = middleCount
      for size in middle.reversed() {
        // The last of the middle axes varies fastest in the target and slowest in the source.
        scale /= size
        sourceMiddle += (rest % size) * scale
        rest /= size
      }
      let sourceBase = sourceMiddle * rows
      let targetBase = targetMiddle * columns
      for rowStart in stride(from: 0, to: rows, by: tile) {
        for columnStart in stride(from: 0, to: columns, by: tile) {
          for row in rowStart..<min(rowStart + tile, rows) {
            for column in columnStart..<min(columnStart + tile, columns) {
              target[targetBase + row * targetRowStride + column] =
                source[sourceBase + row + column * sourceColumnStride]
            }
          }
        }
      }
    }
  }
}
