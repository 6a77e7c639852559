#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes in memory, aligned to 64 so that an engine can compute on them where they lie.
///
/// A reader fills the storage before anyone else sees it; from then on it is read only, which makes it `Sendable`.
/// A tensor adopts the bytes by keeping a reference to the storage. Files are read, not memory-mapped: a mapped file that
/// someone truncates kills the process on the next access, and a read from the page cache costs little more.
package final class ByteStorage: @unchecked Sendable {
  package static let alignment = 64
  /// Memory for large arrays is taken in pages of this size: the first write to each page costs about as much as reading it.
  private static let largePage = 1 << 21

  /// The first byte; valid as long as the storage lives.
  package let baseAddress: UnsafeMutableRawPointer
  package let count: Int
  /// Who owns the memory, if not this storage.
  private let owner: (any Sendable)?

  /// Storage for `count` bytes of undefined content; the room behind them, up to the next multiple of 64, is allocated too.
  package init(count: Int, who: @autoclosure () -> String) throws(FormatError) {
    precondition(count >= 0, "ByteStorage needs a count of 0 or more, not \(count)")
    var memory: UnsafeMutableRawPointer?
    let (padded, overflow) = count.addingReportingOverflow(Self.alignment)
    let alignment = count >= 2 * Self.largePage ? Self.largePage : Self.alignment
    guard !overflow, posix_memalign(&memory, alignment, padded & ~(Self.alignment - 1)) == 0, let memory else {
      throw FormatError(
        who(), expected: "\(count.counted("byte", "bytes")) of free memory",
        received: "an allocation that the system refused",
        fix: "free memory, or read the data in smaller files")
    }
    #if os(Linux)
      // Only whole pages: what lies behind the end would count as used. If the system has none, nothing is lost.
      if alignment > Self.alignment { _ = madvise(memory, count & ~(Self.largePage - 1), MADV_HUGEPAGE) }
    #endif
    baseAddress = memory
    self.count = count
    owner = nil
  }

  /// The memory of someone else, such as a tensor's, which `owner` keeps valid and unchanged; nothing is copied.
  package init(adopting baseAddress: UnsafeMutableRawPointer, count: Int, owner: some Sendable) {
    self.baseAddress = baseAddress
    self.count = count
    self.owner = owner
  }

  /// A copy of `bytes`.
  package convenience init(copying bytes: UnsafeRawBufferPointer) throws(FormatError) {
    try self.init(count: bytes.count, who: "\(bytes.count.counted("byte", "bytes")) cannot be copied.")
    if let source = bytes.baseAddress { baseAddress.copyMemory(from: source, byteCount: bytes.count) }
  }

  package convenience init(_ bytes: [UInt8]) throws(FormatError) {
    try self.init(count: bytes.count, who: "\(bytes.count.counted("byte", "bytes")) cannot be copied.")
    mutableBuffer.copyBytes(from: bytes)
  }

  deinit { if owner == nil { free(baseAddress) } }

  /// The bytes, for as long as the caller keeps the storage alive.
  package var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: baseAddress, count: count) }

  /// The bytes to fill; only for whoever made the storage, before anyone else has it.
  package var mutableBuffer: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: baseAddress, count: count)
  }
}

extension ByteStorage {
  /// The bytes as a Swift array; copies.
  package var array: [UInt8] { withExtendedLifetime(self) { Array(buffer) } }
}
