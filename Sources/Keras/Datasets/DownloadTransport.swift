import Foundation

/// What an address answers, in the order in which it comes: one start, then data.
enum DownloadEvent: Sendable {
  /// The status of HTTP: 200 for the whole file, 206 for the part that was asked for.
  case start(status: Int)
  case data(Data)
}

/// How bytes come over the network; tests put a scripted one in its place.
protocol DownloadTransport: Sendable {
  /// Asks for the file at `address` from the byte `offset` on and hands on what comes, until the end or until `receive` throws.
  func get(_ address: String, from offset: Int, receive: (DownloadEvent) throws -> Void) throws
}

/// Why nothing more comes from an address.
struct TransportError: Error, Equatable {
  let reason: String
}
