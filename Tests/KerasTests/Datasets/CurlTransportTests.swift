import Foundation
import Testing

@testable import Keras

@Suite struct CurlTransportTests {
  /// Runs `body` with a transport whose `curl` is a script that does what is given, and the path of the list of its arguments.
  ///
  /// The script lies in the project: one that had just been written could not be started while any other program that was started
  /// meanwhile still held it open.
  @discardableResult
  func withCurl<Result>(_ script: String, _ body: (CurlTransport, String) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let programs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files").path
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let list = folder + "/arguments"
      let environment = ["PATH": "\(programs):\(path)", "SCRIPT": script, "ARGUMENTS": list]
      return try body(CurlTransport(environment: environment), list)
    }
  }

  /// The status, the body, and the arguments that the script was given.
  func run(_ script: String, offset: Int = 0) throws -> (status: Int, body: [UInt8], arguments: [String]) {
    try withCurl(script) { transport, list in
      var status = 0
      var body: [UInt8] = []
      try transport.get("https://a.example/b", from: offset) { event in
        switch event {
        case .start(let code): status = code
        case .data(let data): body += data
        }
      }
      let arguments = try String(contentsOfFile: list, encoding: .utf8)
      return (status, body, arguments.split(separator: "\n").map(String.init))
    }
  }

  @Test func answer() throws {
    let result = try run(#"printf 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'"#)
    #expect(result.status == 200)
    #expect(result.body == Array("hello".utf8))
    #expect(result.arguments.suffix(2) == ["--", "https://a.example/b"])
    #expect(result.arguments.first == "--disable")
    #expect(!result.arguments.contains("--range"))
  }

  @Test func largeAnswer() throws {
    let result = try run(
      #"printf 'HTTP/2 200\r\n\r\n'; i=0; while [ $i -lt 3000 ]; do printf '%0100d' $i; i=$((i + 1)); done"#)
    #expect(result.body.count == 300_000)
    #expect(result.body.suffix(4) == Array("2999".utf8)[...])
  }

  @Test func partAndRedirections() throws {
    let result = try run(
      #"printf 'HTTP/1.1 302 Found\r\nLocation: https://c.example\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n'; "#
        + #"printf 'HTTP/2 206\r\n\r\nrest'"#, offset: 12)
    #expect(result.status == 206)
    #expect(result.body == Array("rest".utf8))
    let range = try #require(result.arguments.firstIndex(of: "--range"))
    #expect(result.arguments[range + 1] == "12-")
  }

  @Test(arguments: [
    ("echo 'curl: (6) Could not resolve host: a.example' >&2; exit 6", "curl: (6) Could not resolve host: a.example"),
    ("exit 7", "curl ended with status 7"),
    ("printf 'HTTP/1.1 200 OK\\r\\n'", "an answer without a head"),
    ("printf 'SSH-2.0-OpenSSH\\r\\n\\r\\n'", "an answer that is not HTTP"),
    ("exec yes", "an answer whose head does not end"),
  ])
  func failures(script: String, reason: String) {
    #expect(throws: TransportError(reason: reason)) { try run(script) }
  }

  /// An end of interest ends the program too.
  @Test func receiverThatThrows() throws {
    struct Enough: Error {}
    try withCurl("printf 'HTTP/1.1 200 OK\\r\\n\\r\\n'\nexec yes") { transport, _ in
      #expect(throws: Enough.self) { try transport.get("https://a.example/b", from: 0) { _ in throw Enough() } }
    }
  }

  @Test func noProgram() {
    #expect(throws: TransportError(reason: "there is no program 'curl' in PATH to download with")) {
      try CurlTransport(environment: ["PATH": "/nowhere"]).get("https://a.example/b", from: 0) { _ in }
    }
  }
}
