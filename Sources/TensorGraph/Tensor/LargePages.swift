import Foundation

/// Large blocks of memory lie on large pages where the system has them: fewer pages to be filled with zeros one by one on
/// first use, and to be looked up later.
package enum LargePages {
  private static let pageByteCount = 2 << 20

  package static func alignment(of byteCount: Int) -> Int {
    byteCount >= 2 * pageByteCount ? pageByteCount : byteCount >= 1 << 20 ? 4096 : 64
  }

  /// Asks for large pages for memory aligned as ``alignment(of:)`` says; the system may refuse.
  package static func advise(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
    #if os(Linux)
      if byteCount >= 2 * pageByteCount { _ = madvise(pointer, byteCount, MADV_HUGEPAGE) }
    #endif
  }
}
