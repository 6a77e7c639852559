import Foundation

/// Where warnings go: standard error, unless a test listens.
package enum Diagnostics {
  /// Takes warnings instead of standard error.
  package final class Listener: Sendable {
    package let hear: @Sendable (String) -> Void
    package init(_ hear: @escaping @Sendable (String) -> Void) { self.hear = hear }
  }

  // A class and not the closure itself: with Swift 6.3.1 a task-local closure crashes optimised code.
  @TaskLocal package static var listener: Listener?

  package static func warn(_ message: String) {
    let message = message.withoutControls
    if let listener {
      listener.hear(message)
    } else {
      _ = StandardStream.error.write(message + "\n")
    }
  }
}
