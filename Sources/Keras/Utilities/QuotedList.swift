extension [String] {
  /// The first names as in messages: `'a', 'b', …`.
  package func quotedList() -> String {
    prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (count > 12 ? ", …" : "")
  }
}
