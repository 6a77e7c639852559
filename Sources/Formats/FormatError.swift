/// Why a file, or bytes in memory, could not be read or written.
///
/// The text has the four parts of every error of this library: who, expected, received, how to fix.
package struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was being done to which file, as a sentence.
  package let who: String
  /// What a good file holds at this place.
  package let expected: String
  /// What was found instead.
  package let received: String
  /// What to do about it.
  package let fix: String

  package init(_ who: String, expected: String, received: String, fix: String) {
    self.who = who
    self.expected = expected
    self.received = received
    self.fix = fix
  }

  /// The whole message, one part a line.
  package var description: String {
    """
    \(who)
      expected  \(expected)
      received  \(received)
      fix       \(fix)
    """
  }
}

/// Shows bytes of an untrusted file in a message: printable ASCII as it is, the rest as `\xNN`, cut when long.
func excerpt(_ bytes: some Collection<UInt8>, limit: Int = 60) -> String {
  var text = ""
  for byte in bytes.prefix(limit) {
    if byte >= 0x20 && byte < 0x7F {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
  return bytes.count > limit ? text + "…" : text
}

/// Shows a name from an untrusted file in a message: control characters, which could steer a terminal, are escaped.
func shown(_ name: String, limit: Int = 100) -> String {
  var text = ""
  for scalar in name.unicodeScalars.prefix(limit) {
    if scalar.properties.generalCategory == .control {
      text += scalar.escaped(asASCII: true)
    } else {
      text.unicodeScalars.append(scalar)
    }
  }
  return name.unicodeScalars.count > limit ? text + "…" : text
}
