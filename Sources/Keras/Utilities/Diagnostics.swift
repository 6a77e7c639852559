import Foundation

/// Where warnings go: standard error, unless a test listens.
package enum Diagnostics {
  @TaskLocal package static var listener: (@Sendable (String) -> Void)?

  package static func warn(_ message: String) {
    if let listener {
      listener(message)
    } else {
      FileHandle.standardError.write(Data((message + "\n").utf8))
    }
  }
}
