#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file, read from its start.
package final class FileSource: ByteSource {
  package let label: String
  package private(set) var remaining: Int
  package var remainingIsExact: Bool { true }
  private let file: FileDescriptor

  package init(path: String) throws {
    label = "file '\(path)'"
    file = try FileDescriptor(reading: path)
    remaining = file.size
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    while true {
      let count = readSome(file.number, base, min(buffer.count, 1 << 30))
      if count >= 0 {
        remaining = max(0, remaining - count)
        return count
      }
      let code = errno
      if code == EINTR { continue }
      throw FormatError(
        "\(label) cannot be read.", expected: "bytes from the file system", received: systemMessage(code),
        fix: "check the disk, or copy the file and try again")
    }
  }
}

/// `read(2)` under a name that the method above does not hide.
private func readSome(_ descriptor: Int32, _ base: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, base, count)
}
