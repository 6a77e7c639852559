import Foundation

extension KerasError {
  /// `KERAS_TRAP=1` stops in the debugger where an error is born, instead of where it is thrown.
  static let trapsAtBirth = ProcessInfo.processInfo.environment["KERAS_TRAP"] == "1"

  static func trap(_ error: KerasError) -> Never { fatalError("\n\(error)") }
}
