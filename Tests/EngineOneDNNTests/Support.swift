import Foundation
import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// The ways in which the engine may run a program; all must agree.
enum Way: String, CaseIterable, CustomStringConvertible {
  case usual, oneThread, unfused, unchained, plain

  var description: String { rawValue }

  var engine: OneDNNEngine {
    var options = OneDNNEngine.Options(threadCount: 2)
    switch self {
    case .usual: break
    case .oneThread: options.threadCount = 1
    case .unfused:
      options.fusesElementwise = false
      options.fusesPostOperations = false
    case .unchained: options.chainsSteps = false
    case .plain:
      options.fusesElementwise = false
      options.fusesPostOperations = false
      options.chainsSteps = false
    }
    return OneDNNEngine(options: options)
  }
}

/// Numbers that repeat from run to run.
struct Sequence32 {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }

  /// In -1 ..< 1.
  mutating func number() -> Double { Double(next() % 20011) / 10005.5 - 1 }
}

func sample(_ shape: [Int], _ dtype: DType = .float32, seed: Int = 1, scale: Double = 1) -> HostArray {
  var sequence = Sequence32(seed)
  let count = shape.reduce(1, *)
  if dtype == .bool {
    return try! HostArray((0..<count).map { _ in Int64(sequence.next() % 2) }, shape: shape, dtype: dtype)
  }
  if dtype.isInteger {
    let offset: Int64 = dtype.isUnsigned ? 0 : 5
    return try! HostArray(
      (0..<count).map { _ in Int64(sequence.next() % 11) - offset }, shape: shape, dtype: dtype)
  }
  return try! HostArray((0..<count).map { _ in sequence.number() * scale }, shape: shape, dtype: dtype)
}

/// The program of a function of tensors.
func traced(_ inputs: [HostArray], _ body: ([Tensor]) -> [Tensor]) throws -> Program {
  try Engines.$override.withValue(ReferenceEngine.shared) {
    try TracedProgram(argumentTypes: inputs.map { TensorType(Shape($0.shape), $0.dtype) }) { body($0) }.program
  }
}

func run(_ program: Program, on engine: any Engine, _ inputs: [HostArray]) throws -> [HostArray] {
  try run(engine.compile(program), of: program, inputs)
}

func run(_ executable: any Executable, of program: Program, _ inputs: [HostArray]) throws -> [HostArray] {
  let storages = try inputs.map { try $0.storage.copy() }
  let outputs = try program.outputs.enumerated().map { index, id in
    try program.aliases[index].map { storages[$0] } ?? Storage(byteCount: max(program.types[id].byteCount, 1))
  }
  try executable.run(inputs: storages, outputs: outputs)
  return zip(outputs, program.outputTypes).map { HostArray(storage: $0, type: $1) }
}

func bytes(_ array: HostArray) -> Data {
  Data(bytes: array.storage.pointer, count: array.count * array.dtype.byteCount)
}

/// The largest difference, relative to the larger of 1 and the expected magnitude.
func distance(_ a: HostArray, _ b: HostArray) -> Double {
  var worst = 0.0
  for index in 0..<a.count {
    let (x, y) = (a.double(index), b.double(index))
    if x.isNaN && y.isNaN || x == y { continue }
    let difference = abs(x - y) / Swift.max(1, abs(y))
    worst = difference.isNaN ? .infinity : Swift.max(worst, difference)
  }
  return worst
}

/// Runs a function on the reference interpreter and in every way on the engine, and compares.
func expectAgreement(
  _ inputs: [HostArray], tolerance: Double = 2e-5, comment: String = "", ways: [Way] = Way.allCases,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: ([Tensor]) -> [Tensor]
) throws {
  let program = try traced(inputs, body)
  let expected = try run(program, on: ReferenceEngine.shared, inputs)
  try expectAgreementOfSteadyInputs(program, inputs, expected, tolerance, comment, sourceLocation)
  var usual: [HostArray] = []
  for way in ways {
    let executable = try way.engine.compile(program)
    let actual = try run(executable, of: program, inputs)
    for (index, (a, b)) in zip(actual, expected).enumerated() {
      let error = distance(a, b)
      #expect(
        error <= tolerance, "\(comment) \(way) output \(index): off by \(error)\n\(program)",
        sourceLocation: sourceLocation)
    }
    let again = try run(executable, of: program, inputs)
    #expect(
      actual.map(bytes) == again.map(bytes), "\(comment) \(way): a second run differs", sourceLocation: sourceLocation)
    if way == .usual { usual = actual }
    if way == .oneThread {
      #expect(
        actual.map(bytes) == usual.map(bytes), "\(comment): one thread differs from two", sourceLocation: sourceLocation
      )
    }
  }
}

/// Runs a program whose second, fourth … inputs are steady, with other values for the first, then three times with those
/// that give `expected`; all but the first run may leave out what depends on the steady ones alone.
private func expectAgreementOfSteadyInputs(
  _ program: Program, _ inputs: [HostArray], _ expected: [HostArray], _ tolerance: Double, _ comment: String,
  _ sourceLocation: SourceLocation
) throws {
  guard inputs.count > 1, program.aliases.allSatisfy({ $0 == nil }) else { return }
  var program = program
  program.steadyInputs = Set(stride(from: 1, to: inputs.count, by: 2))
  let executable = try Way.usual.engine.compile(program)
  var storages = inputs.map(\.storage)
  storages[0] = try Storage.zeros(byteCount: storages[0].byteCount)
  let outputs = try program.outputTypes.map { try Storage(byteCount: max($0.byteCount, 1)) }
  for turn in 0..<4 {
    if turn > 0 { storages[0] = inputs[0].storage }
    try executable.run(inputs: storages, outputs: outputs)
    for (index, type) in program.outputTypes.enumerated() where turn > 0 {
      let error = distance(HostArray(storage: outputs[index], type: type), expected[index])
      #expect(
        error <= tolerance, "\(comment) steady inputs, turn \(turn), output \(index): off by \(error)\n\(program)",
        sourceLocation: sourceLocation)
    }
  }
}
