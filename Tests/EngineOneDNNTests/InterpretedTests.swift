import Foundation
import TestKit
import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// What reaches the reference interpreter, which is a hundred times slower than a kernel: nothing of the conformance suite, in
/// any type. `ONEDNN_MAX_CPU_ISA` chooses the instruction set; `KERAS_TRIALS` prints the table.
@Suite struct InterpretedTests {
  @Test func noPrimitiveIsInterpreted() throws {
    var table: [String: Set<String>] = [:]
    var planned = 0
    for test in EngineConformance.cases {
      var random = TestRandom(name: test.testDescription)
      let arguments = test.inputs.map { $0.sample(&random, dtype: test.dtype) }
      let traced = try Engines.$override.withValue(ReferenceEngine.shared) {
        try TracedProgram(argumentTypes: arguments.map(\.type)) { try test.function($0).map { try $0.checked() } }
      }
      let program = traced.program
      // Of nothing nothing is computed.
      if program.types.contains(where: { $0.shape.count == 0 }) { continue }
      let plan = try Way.usual.engine.plan(program)
      planned += 1
      for name in plan.names where name.hasSuffix("(interpreted)") {
        table[name, default: []].insert(test.testDescription)
      }
    }
    #expect(planned > 1000)
    for (name, cases) in table.sorted(by: { $0.key < $1.key }) {
      Issue.record("\(name) in \(cases.count) cases, such as \(cases.min()!)")
    }
  }
}
