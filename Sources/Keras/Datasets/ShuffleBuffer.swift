/// A random choice among the next elements of an iterator.
enum ShuffleBuffer {
  static func iterate<Element>(_ elements: AnyIterator<Element>, size: Int, seed: UInt64) -> AnyIterator<Element> {
    var generator = RowShuffler(seed: seed)
    var buffer: [Element] = []
    return AnyIterator {
      while buffer.count < size, let element = elements.next() { buffer.append(element) }
      guard !buffer.isEmpty else { return nil }
      buffer.swapAt(generator.index(below: buffer.count), buffer.count - 1)
      return buffer.removeLast()
    }
  }
}
