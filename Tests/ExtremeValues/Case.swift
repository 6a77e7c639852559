import Keras

/// One call with one extreme value.
struct Case {
  let name: String
  let run: () throws -> Void

  /// Reads a result, as a user would: its numbers, or the error that it carries.
  static func read(_ tensor: Tensor) throws { _ = try tensor.cast(to: .float32).scalars() }
}
