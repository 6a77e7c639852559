import Foundation
import Testing

/// Data of ever new shapes, as texts are: what is kept for each must have an end.
@Suite(.serialized) struct LengthTests {
  // Unoptimised code takes ten times as long to make a program.
  #if DEBUG
    private static let lengthCount = 400
  #else
    private static let lengthCount = 1500
  #endif

  private static let isSanitized =
    ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil
    || ProcessInfo.processInfo.environment["TSAN_OPTIONS"] != nil

  @Test(
    .disabled(if: isSanitized), arguments: ["predict", "predictor", "trainOnBatch", "fit", "call", "compiled"])
  func memoryIsBounded(_ way: String) throws {
    let found = try SteadyStateTests.measured(["lengths", way, "\(Self.lengthCount)"])
    let name = "\(way): kilobytes grown over lengths to \(Self.lengthCount)"
    #expect(try #require(found[name]) < 250_000)
  }
}
