import Foundation

/// Writes text at once, behind everything that the program has printed so far: `print` holds text back when the output is no
/// terminal, and lines would come out of order.
func writeToStandardOutput(_ text: String) {
  fflush(nil)
  FileHandle.standardOutput.write(Data(text.utf8))
}
