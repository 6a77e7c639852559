#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file open for reading; closed when nobody holds it any more.
final class FileDescriptor: Sendable {
  let number: Int32
  /// Bytes of the file when it was opened.
  let size: Int

  init(reading path: String) throws {
    number = try Self.open(path)
    var status = stat()
    guard fstat(number, &status) == 0 else {
      let message = systemMessage()
      close(number)
      throw Self.unreadable(path, message)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(number)
      throw FormatError(
        "File '\(path)' cannot be opened.", expected: "a regular file",
        received: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device, pipe or socket",
        fix: "give the path of the file itself")
    }
    size = Int(status.st_size)
  }

  deinit { close(number) }

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
