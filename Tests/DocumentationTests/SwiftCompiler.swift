import Foundation

/// The Swift compiler, asked whether sources compile against the library as it was built, without building anything.
enum SwiftCompiler {
  struct Diagnostic: CustomStringConvertible {
    let file: String
    let line: Int
    let kind: String
    let message: String
    var description: String { "\(file):\(line): \(kind): \(message)" }
  }

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What the compiler says about a `main.swift` with this text, in Swift 6 mode. Nothing else is said if it compiles.
  static func diagnostics(of source: String) throws -> [Diagnostic] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keras-documentation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "main.swift")
    try Data(source.utf8).write(to: file)
    let said = folder.appending(path: "said")
    try Data().write(to: said)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swiftc", "-typecheck", "-diagnostic-style", "llvm"] + flags(for: source) + [file.path]
    let output = try FileHandle(forWritingTo: said)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try FileHandle(forReadingFrom: said).readToEnd() ?? Data(), as: UTF8.self)
    let found = text.split(separator: "\n").compactMap { diagnostic(String($0)) }
    // A compiler that stops for another reason, such as a module that it can't find, says so without a place.
    guard process.terminationStatus == 0 || !found.isEmpty else { throw Failure(text: text) }
    return found
  }

  struct Failure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  private static func diagnostic(_ line: String) -> Diagnostic? {
    guard let match = line.wholeMatch(of: /(.+?):(\d+):\d+: (error|warning): (.*)/) else { return nil }
    return Diagnostic(
      file: String(match.1), line: Int(match.2) ?? 0, kind: String(match.3), message: String(match.4))
  }

  /// Where the modules are: beside the test runner, which was built with them.
  private static func flags(for source: String) -> [String] {
    if source.contains("import PackageDescription") { return manifestFlags }
    let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let maps =
      ["CZip", "CImages"].map { repository.appending(path: "Sources/\($0)/module.modulemap") }
      + ["COneDNN", "CKernels"].map { products.appending(path: "\($0).build/module.modulemap") }
    return ["-swift-version", "6", "-I", products.appending(path: "Modules").path]
      + maps.map(\.path).filter(FileManager.default.fileExists).flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  /// Package manifests compile against a module of the toolchain, which lies beside the library of the compiler in use.
  private static let manifestFlags: [String] = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let compiler = folders.map { URL(fileURLWithPath: $0).appending(path: "swiftc") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    let toolchain = compiler?.resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
    let manifests = toolchain?.appending(path: "lib/swift/pm/ManifestAPI").path ?? ""
    return ["-swift-version", "6", "-package-description-version", "6.2", "-I", manifests]
  }()
}
