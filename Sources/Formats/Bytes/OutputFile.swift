#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is written from its start to its end; small pieces are collected, large ones go to the system as they are.
final class OutputFile {
  private let path: String
  private var file: UnsafeMutablePointer<FILE>?
  /// Bytes written so far.
  private(set) var count = 0

  /// - Parameter path: what messages call the file, which may be a temporary one in its place.
  init(_ actualPath: String, shownAs path: String) throws {
    self.path = path
    file = fopen(actualPath, "wb")
    guard file != nil else { throw AtomicFile.unwritable(path, systemMessage()) }
  }

  deinit { if let file { fclose(file) } }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let file, let base = bytes.baseAddress, !bytes.isEmpty else { return }
    errno = 0
    guard fwrite(base, 1, bytes.count, file) == bytes.count else {
      throw AtomicFile.unwritable(path, systemMessage(errno == 0 ? EIO : errno))
    }
    count += bytes.count
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Replaces bytes that are already written.
  func overwrite(at offset: Int, _ bytes: [UInt8]) throws {
    guard let file else { return }
    let end = count
    guard fseeko(file, off_t(offset), SEEK_SET) == 0 else { throw AtomicFile.unwritable(path, systemMessage()) }
    try write(bytes)
    count = end
    guard fseeko(file, 0, SEEK_END) == 0 else { throw AtomicFile.unwritable(path, systemMessage()) }
  }

  /// What was collected is written only now, so that a full disk may show only now.
  func close() throws {
    guard let file else { return }
    self.file = nil
    if fclose(file) != 0 { throw AtomicFile.unwritable(path, systemMessage()) }
  }
}
