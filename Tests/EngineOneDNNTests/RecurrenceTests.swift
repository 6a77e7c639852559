import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// Sequences as one operation, in every way of the engine, against the interpreter: forward and gradients.
@Suite struct RecurrenceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var kind: Recurrence.Kind
    var batch = 5
    var steps = 6
    var units = 7
    var function = Recurrence.Function.tanh
    var isMasked = false
    var isReversed = false
    var startsAtZero = false
    /// Whether the output is the whole sequence or the last states.
    var isSequence = true

    var testDescription: String {
      "\(kind.rawValue) \(batch)x\(steps)x\(units) \(function)\(isMasked ? " masked" : "")"
        + "\(isReversed ? " reversed" : "")\(startsAtZero ? " from zero" : "")\(isSequence ? "" : " last")"
    }
  }

  static let rows: [Row] =
    Recurrence.Kind.allCases.flatMap { kind in
      [
        Row(kind: kind), Row(kind: kind, isMasked: true), Row(kind: kind, isReversed: true),
        Row(kind: kind, isMasked: true, isReversed: true, isSequence: false),
        Row(kind: kind, startsAtZero: true, isSequence: false), Row(kind: kind, steps: 1, startsAtZero: true),
        // Whole panels of units and parts of them, more units than a tile is deep, more rows than a tile has.
        Row(kind: kind, batch: 1, units: 16), Row(kind: kind, batch: 67, steps: 3, units: 33),
        Row(kind: kind, batch: 26, steps: 2, units: 300, startsAtZero: true),
        Row(kind: kind, batch: 13, steps: 4, units: 48, isMasked: true, startsAtZero: true),
      ]
    } + [.linear, .relu, .sigmoid].map { Row(kind: .simple, function: $0) }

  private static func arguments(_ row: Row) -> [HostArray] {
    let gates = row.kind.gateCount
    var result = [
      sample([row.batch, row.steps, gates * row.units], seed: 1),
      sample([row.units, gates * row.units], seed: 2, scale: 1 / Double(row.units).squareRoot()),
      sample([gates * row.units], seed: 3, scale: 0.3),
      sample([row.batch, row.steps, row.units], seed: 4),
      sample([row.batch, row.units], seed: 5), sample([row.batch, row.units], seed: 6),
    ]
    if row.isMasked { result.append(sample([row.batch, row.steps], .bool, seed: 7)) }
    return result
  }

  private static func run(_ row: Row, _ x: [Tensor]) -> Recurrence.Result {
    let zeros = Tensor.zeros(Shape([row.batch, row.units]), dtype: x[0].dtype)
    let (hidden, cell) = row.startsAtZero ? (zeros, zeros) : (x[4], x[5])
    let mask = row.isMasked ? x[6] : nil
    return switch row.kind {
    case .simple:
      Recurrence.simple(
        x[0], hidden: hidden, kernel: x[1], mask: mask, function: row.function, isReversed: row.isReversed)
    case .lstm: Recurrence.lstm(x[0], hidden: hidden, cell: cell, kernel: x[1], mask: mask, isReversed: row.isReversed)
    case .gru: Recurrence.gru(x[0], hidden: hidden, kernel: x[1], bias: x[2], mask: mask, isReversed: row.isReversed)
    }
  }

  /// The outputs, and the gradients of their sum weighted with `x[3]`.
  private static func differentiated(_ row: Row, _ inputs: [Tensor]) -> [Tensor] {
    let x = inputs.map { apply(Convert(dtype: $0.dtype), [$0]) }
    let (sequence, states) = run(row, x)
    let outputs = row.isSequence ? [sequence] : states
    var total = Tensor(0.0).cast(to: x[0].dtype)
    if row.isSequence { total = total + (sequence * x[3]).sum() }
    for state in row.isSequence ? [] : states { total = total + (state * x[3][0..., 0]).sum() }
    let sources = row.startsAtZero ? Array(x[..<3]) : Array(x[..<3]) + x[4..<6]
    return outputs + gradients(of: total, withRespectTo: sources)
  }

  /// The gates are written where the projected inputs lay, unless somebody reads those later.
  @Test func inputsReadLaterAreKept() throws {
    let row = Row(kind: .lstm, batch: 26, steps: 4, units: 16)
    try expectAgreement(Self.arguments(row), tolerance: 5e-5) { inputs in
      let projected = inputs[0] * 2
      let results = Self.differentiated(row, [projected] + inputs[1...])
      return results + [projected.sum(axis: 2) * results[0].sum()]
    }
  }

  @Test(arguments: rows) func `the engine agrees with the interpreter`(_ row: Row) throws {
    try expectAgreement(Self.arguments(row), tolerance: 5e-5, comment: row.testDescription) {
      Self.differentiated(row, $0)
    }
  }

  @Test(arguments: rows) func `the operation agrees with its steps`(_ row: Row) throws {
    let inputs = Self.arguments(row)
    let whole = try traced(inputs) { Self.differentiated(row, $0) }
    let steps = try FastPaths.$isEnabled.withValue(false) { try traced(inputs) { Self.differentiated(row, $0) } }
    let isComposite = whole.instructions.contains { ($0.operation as? Composite)?.name == row.kind.rawValue }
    #expect(isComposite)
    #expect(!steps.instructions.contains { $0.operation is Composite })
    let expected = try EngineOneDNNTests.run(steps, on: Way.usual.engine, inputs)
    let actual = try EngineOneDNNTests.run(whole, on: Way.usual.engine, inputs)
    for (index, (a, b)) in zip(actual, expected).enumerated() {
      #expect(distance(a, b) < 5e-5, "output \(index) is off by \(distance(a, b))")
    }
  }

  @Test(arguments: Recurrence.Kind.allCases, [false, true])
  func `nothing of it is interpreted`(_ kind: Recurrence.Kind, hasFastPaths: Bool) throws {
    let row = Row(kind: kind, isMasked: true)
    let inputs = Self.arguments(row)
    let program = try FastPaths.$isEnabled.withValue(hasFastPaths) {
      try traced(inputs) { Self.differentiated(row, $0) }
    }
    let plan = try Way.usual.engine.plan(program)
    #expect(!plan.names.contains { $0.contains("interpreted") }, "\(plan.names)")
    #expect(plan.names.contains { $0.hasPrefix(hasFastPaths ? kind.gradientName : "scan") }, "\(plan.names)")
  }

  @Test func `loops and conditions inside each other`() throws {
    try expectAgreement([sample([4, 3], seed: 1), sample([3], seed: 2)]) { x in
      let (state, outputs) = scan([x[1]], over: [x[0]]) { state, step in
        let turns = whileLoop([state[0], Tensor(0, dtype: .int32)]) {
          $0[1] .< 3
        } do: {
          [$0[0] * 0.5 + step[0], $0[1] + 1]
        }
        let picked = cond(turns[0].sum() .> 0, { turns[0] }, { -turns[0] })
        return ([picked], [picked + 1, state[0]])
      }
      return state + outputs
    }
  }
}
