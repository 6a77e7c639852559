import Foundation
import Synchronization

@testable import Keras

/// A network that answers as the test says, in order, and remembers what was asked.
final class ScriptedTransport: DownloadTransport {
  struct Answer: Sendable {
    var status = 200
    var chunks: [[UInt8]] = []
    /// What goes wrong behind the chunks.
    var failure: String?
  }
  struct Request: Equatable, Sendable {
    let address: String
    let offset: Int
  }

  private let state: Mutex<(answers: [String: [Answer]], requests: [Request])>

  init(_ answers: [String: [Answer]]) { state = Mutex((answers, [])) }

  var requests: [Request] { state.withLock { $0.requests } }

  func get(_ address: String, from offset: Int, receive: (DownloadEvent) throws -> Void) throws {
    let answer = state.withLock { state -> Answer? in
      state.requests.append(Request(address: address, offset: offset))
      guard let first = state.answers[address]?.first else { return nil }
      state.answers[address]?.removeFirst()
      return first
    }
    guard let answer else { throw TransportError(reason: "no route to host") }
    try receive(.start(status: answer.status))
    for chunk in answer.chunks { try receive(.data(Data(chunk))) }
    if let failure = answer.failure { throw TransportError(reason: failure) }
  }
}

/// Runs `body` with the path of a folder that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "keras-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}
