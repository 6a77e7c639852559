import Keras
import Synchronization
import TensorGraph
import TestKit
import Testing

@testable import EngineOneDNN

/// Every layer of the golden cases, forward and backward, in each data type: no operation may fall to the reference interpreter,
/// which is a hundred times slower than a kernel. `Scripts/interpreted.sh` runs this at each instruction set.
@Suite struct InterpretedLayerTests {
  static let policies: [DTypePolicy] = [
    .float32, .mixedBFloat16, DTypePolicy(name: "mixed_float16", computeDType: .float16, variableDType: .float32),
    DTypePolicy(.bfloat16), DTypePolicy(.float16), .float64,
  ]

  @Test(arguments: policies)
  func nothingIsInterpreted(_ policy: DTypePolicy) throws {
    let engine = RecordingEngine()
    var ran = 0
    for (family, classes) in LayerGoldenTests.tested {
      for golden in family.cases(of: classes) {
        let layer = try GoldenLayers.layer(golden, dtype: policy)
        try Self.run(layer, golden, policy, engine) { GoldenLayers.call(layer, $0, golden) }
        ran += 1
      }
    }
    let recurrent = [
      (GoldenFamily.recurrent, RecurrentGoldenTests.tested),
      (GoldenFamily.recurrentImages, RecurrentGoldenTests.testedImages),
    ]
    for (family, classes) in recurrent {
      for golden in family.cases(of: classes) {
        let layer = try GoldenRecurrentLayers.layer(golden, dtype: policy)
        let isTraining = golden["training"].bool ?? false
        // Several inputs are calls of a stateful layer, one after the other.
        try Self.run(layer, golden, policy, engine, inputCount: 1) {
          layer.invoke($0, training: isTraining, file: "Test.swift", line: 1)
        }
        ran += 1
      }
    }
    #expect(ran > 400)
    #expect(engine.compiled > ran)
    for (operation, cases) in engine.interpreted.sorted(by: { $0.key < $1.key }) {
      Issue.record("\(operation) is interpreted in \(policy.name), in \(cases.count) cases, such as \(cases.min()!)")
    }
  }

  /// Builds the layer, then plans its outputs and all gradients.
  private static func run(
    _ layer: Layer, _ golden: GoldenCase, _ policy: DTypePolicy, _ engine: RecordingEngine,
    inputCount: Int = .max, _ call: ([Tensor]) -> [Tensor]
  ) throws {
    let given = try golden.tensors("inputs").prefix(inputCount).map {
      $0.dtype.isFloating ? $0.cast(to: policy.computeDType) : $0
    }
    let states = try golden.tensors("initial_state").map { $0.cast(to: policy.computeDType) }
    let inputs = (given + states).map { Variable($0) }
    try Engines.$override.withValue(engine) {
      engine.name(golden.name)
      try evaluate(call(inputs.map(\.value)))
      let sources = inputs.filter(\.dtype.isFloating) + layer.trainableVariables
      let (_, gradients, outputs) = valueAndGradients(of: sources) {
        let outputs = call(inputs.map(\.value))
        let terms = outputs.map { $0.cast(to: .float32).sum() }
        return (terms.dropFirst().reduce(terms[0]) { $0 + $1 }, outputs)
      }
      try evaluate(outputs + gradients)
    }
  }
}

/// The library's engine, which notes what it has to interpret.
private final class RecordingEngine: Engine {
  private struct State {
    var name = ""
    var compiled = 0
    var interpreted: [String: Set<String>] = [:]
  }
  private let state = Mutex(State())
  let name = "recording"

  /// The case that is planned from now on.
  func name(_ name: String) { state.withLock { $0.name = name } }

  var compiled: Int { state.withLock { $0.compiled } }
  /// The cases of each operation that was interpreted.
  var interpreted: [String: Set<String>] { state.withLock { $0.interpreted } }

  func compile(_ program: Program, in memory: WorkingMemory) throws -> any Executable {
    let executable = try OneDNNEngine.shared.compile(program, in: memory)
    state.withLock { state in
      state.compiled += 1
      for operation in executable.interpretedOperations {
        state.interpreted[operation, default: []].insert(state.name)
      }
    }
    return executable
  }
}
