import Foundation
import Testing

@Suite struct SteadyStateTests {
  /// The program beside the test runner that measures in a process of its own.
  static func measured(_ arguments: [String] = []) throws -> [String: Int] {
    let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "steady-state")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    var result: [String: Int] = [:]
    for line in output.split(separator: "\n") {
      let parts = line.split(separator: ":", omittingEmptySubsequences: true)
      guard let last = parts.last, let value = Int(last.trimmingCharacters(in: .whitespaces)) else { continue }
      result[parts.dropLast().joined(separator: ":")] = value
    }
    return result
  }

  @Test func nothingGrows() throws {
    let found = try Self.measured()
    // Unoptimised code keeps on the heap what optimised code keeps in registers.
    #if !DEBUG
      for name in ["dense", "convolutional"] {
        // Under sanitizers nothing can be counted.
        if let own = found["\(name): own allocations in 192 more steps"] { #expect(own == 0) }
      }
    #endif
    // Sanitizers keep what is freed for a while.
    let environment = ProcessInfo.processInfo.environment
    guard environment["ASAN_OPTIONS"] == nil, environment["TSAN_OPTIONS"] == nil else { return }
    #expect(try #require(found["kilobytes grown over 10000 predicts"]) < 1024)
    #expect(try #require(found["kilobytes grown over 100 fits"]) < 2048)
    #expect(try #require(found["kilobytes left of each of 100 models"]) < 50)
  }
}
