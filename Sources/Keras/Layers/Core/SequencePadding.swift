/// What is put around sequences before a window of `Conv1D` moves over them.
public enum SequencePadding: String, Sendable, Hashable, Codable {
  /// Nothing: windows stay inside the input.
  case valid
  /// As much as lets `length / strides`, rounded up, windows fit; half in front, an odd one at the end.
  case same
  /// All in front, so that no output depends on later times.
  case causal
}

extension Padding {
  /// The same for a sequence.
  var border: SequencePadding { self == .valid ? .valid : .same }
}
