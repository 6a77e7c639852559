import Foundation

/// Standard output and standard error, which may be closed or lead to a full disk.
package enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Writes text at once, behind everything that the program has printed so far: `print` holds text back when the output is no
  /// terminal, and lines would come out of order.
  ///
  /// - Returns: why it could not be written; `nil` if it was. Foundation's way to write would end the process.
  package func write(_ text: String) -> String? {
    fflush(nil)
    do {
      try FileHandle(fileDescriptor: rawValue, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
      return nil
    } catch {
      let code = (error as NSError).userInfo[NSUnderlyingErrorKey].flatMap { ($0 as? NSError)?.code }
      return code.map { String(cString: strerror(Int32($0))) } ?? error.localizedDescription
    }
  }

  /// Gives the streams that are closed a place, or the first files that are opened would take theirs: results would go into a model.
  /// What is written to such an output is an error, as it should be.
  package static func openMissing() {
    for (descriptor, mode) in [(Int32(0), O_RDONLY), (1, O_RDONLY), (2, O_WRONLY)] where fcntl(descriptor, F_GETFD) < 0
    {
      _ = open("/dev/null", mode)
    }
  }
}

/// Writes text to standard output, behind everything that was printed so far. A program goes on if nobody can read it.
func writeToStandardOutput(_ text: String) { _ = StandardStream.output.write(text) }
