/// What is put around images and sequences before a window moves over them.
public enum Padding: String, Sendable, Hashable, Codable {
  /// Nothing: windows stay inside the input.
  case valid
  /// As much as lets `length / stride`, rounded up, windows fit; half in front, an odd one at the end.
  case same
}
