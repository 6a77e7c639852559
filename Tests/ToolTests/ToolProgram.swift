import Formats
import Foundation
import Keras
import Testing

/// The tool `keras` as a process, and what it says.
enum ToolProgram {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// What it printed, as JSON.
    func json() throws -> JSONValue { try JSONValue(parsing: output, label: "the tool's output") }
  }

  /// Runs the tool, which lies beside the test runner, in `folder`, as in a pipe: no terminal is anywhere.
  static func run(_ arguments: String..., in folder: URL) throws -> Outcome { try run(arguments, in: folder) }

  static func run(_ arguments: [String], in folder: URL) throws -> Outcome {
    let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "keras")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "100"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files and not pipes: two full pipes would wait for each other.
    let names = ["out", "err"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
    for name in names { try Data().write(to: name) }
    let handles = try names.map { try FileHandle(forWritingTo: $0) }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    let texts = try names.map { try text(of: $0) }
    for name in names { try FileManager.default.removeItem(at: name) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}

/// `Data(contentsOf:)` of Swift 6.3's Foundation loses a page for each empty file.
private func text(of file: URL) throws -> String {
  String(decoding: try FileHandle(forReadingFrom: file).readToEnd() ?? Data(), as: UTF8.self)
}

/// A new folder for `body`, gone afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "keras-tool-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

extension URL {
  /// The path of a file in this folder.
  func file(_ name: String) -> String { appending(path: name).path }
}

/// Small models and data for the tests.
enum Small {
  /// `y = 2 a - b + 1`, one dense layer of known weights.
  static func line() throws -> Model {
    let input = Input(shape: [2], name: "point")
    let model = try Model(inputs: input, outputs: Dense(1, name: "height")(input), name: "line")
    try model.setWeights([Tensor([2, -1] as [Float], shape: [2, 1]), Tensor([1] as [Float])])
    return model
  }

  static let points: [Float] = [0, 0, 1, 0, 0, 1, 3, 2]
  static let heights: [Float] = [1, 3, 0, 5]

  /// The points as `point`, and the heights as `height`.
  static func writeData(to path: String) throws {
    try NPZ.write(
      [
        NPZ.NamedArray("point", try FileArray(points, dtype: .float32, shape: [4, 2])),
        NPZ.NamedArray("height", try FileArray(heights, dtype: .float32, shape: [4, 1])),
      ], to: path)
  }

  /// The line, compiled and saved as `line.keras`, and its data as `data.npz`.
  static func save(in folder: URL) throws {
    let model = try line()
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse, metrics: [.meanAbsoluteError])
    try model.save(folder.file("line.keras"))
    try writeData(to: folder.file("data.npz"))
  }
}
