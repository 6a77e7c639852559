import TensorGraph

/// A state that goes from turn to turn, in two places of scratch memory that take turns.
private struct AlternatingState {
  private let bytes: [Int]
  private let offsets: [Int]
  let byteCount: Int

  init(_ bytes: [Int]) {
    self.bytes = bytes
    var offset = 0
    offsets = bytes.map { size in
      defer { offset += MemoryPlan.aligned(size) }
      return offset
    }
    byteCount = offset
  }

  var scratchByteCount: Int { 2 * byteCount }

  func place(_ index: Int, turn: Int, _ scratch: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    scratch + (turn % 2 * byteCount + offsets[index])
  }

  func copy(_ index: Int, from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer) {
    if source != target { target.copyMemory(from: source, byteCount: bytes[index]) }
  }
}

/// Runs a body's plan for each step of sequences. Steps are read and written where they lie.
final class ScanKernel: Kernel {
  private let body: Plan
  private let stateCount: Int
  private let sequenceCount: Int
  private let length: Int
  private let isReversed: Bool
  private let inputBytes: [Int]
  private let outputBytes: [Int]
  private let state: AlternatingState

  init(
    body: Plan, stateCount: Int, sequenceCount: Int, length: Int, isReversed: Bool, inputBytes: [Int],
    outputBytes: [Int]
  ) {
    self.body = body
    self.stateCount = stateCount
    self.sequenceCount = sequenceCount
    self.length = length
    self.isReversed = isReversed
    self.inputBytes = inputBytes
    self.outputBytes = outputBytes
    state = AlternatingState(Array(outputBytes[..<stateCount]))
  }

  override var scratchByteCount: Int { state.scratchByteCount }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    let scratch = worker.scratch
    return body.lendingContext { context in
      for index in (stateCount + sequenceCount)..<inputBytes.count { body.setInput(index, pointers[index]!, context) }
      for turn in 0..<length {
        let position = isReversed ? length - 1 - turn : turn
        let isLast = turn == length - 1
        for index in 0..<stateCount {
          body.setInput(index, turn == 0 ? pointers[index]! : state.place(index, turn: turn, scratch), context)
          body.setOutput(
            index, isLast ? pointers[inputBytes.count + index]! : state.place(index, turn: turn + 1, scratch), context)
        }
        for index in stateCount..<(stateCount + sequenceCount) {
          body.setInput(index, pointers[index]! + position * inputBytes[index], context)
        }
        for index in stateCount..<outputBytes.count {
          body.setOutput(index, pointers[inputBytes.count + index]! + position * outputBytes[index], context)
        }
        let status = context.run()
        if status != 0 { return status }
      }
      return 0
    }
  }
}

/// Runs a body's plan as long as a condition's plan says so.
final class WhileKernel: Kernel {
  private let condition: Plan
  private let body: Plan
  private let stateCount: Int
  private let conditionInputs: Int
  private let inputCount: Int
  private let state: AlternatingState

  init(condition: Plan, body: Plan, stateBytes: [Int], conditionInputs: Int, inputCount: Int) {
    self.condition = condition
    self.body = body
    stateCount = stateBytes.count
    self.conditionInputs = conditionInputs
    self.inputCount = inputCount
    state = AlternatingState(stateBytes)
  }

  private static let resultBytes = MemoryPlan.alignment

  override var scratchByteCount: Int { state.scratchByteCount + Self.resultBytes }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    let scratch = worker.scratch
    let result = scratch + state.scratchByteCount
    return condition.lendingContext { test in
      body.lendingContext { turn in run(pointers, scratch, result, test, turn) }
    }
  }

  private func run(
    _ pointers: Pointers, _ scratch: UnsafeMutableRawPointer, _ result: UnsafeMutableRawPointer,
    _ test: ExecutionContext, _ turn: ExecutionContext
  ) -> Int32 {
    for index in stateCount..<conditionInputs { condition.setInput(index, pointers[index]!, test) }
    for index in conditionInputs..<inputCount {
      body.setInput(stateCount + index - conditionInputs, pointers[index]!, turn)
    }
    condition.setOutput(0, result, test)
    var count = 0
    while true {
      for index in 0..<stateCount {
        let place = count == 0 ? pointers[index]! : state.place(index, turn: count, scratch)
        condition.setInput(index, place, test)
        body.setInput(index, place, turn)
        body.setOutput(index, state.place(index, turn: count + 1, scratch), turn)
      }
      let status = test.run()
      if status != 0 { return status }
      if result.load(as: UInt8.self) == 0 { break }
      let failure = turn.run()
      if failure != 0 { return failure }
      count += 1
    }
    for index in 0..<stateCount {
      state.copy(
        index, from: count == 0 ? pointers[index]! : state.place(index, turn: count, scratch),
        to: pointers[inputCount + index]!)
    }
    return 0
  }
}

/// Runs one of two plans.
final class ConditionalKernel: Kernel {
  private let whenTrue: Plan
  private let whenFalse: Plan
  /// The number of inputs of the first branch, which stand after the condition.
  private let split: Int
  private let inputCount: Int

  init(whenTrue: Plan, whenFalse: Plan, split: Int, inputCount: Int) {
    self.whenTrue = whenTrue
    self.whenFalse = whenFalse
    self.split = split
    self.inputCount = inputCount
  }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    let holds = pointers[0]!.load(as: UInt8.self) != 0
    let plan = holds ? whenTrue : whenFalse
    let inputs = holds ? 1..<(1 + split) : (1 + split)..<inputCount
    return plan.lendingContext { context in
      for (index, input) in inputs.enumerated() { plan.setInput(index, pointers[input]!, context) }
      for index in plan.outputBases.indices { plan.setOutput(index, pointers[inputCount + index]!, context) }
      return context.run()
    }
  }
}
