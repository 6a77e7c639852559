import TestKit
import Testing

@Suite struct ConformanceTests {
  @Test(arguments: Way.allCases, EngineConformance.cases)
  func `every primitive agrees with the reference`(way: Way, row: ConformanceCase) { row.check(way.engine) }

  @Test(arguments: Way.allCases, 0..<100)
  func `random programs agree with the reference`(way: Way, seed: Int) {
    EngineConformance.randomProgram(seed: UInt64(seed)).check(way.engine)
  }
}
