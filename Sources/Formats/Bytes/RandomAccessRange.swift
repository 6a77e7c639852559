/// A range of another source, such as a member of an archive that is stored as it is.
package final class RandomAccessRange: RandomAccessSource {
  package let label: String
  package let count: Int
  private let source: any RandomAccessSource
  private let start: Int

  /// The range must lie within the source.
  package init(_ source: any RandomAccessSource, at start: Int, count: Int, label: String) throws {
    try source.requireRange(at: start, count: count)
    self.source = source
    self.start = start
    self.count = count
    self.label = label
  }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try requireRange(at: offset, count: buffer.count)
    try source.read(at: start + offset, into: buffer)
  }
}
