extension String {
  /// The text with a sign in the place of each control character but line ends and tabs: names out of files may hold sequences that
  /// terminals obey.
  package var withoutControls: String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      let value = scalar.value
      return value < 0x20 && value != 0x0A && value != 0x09 || (0x7F...0x9F).contains(value)
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    var result = UnicodeScalarView()
    for scalar in unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }
}
