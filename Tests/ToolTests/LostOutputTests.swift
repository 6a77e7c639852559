import Formats
import Foundation
import Keras
import Testing

/// Results that can't be written are an error, for each command; a closed standard error is none.
@Suite struct LostOutputTests {
  private static let commands: [[String]] = [
    ["info", "line.keras"], ["info", "line.keras", "--json"], ["summary", "line.keras"],
    ["summary", "line.keras", "--json"], ["predict", "line.keras", "data.npz"],
    ["predict", "line.keras", "data.npz", "--json"], ["predict", "line.keras", "data.npz", "-o", "o.npz", "--json"],
    ["evaluate", "line.keras", "data.npz"], ["evaluate", "line.keras", "data.npz", "--json"],
    ["fit", "line.keras", "data.npz", "-o", "f.keras"], ["fit", "line.keras", "data.npz", "-o", "f.keras", "--json"],
    ["convert", "line.keras", "c.keras", "--json"], ["diff", "line.keras", "line.keras"],
    ["diff", "line.keras", "line.keras", "--json"], ["bench", "line.keras", "--steps", "2"],
    ["bench", "line.keras", "--steps", "2", "--json"], ["--help"], ["--version"], ["help", "fit"],
    ["--generate-completion-script", "bash"],
  ]

  /// Runs the tool in a shell, which redirects.
  private static func run(_ arguments: [String], _ redirection: String, in folder: URL) throws -> (
    status: Int32, errors: String
  ) {
    let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "\"$0\" \"$@\" " + redirection, products.appending(path: "keras").path] + arguments
    process.currentDirectoryURL = folder
    let errors = folder.appending(path: "errors")
    try Data().write(to: errors)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return (process.terminationStatus, try String(contentsOf: errors, encoding: .utf8))
  }

  @Test(arguments: commands) func outputsThatTakeNothingAreErrors(command: [String]) throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let full = try Self.run(command, ">/dev/full", in: folder)
      #expect(full.status == (command[0] == "diff" ? 2 : 1))
      #expect(
        full.errors == """
          The results cannot be written.
            expected  a standard output that takes them
            received  No space left on device
            fix       free space on the disk, or write to another place

          """)
      let closed = try Self.run(command, ">&-", in: folder)
      #expect(closed.status == (command[0] == "diff" ? 2 : 1))
      #expect(closed.errors.hasPrefix("The results cannot be written.\n"))
    }
  }

  @Test(arguments: ["2>&-", "2>/dev/full", "2>&- >&- <&-"]) func errorsMayHaveNoReader(redirection: String) throws {
    try withTemporaryFolder { folder in
      #expect(try Self.run(["info", "none.keras"], redirection, in: folder).status == 1)
      #expect(try Self.run(["info", "--none"], redirection, in: folder).status == 64)
      try Small.save(in: folder)
      let status = try Self.run(["predict", "line.keras", "data.npz", "-o", "o.npz"], redirection, in: folder).status
      #expect(status == 0)
      #expect(try TensorMap(contentsOf: folder.file("o.npz"))["height"]?.scalars() == Small.heights)
    }
  }

  @Test func namesSteerNoTerminal() throws {
    try withTemporaryFolder { folder in
      let input = Input(shape: [2], name: "a\u{1B}[31mb")
      let model = try Model(
        inputs: input, outputs: Dense(1, name: "c\u{1B}]0;title\u{7}d\u{9B}2J")(input), name: "m\u{1B}[2J")
      model.compile(optimizer: .sgd(), loss: .mse)
      try model.save(folder.file("m.keras"))
      let x = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      try NPZ.write([NPZ.NamedArray("q\u{1B}[0m", x), NPZ.NamedArray("r", x)], to: folder.file("d.npz"))
      try TextFiles.write("a\u{1B}[1m,b\n1,2\n3,x\u{1B}[1m\n", to: folder.file("t.csv"))
      for command in [
        ["info", "m.keras"], ["summary", "m.keras"], ["predict", "m.keras", "d.npz", "--x", "r"],
        ["predict", "m.keras", "d.npz"], ["evaluate", "m.keras", "d.npz"], ["predict", "m.keras", "t.csv"],
        ["diff", "m.keras", "m.keras"], ["predict", "m.keras", "d.npz", "--x", "r", "--json"],
        ["info", "x\u{1B}[1m.keras"], ["info", "m.keras", "--json"], ["fit", "m.keras", "d.npz", "-o", "f.keras"],
        ["fit", "m.keras", "d.npz", "--x", "r", "--y", "r", "-o", "f.keras"],
      ] {
        let outcome = try ToolProgram.run(command, in: folder)
        let controls = (outcome.output + outcome.errors).unicodeScalars.filter {
          $0 != "\n" && $0.properties.generalCategory == .control
        }
        #expect(controls.isEmpty, "\(command): \(outcome.output)\(outcome.errors)")
      }
    }
  }
}
