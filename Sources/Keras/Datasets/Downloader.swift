import Formats
import Foundation

/// Brings files onto this machine: whole, with the right checksum, or not at all.
///
/// The bytes go to `NAME.part` beside the file; a download that was cut off goes on from there, from whichever address.
struct Downloader {
  let transport: any DownloadTransport
  /// Told how far a file is.
  let report: ((DownloadProgress) -> Void)?

  init(transport: any DownloadTransport, report: ((DownloadProgress) -> Void)? = nil) {
    self.transport = transport
    self.report = report
  }

  /// The path of the file in `folder`, which is made if need be.
  ///
  /// - Throws: `DownloadFailure` with the reason of every address.
  func fetch(_ file: RemoteFile, into folder: String) throws -> String {
    let path = "\(folder)/\(file.name)"
    if FileManager.default.fileExists(atPath: path) { return path }
    let part: PartialFile
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      part = try PartialFile(path: path + ".part")
    } catch {
      throw DownloadFailure(attempts: ["'\(folder)' cannot be written to: \(reason(of: error))"])
    }
    // Someone else may have finished the file while this process waited for the lock.
    if FileManager.default.fileExists(atPath: path) { return path }
    var attempts: [String] = []
    for address in file.addresses {
      do {
        try fetch(file, from: address, to: part)
        try part.become(path)
        return path
      } catch {
        attempts.append("\(address): \(reason(of: error))")
      }
    }
    throw DownloadFailure(attempts: attempts)
  }

  /// One address; if what was there before turns out to be wrong, once more from the start.
  private func fetch(_ file: RemoteFile, from address: String, to part: PartialFile) throws {
    if try part.size() > file.byteCount ?? RemoteFile.maximumByteCount { try part.clear() }
    let resumed = try part.size() > 0
    do {
      try transfer(file, from: address, to: part)
      try verify(file, part)
    } catch let error as WrongContent {
      try part.clear()
      guard resumed else { throw error }
      do {
        try transfer(file, from: address, to: part)
        try verify(file, part)
      } catch let error as WrongContent {
        try part.clear()
        throw error
      }
    }
  }

  private func transfer(_ file: RemoteFile, from address: String, to part: PartialFile) throws {
    let offset = try part.size()
    if offset == file.byteCount { return }
    var received = offset
    try transport.get(address, from: offset) { event in
      switch event {
      case .start(status: 206) where offset > 0: break
      case .start(status: 200):
        // The whole file, although only its end was asked for.
        try part.clear()
        received = 0
      case .start(let status): throw TransportError(reason: "HTTP status \(status)")
      case .data(let data):
        received += data.count
        let limit = file.byteCount ?? RemoteFile.maximumByteCount
        guard received <= limit else { throw WrongContent(reason: "more than \(limit) bytes") }
        try part.append(data)
        report?(DownloadProgress(name: file.name, received: received, total: file.byteCount))
      }
    }
    if let byteCount = file.byteCount, received != byteCount {
      throw TransportError(reason: "\(received) of \(byteCount.counted("byte", "bytes")), then nothing more")
    }
    if file.byteCount == nil { report?(DownloadProgress(name: file.name, received: received, total: received)) }
  }

  private func verify(_ file: RemoteFile, _ part: PartialFile) throws {
    do {
      if let mismatch = try file.checksum.mismatch(part.path) { throw WrongContent(reason: mismatch) }
    } catch let error as FormatError {
      throw WrongContent(reason: error.received)
    }
  }

  private func reason(of error: any Error) -> String {
    switch error {
    case let error as TransportError: error.reason
    case let error as WrongContent: error.reason
    case let error as FormatError: error.received
    default: error.localizedDescription
    }
  }
}

/// Bytes that are not those of the file, so that keeping them makes no sense.
private struct WrongContent: Error {
  let reason: String
}

/// A file under way, locked against other processes that download the same one.
private final class PartialFile {
  let path: String
  private let handle: FileHandle

  init(path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw TransportError(reason: String(cString: strerror(errno))) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // Waits for a process that downloads the same file. Where the file system has no locks, the checksum still decides.
    _ = flock(descriptor, LOCK_EX)
  }

  func size() throws -> Int { Int(try handle.seekToEnd()) }

  /// Emptied instead of deleted: another process may wait for the lock of this very file.
  func clear() throws { try handle.truncate(atOffset: 0) }

  func append(_ data: Data) throws {
    try handle.seekToEnd()
    try handle.write(contentsOf: data)
  }

  /// Puts the finished file in its place.
  func become(_ target: String) throws {
    try handle.synchronize()
    guard rename(path, target) == 0 else { throw TransportError(reason: String(cString: strerror(errno))) }
  }
}
