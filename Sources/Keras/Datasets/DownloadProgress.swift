import Foundation

/// How far the download of a file is.
struct DownloadProgress: Sendable, Equatable {
  let name: String
  /// Bytes on this machine, those of an earlier attempt included.
  let received: Int
  let total: Int

  /// As in `mnist.npz  5.1 of 11.5 MB`.
  var text: String {
    total < 1_000_000
      ? String(format: "%@  %.1f of %.1f kB", name, Double(received) / 1e3, Double(total) / 1e3)
      : String(format: "%@  %.1f of %.1f MB", name, Double(received) / 1e6, Double(total) / 1e6)
  }

  /// Tells the progress on standard error: a line that counts up on a terminal, elsewhere one line a file.
  static func printer(
    isTerminal: Bool = isatty(STDERR_FILENO) == 1,
    write: @escaping (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
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
