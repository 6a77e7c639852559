#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are there completely or not at all.
package enum AtomicFile {
  /// Has `body` write a temporary file beside `path`, then puts it in the place of `path`; if anything fails, `path` keeps
  /// its old content and the temporary file is gone.
  package static func write(to path: String, _ body: (_ temporaryPath: String) throws -> Void) throws {
    let target = resolved(path)
    let (temporary, lock) = try makeTemporary(for: target, shownAs: path)
    defer { close(lock) }
    do {
      try body(temporary)
      try synchronize(temporary, shownAs: path)
      guard rename(temporary, target) == 0 else { throw unwritable(path, systemMessage()) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes the chunks one after the other.
  package static func write(_ chunks: [ByteStorage], to path: String) throws {
    try write(chunks.map { BytePiece($0) }, to: path)
  }

  /// Writes the pieces one after the other, each made when it is its turn.
  package static func write(_ pieces: [BytePiece], to path: String) throws {
    try write(to: path) { temporary in
      let output = try OutputFile(temporary, shownAs: path)
      for piece in pieces { try output.write(piece.bytes().buffer) }
      try output.close()
    }
  }

  static func unwritable(_ path: String, _ message: String) -> FormatError {
    FormatError(
      "File '\(path)' cannot be written.", expected: "a folder that exists, may be written to and has room",
      received: message, fix: "create the folder, free space on the disk, or choose another path")
  }

  /// Follows symbolic links, so that a link to a file stays a link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Makes the temporary file, and removes those that writers of the same name left behind when they were killed. A writer
  /// holds a lock on its own, which ends with its process.
  private static func makeTemporary(
    for target: String, shownAs path: String
  ) throws -> (path: String, lock: Int32) {
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? ""
    let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
    guard !name.isEmpty else { throw unwritable(path, "a path that names a folder") }
    // The name is cut so that the temporary one stays within the file system's limit.
    let start = ".\(name.prefix(60))."
    removeAbandoned(in: folder, start: start)
    while true {
      let temporary = "\(folder)\(start)\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw unwritable(path, systemMessage())
      }
      // Another writer may have taken the file for an abandoned one before it was locked.
      var status = stat()
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        return (temporary, descriptor)
      }
      close(descriptor)
    }
  }

  private static func removeAbandoned(in folder: String, start: String) {
    guard let directory = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(start), name.hasSuffix(".tmp") else { continue }
      let random = name.dropFirst(start.count).dropLast(4)
      guard !random.isEmpty, random.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLowercase) }) else { continue }
      let descriptor = open(folder + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(folder + name) }
      close(descriptor)
    }
  }

  private static func synchronize(_ temporary: String, shownAs path: String) throws {
    let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(path, systemMessage()) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unwritable(path, systemMessage()) }
  }
}
