import Foundation

/// How far the download of a file is.
struct DownloadProgress: Sendable, Equatable {
  let name: String
  /// Bytes on this machine, those of an earlier attempt included.
  let received: Int
  /// All of them, if it is known how many there will be.
  let total: Int?

  /// As in `mnist.npz  5.1 MB of 11 MB`.
  var text: String {
    "\(name)  \(ByteCount.text(received))" + (total.map { " of \(ByteCount.text($0))" } ?? "")
  }

  /// Tells the progress on standard error: a line that counts up on a terminal, elsewhere one line a file.
  static func printer(
    isTerminal: Bool = isatty(STDERR_FILENO) == 1,
    write: @escaping (String) -> Void = { _ = StandardStream.error.write($0) }
  ) -> (DownloadProgress) -> Void {
    var shown = ""
    return { progress in
      let text = progress.text
      let isComplete = progress.received == progress.total
      if isTerminal {
        if text != shown { write("\r\(text)") }
        if isComplete { write("\n") }
      } else if isComplete {
        write("\(text)\n")
      }
      shown = text
    }
  }
}
