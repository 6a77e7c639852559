import Foundation
import Synchronization

/// The memory behind a tensor's values: aligned for vector loads, freed with its last owner.
package final class Storage: @unchecked Sendable {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int
  private let release: (@Sendable () -> Void)?
  private let storedStamp = Atomic<UInt64>(0)
  private static let lastStamp = Atomic<UInt64>(0)

  /// Uninitialised memory of its own, aligned to a cache line.
  package init(byteCount: Int) {
    self.byteCount = byteCount
    pointer = UnsafeMutableRawPointer.allocate(
      byteCount: max(byteCount, 64), alignment: LargePages.alignment(of: byteCount))
    LargePages.advise(pointer, byteCount)
    release = nil
  }

  /// Memory for values of a type.
  ///
  /// - Throws: an error with the type and the number of bytes, if there is not so much.
  package init(_ type: TensorType) throws(KerasError) {
    byteCount = type.byteCount
    guard byteCount <= Memory.limit else { throw Memory.error(type, Size(byteCount)) }
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, LargePages.alignment(of: byteCount), max(byteCount, 64)) == 0, let memory else {
      throw Memory.error(type, Size(byteCount))
    }
    LargePages.advise(memory, byteCount)
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

  package func copy() -> Storage { copy(byteCount: byteCount) }

  /// A copy of the first bytes.
  package func copy(byteCount: Int) -> Storage {
    let result = Storage(byteCount: byteCount)
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

  package static func zeros(byteCount: Int) -> Storage {
    let result = Storage(byteCount: byteCount)
    memset(result.pointer, 0, byteCount)
    return result
  }
}
