import Foundation
import Synchronization

/// The memory behind a tensor's values: aligned for vector loads, freed with its last owner.
package final class Storage: @unchecked Sendable {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int
  private let release: (@Sendable () -> Void)?
  private let storedStamp = Atomic<UInt64>(0)
  private static let lastStamp = Atomic<UInt64>(0)

  /// No bytes, for where some memory has to stand.
  package static let empty = Storage(inLineOf: 0)

  /// Uninitialised memory of its own, aligned to a cache line.
  ///
  /// - Throws: an error with the number of bytes, if there are not so many.
  package convenience init(byteCount: Int) throws(KerasError) { try self.init(byteCount: byteCount, of: nil) }

  /// Memory for values of a type.
  ///
  /// - Throws: an error with the type and the number of bytes, if there are not so many.
  package convenience init(_ type: TensorType) throws(KerasError) {
    let byteCount = type.shape.staticDimensions.product * Size(type.dtype.byteCount)
    try self.init(byteCount: byteCount.length, of: type)
  }

  /// A single element. It takes no more than any object does, so that nobody asks whether there is so much memory.
  package convenience init(_ scalar: Scalar, _ dtype: DType) {
    self.init(inLineOf: dtype.byteCount)
    dtype.store(scalar, to: pointer)
  }

  /// A cache line, of which so many bytes are used.
  private init(inLineOf byteCount: Int) {
    self.byteCount = byteCount
    pointer = .allocate(byteCount: 64, alignment: 64)
    release = nil
  }

  private init(byteCount: Int, of type: TensorType?) throws(KerasError) {
    guard let memory = Memory.allocate(byteCount) else { throw Memory.error(type, Size(byteCount)) }
    self.byteCount = byteCount
    pointer = memory
    release = nil
  }

  /// Adopts memory that someone else allocated; `release` gives it back.
  package init(adopting pointer: UnsafeMutableRawPointer, byteCount: Int, release: @escaping @Sendable () -> Void) {
    self.pointer = pointer
    self.byteCount = byteCount
    self.release = release
  }

  deinit {
    if let release { release() } else { pointer.deallocate() }
  }

  /// A number that no other storage has, nor this one with other values; only for memory whose writers call `forgetStamp`.
  package var stamp: UInt64 {
    let known = storedStamp.load(ordering: .acquiring)
    if known != 0 { return known }
    let next = Self.lastStamp.add(1, ordering: .relaxed).newValue
    let found = storedStamp.compareExchange(expected: 0, desired: next, ordering: .acquiringAndReleasing)
    return found.exchanged ? next : found.original
  }

  /// Says that the values are about to change.
  package func forgetStamp() { storedStamp.store(0, ordering: .releasing) }

  package func copy() throws(KerasError) -> Storage { try copy(byteCount: byteCount) }

  /// A copy of the first bytes.
  package func copy(byteCount: Int) throws(KerasError) -> Storage {
    let result = try Storage(byteCount: byteCount)
    result.write(self, byteCount: byteCount, at: 0)
    return result
  }

  /// Copies the first bytes of another storage to a place in this one.
  package func write(_ source: Storage, byteCount: Int, at offset: Int) {
    precondition(
      byteCount <= source.byteCount && offset >= 0 && offset <= self.byteCount - byteCount,
      "\(byteCount) bytes at \(offset) do not fit into \(self.byteCount)")
    (pointer + offset).copyMemory(from: source.pointer, byteCount: byteCount)
  }

  /// Copies the elements of an array to the front.
  package func fill<Element: BitwiseCopyable>(with elements: [Element]) {
    elements.withUnsafeBytes { bytes in
      precondition(bytes.count <= byteCount, "\(bytes.count) bytes do not fit into \(byteCount)")
      if let start = bytes.baseAddress { pointer.copyMemory(from: start, byteCount: bytes.count) }
    }
  }

  package static func zeros(byteCount: Int) throws(KerasError) -> Storage {
    let result = try Storage(byteCount: byteCount)
    memset(result.pointer, 0, byteCount)
    return result
  }
}
