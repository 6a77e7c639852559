import Foundation

/// How far the download of a file is.
struct DownloadProgress: Sendable, Equatable {
  let name: String
  /// Bytes on this machine, those of an earlier attempt included.
  let received: Int
  /// All of them, if it is known how many there will be.
  let total: Int?

  /// As in `mnist.npz  5.1 of 11.5 MB`.
  var text: String {
    let (unit, size) = (total ?? received) < 1_000_000 ? ("kB", 1e3) : ("MB", 1e6)
    guard let total else { return String(format: "%@  %.1f %@", name, Double(received) / size, unit) }
    return String(format: "%@  %.1f of %.1f %@", name, Double(received) / size, Double(total) / size, unit)
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
