import TensorGraph
import TestKit
import Testing

@Suite struct ConformanceTests {
  @Test(arguments: EngineConformance.cases)
  func `the reference engine agrees with itself`(row: ConformanceCase) { row.check(ReferenceEngine.shared) }

  @Test(arguments: 0..<100)
  func `random programs run`(seed: Int) {
    EngineConformance.randomProgram(seed: UInt64(seed)).check(ReferenceEngine.shared)
  }

  @Test func `every primitive has a case`() { #expect(EngineConformance.uncovered.isEmpty) }

  @Test(arguments: [1e-3, 1e-4])
  func `an engine that is a little wrong is found out`(error: Double) {
    let engine = WrongEngine(error: error)
    withKnownIssue { EngineConformance.randomProgram(seed: 1).check(engine) }
    for operation in ["add [4, 17] [4, 17]", "a product [5, 7] [7, 9]", "reduce sum [12, 34] [1] false"] {
      let row = EngineConformance.cases.first { $0.name == operation && $0.dtype == .float32 }!
      withKnownIssue { row.check(engine) }
    }
  }
}

/// The reference engine with an error added to the first element of every result.
private final class WrongEngine: Engine {
  let name = "wrong"
  let error: Double
  init(error: Double) { self.error = error }

  func compile(_ program: Program, in memory: WorkingMemory) throws -> any Executable {
    WrongExecutable(try ReferenceEngine.shared.compile(program), program, error)
  }
}

private final class WrongExecutable: Executable {
  let right: any Executable
  let program: Program
  let error: Double
  var workingByteCount: Int { right.workingByteCount }
  var interpretedOperations: [String] { right.interpretedOperations }
  var keptByteCount: Int { right.keptByteCount }

  init(_ right: any Executable, _ program: Program, _ error: Double) {
    (self.right, self.program, self.error) = (right, program, error)
  }

  func run(inputs: [Storage], outputs: [Storage]) throws {
    try right.run(inputs: inputs, outputs: outputs)
    for (output, type) in zip(outputs, program.outputTypes) where type.dtype.isFloating {
      type.dtype.store(type.dtype.loadDouble(output.pointer) * (1 + error), to: output.pointer)
    }
  }
}
