/// Whether the program was started with `--tiny`: a few rows and epochs only, so that a test can run it in a moment.
public let isTiny = CommandLine.arguments.contains("--tiny")

/// The argument after `name` on the command line, for example the folder in `--output folder`.
public func argument(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
  return arguments[index + 1]
}
