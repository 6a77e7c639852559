import Foundation
import Testing

/// Data of ever new shapes, as texts are: what is kept for each must have an end.
@Suite(.serialized) struct LengthTests {
  private static let isSanitized =
    ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil
    || ProcessInfo.processInfo.environment["TSAN_OPTIONS"] != nil

  /// How many lengths: more programs than are kept.
  private static var ways: [(way: String, count: Int)] {
    // Unoptimised code takes ten times as long to make a program.
    #if DEBUG
      let (few, many) = (300, 400)
    #else
      let (few, many) = (400, 1500)
    #endif
    return [
      ("predict", many), ("predictor", few), ("trainOnBatch", few), ("fit", few), ("call", few), ("compiled", few),
    ]
  }

  @Test(.disabled(if: isSanitized), arguments: ways)
  func memoryIsBounded(_ way: String, count: Int) throws {
    let found = try SteadyStateTests.measured(["lengths", way, "\(count)"])
    let name = "\(way): kilobytes grown over lengths to \(count)"
    #expect(try #require(found[name]) < 250_000)
  }
}
