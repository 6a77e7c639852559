import Foundation

/// Downloads with the program `curl`, run without a shell.
///
/// URLSession would do as well, but its library and the thirty that it loads take 8 ms of the start of every program, whether it
/// downloads or not, and need libcurl where there may be none. The program costs nothing until it is asked.
struct CurlTransport: DownloadTransport {
  private let environment: [String: String]

  init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

  func get(_ address: String, from offset: Int, receive: (DownloadEvent) throws -> Void) throws {
    guard let program = program() else {
      throw TransportError(reason: "there is no program 'curl' in PATH to download with")
    }
    let process = Process()
    let output = Pipe()
    let messages = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments(address, offset)
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = messages
    do {
      try process.run()
    } catch {
      throw TransportError(reason: "curl cannot be started: \(error.localizedDescription)")
    }
    defer {
      // If `receive` has thrown, curl is still at work. Not terminate(): a program started on a thread of Dispatch, which blocks
      // all signals, would never see its SIGTERM.
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }
    var head = ResponseHead()
    while let data = try output.fileHandleForReading.read(upToCount: 1 << 16), !data.isEmpty {
      if head.isComplete {
        try receive(.data(data))
      } else if let body = try head.take(data) {
        try receive(.start(status: head.status))
        if !body.isEmpty { try receive(.data(body)) }
      }
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = try messages.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
      let line = text.split(separator: "\n").last.map(String.init)
      throw TransportError(reason: line ?? "curl ended with status \(process.terminationStatus)")
    }
    guard head.isComplete else { throw TransportError(reason: "an answer without a head") }
  }

  private func arguments(_ address: String, _ offset: Int) -> [String] {
    var arguments = [
      // First: no configuration file may change what comes out.
      "--disable", "--silent", "--show-error", "--include", "--suppress-connect-headers",
      "--location", "--max-redirs", "5", "--proto", "=https", "--proto-redir", "=https",
      "--connect-timeout", "20", "--speed-limit", "1", "--speed-time", "30",
      // Bytes as they are stored: a server might unpack the .gz on the way.
      "--header", "Accept-Encoding: identity",
    ]
    if offset > 0 { arguments += ["--range", "\(offset)-"] }
    return arguments + ["--", address]
  }

  private func program() -> String? {
    (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/curl" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// The heads of HTTP answers in front of a body: those of redirections are passed over, the last one counts.
struct ResponseHead {
  private(set) var status = 0
  private(set) var isComplete = false
  private var pending = Data()
  /// Heads of real servers have a few kilobytes.
  private static let limit = 1 << 18

  /// Takes in more bytes; once the head is complete, returns those that belong to the body.
  mutating func take(_ data: Data) throws -> Data? {
    pending += data
    while let end = pending.firstRange(of: Data("\r\n\r\n".utf8)) {
      let line = pending.prefix { $0 != 0x0D }
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
        throw TransportError(reason: "an answer that is not HTTP")
      }
      self.status = status
      let head = String(decoding: pending[..<end.lowerBound], as: UTF8.self).lowercased()
      pending = Data(pending[end.upperBound...])
      let isRedirection = (300..<400).contains(status) && head.contains("\r\nlocation:")
      if status >= 200 && !isRedirection {
        isComplete = true
        defer { pending = Data() }
        return pending
      }
    }
    guard pending.count <= Self.limit else { throw TransportError(reason: "an answer whose head does not end") }
    return nil
  }
}
