/// What went wrong in a model definition or with data: who, what was expected, what was received, how to fix it, where.
public struct KerasError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Who could not do what, as a sentence: `Dense 'head' cannot accept this input.`
  public var summary: String
  public var expected: String
  public var received: String
  public var fix: String
  /// The file of the user's call, as `Module/File.swift`.
  public var file: String?
  public var line: Int?

  public init(
    _ summary: String, expected: String, received: String, fix: String, file: String? = nil, line: Int? = nil
  ) {
    self.summary = summary
    self.expected = expected
    self.received = received
    self.fix = fix
    self.file = file
    self.line = line
  }

  /// The message in the four-part form, with the user's file and line if known.
  public var description: String {
    var lines = [summary, "  expected  \(expected)", "  received  \(received)", "  fix       \(fix)"]
    // Calls that the library makes for the user have no line.
    if let file, let line, line > 0 { lines.append("  at        \(file):\(line)") }
    return lines.joined(separator: "\n").withoutControls
  }

  /// The same error with the place of the call added, if it has none yet.
  package func located(file: String, line: Int) -> KerasError {
    var copy = self
    if copy.file == nil {
      copy.file = file
      copy.line = line
    }
    return copy
  }
}

/// Why a shape rule refuses its inputs; becomes a `KerasError` where the operation is called.
package struct ShapeError: Error {
  package var expected: String
  package var received: String
  package var fix: String

  package init(expected: String, received: String, fix: String) {
    self.expected = expected
    self.received = received
    self.fix = fix
  }
}

extension KerasError {
  /// Why an operation refuses its inputs, in the name of the layer that is being called, if there is one.
  package init(_ error: ShapeError, in name: String, inputCount: Int = 2) {
    let site = CallSite.current
    let name = PublicName.of(name)
    self.init(
      "\(site?.who ?? "'\(name)'") cannot use \(inputCount == 1 ? "this tensor" : "these tensors")"
        + (site == nil ? "." : " in '\(name)'."),
      expected: error.expected, received: error.received, fix: error.fix, file: site?.file, line: site?.line)
  }
}

/// Where a graph is being built: the innermost layer call, for errors born in operators, which have no line of their own.
package enum CallSite {
  package struct Location: Sendable {
    package var who: String
    package var file: String
    package var line: Int

    package init(who: String, file: String, line: Int) {
      self.who = who
      self.file = file
      self.line = line
    }
  }
  @TaskLocal package static var current: Location?
}
