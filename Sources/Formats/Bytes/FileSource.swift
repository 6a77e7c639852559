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
  private let descriptor: Int32

  package init(path: String) throws {
    label = "file '\(path)'"
    descriptor = try Self.open(path)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let message = systemMessage()
      close(descriptor)
      throw Self.unreadable(path, message)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FormatError(
        "File '\(path)' cannot be opened.", expected: "a regular file",
        received: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device, pipe or socket",
        fix: "give the path of the file itself")
    }
    remaining = Int(status.st_size)
  }

  deinit { close(descriptor) }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    while true {
      let count = readSome(descriptor, base, min(buffer.count, 1 << 30))
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

  /// Not blocking, so that a named pipe in the file's place is refused instead of waited for.
  private static func open(_ path: String) throws -> Int32 {
    #if canImport(Glibc)
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #elseif canImport(Musl)
      let descriptor = Musl.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #else
      let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #endif
    guard descriptor >= 0 else { throw unreadable(path, systemMessage()) }
    return descriptor
  }

  private static func unreadable(_ path: String, _ message: String) -> FormatError {
    FormatError(
      "File '\(path)' cannot be opened.", expected: "a readable file", received: message,
      fix: "check the path and its permissions")
  }
}

/// `read(2)` under a name that the method above does not hide.
private func readSome(_ descriptor: Int32, _ base: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, base, count)
}
