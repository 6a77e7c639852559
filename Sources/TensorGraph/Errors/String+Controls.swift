extension String {
  /// The text with a sign in the place of each control character but line ends and tabs: names out of files may hold sequences that
  /// terminals obey, and characters that no XML may have.
  package var withoutControls: String { replacing(keeping: ["\n", "\t"]) }

  /// A name without control characters, line ends among them.
  package var onOneLine: String { replacing(keeping: []) }

  private func replacing(keeping kept: Set<Unicode.Scalar>) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      let value = scalar.value
      return (value < 0x20 || (0x7F...0x9F).contains(value) || value & 0xFFFE == 0xFFFE) && !kept.contains(scalar)
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    var result = UnicodeScalarView()
    for scalar in unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }
}
