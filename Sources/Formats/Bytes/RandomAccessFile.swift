#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file, read from any place.
package final class RandomAccessFile: RandomAccessSource, Sendable {
  package let label: String
  package let count: Int
  private let file: FileDescriptor

  package init(path: String) throws {
    label = "file '\(path)'"
    file = try FileDescriptor(reading: path)
    count = file.size
  }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try requireRange(at: offset, count: buffer.count)
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(file.number, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + filled))
      if count > 0 {
        filled += count
        continue
      }
      let code = errno
      if count < 0 && code == EINTR { continue }
      throw FormatError(
        "\(label) cannot be read.", expected: "bytes from the file system",
        received: count == 0 ? "a file that became shorter while it was read" : systemMessage(code),
        fix: "read it after its writer has finished, check the disk, or copy the file and try again")
    }
  }
}
