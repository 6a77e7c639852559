import Foundation
import Testing

@Suite struct ExtremeValueTests {
  /// Some of the cases of the program beside the test runner; `swift run extreme-values` runs all of them.
  @Test func extremeArgumentsAreErrors() throws {
    let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "extreme-values")
    process.arguments = ["41"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    print(output.split(separator: "\n").last ?? "")
    #expect(process.terminationStatus == 0, "\(output)")
  }
}
