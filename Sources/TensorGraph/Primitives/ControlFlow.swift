/// One of two programs, by a condition known when the program runs. Inputs: the condition, then both branches' inputs.
package struct Conditional: Primitive {
  package let whenTrue: Program
  package let whenFalse: Program
  package var name: String { "cond" }

  package init(whenTrue: Program, whenFalse: Program) {
    self.whenTrue = whenTrue
    self.whenFalse = whenFalse
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    guard inputs[0].dtype == .bool, inputs[0].shape.rank == 0 else {
      throw ShapeError(
        expected: "a condition of shape [] bool", received: "\(inputs[0])", fix: "reduce it with any() or all()")
    }
    guard whenTrue.outputTypes == whenFalse.outputTypes else {
      throw ShapeError(
        expected: "branches with results of equal types",
        received: "\(whenTrue.outputTypes) and \(whenFalse.outputTypes)", fix: "make both branches return the same")
    }
    return whenTrue.outputTypes
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // The condition picks which branch's gradient is computed; the other inputs get zeros.
    let inputs = Array(context.inputs[1...])
    let split = whenTrue.inputs.count
    let cotangents = zip(context.cotangents, context.outputs).map { $0 ?? .zeros($1.shape, dtype: $1.dtype) }
    func branch(_ program: Program, _ range: Range<Int>) -> ([Tensor]) -> [Tensor] {
      { arguments in
        let own = Array(arguments[range])
        let flowing = Array(arguments[inputs.count...])
        let gradients = Autodiff.gradients(
          of: program.apply(to: own), cotangents: flowing, withRespectTo: own)
        return inputs.indices.map { index in
          range.contains(index)
            ? gradients[index - range.lowerBound] : .zeros(inputs[index].shape, dtype: inputs[index].dtype)
        }
      }
    }
    let results = conditional(
      context.inputs[0], inputs + cotangents, branch(whenTrue, 0..<split), branch(whenFalse, split..<inputs.count))
    if let failed = results.first(where: { $0.node.failure != nil }) { return context.inputs.map { _ in failed } }
    return [nil] + zip(inputs, results).map { $0.dtype.isFloating ? $1 : nil }
  }
}

private func conditional(
  _ condition: Tensor, _ operands: [Tensor], _ whenTrue: ([Tensor]) -> [Tensor], _ whenFalse: ([Tensor]) -> [Tensor]
) -> [Tensor] {
  let types = operands.map(\.type)
  guard let first = Region(parameterTypes: types, whenTrue), let second = Region(parameterTypes: types, whenFalse)
  else {
    let results = whenTrue(operands)
    return failures(results.count, firstFailure(results + whenFalse(operands), in: "cond"))
  }
  let inputs = [condition.cast(to: .bool)] + operands + first.captured + operands + second.captured
  let count = first.program.outputs.count
  if let unknown = unknownLength(in: inputs, for: "cond") { return failures(count, unknown) }
  let results = applyAll(Conditional(whenTrue: first.program, whenFalse: second.program), inputs)
  return results.count == count ? results : failures(count, results[0])
}

/// As many tensors as the caller counts on, all carrying the error of one.
private func failures(_ count: Int, _ failed: Tensor) -> [Tensor] { Array(repeating: failed, count: max(count, 1)) }

/// Bodies become programs when they are recorded, so a model's unknown lengths can't be filled in later.
private func unknownLength(in inputs: [Tensor], for name: String) -> Tensor? {
  guard !Trace.isAbstract, let input = inputs.first(where: { $0.isSymbolic && !$0.shape.isKnown }) else { return nil }
  return .failed(
    KerasError(
      "'\(name)' cannot use this symbolic tensor.", expected: "tensors whose lengths are all known",
      received: "\(input.type)", fix: "put the call into a Lambda or into a layer of your own"))
}

/// Why a body could not become a program.
private func firstFailure(_ tensors: [Tensor], in name: String) -> Tensor {
  tensors.first { $0.node.failure != nil }
    ?? .failed(
      KerasError(
        "'\(name)' cannot use this body.", expected: "a function of tensors that assigns no variable",
        received: "an assignment, or a tensor of another function", fix: "return new values instead of assigning them"))
}

/// `whenTrue()` if `condition` holds when the program runs, else `whenFalse()`; only one of them is computed.
///
/// - Parameter condition: shape `[]`, `bool`.
/// - Returns: the branch's results; both branches must return the same number, shapes and types.
public func cond(_ condition: Tensor, _ whenTrue: () -> [Tensor], _ whenFalse: () -> [Tensor]) -> [Tensor] {
  conditional(condition, [], { _ in whenTrue() }, { _ in whenFalse() })
}

/// `whenTrue()` if `condition` holds when the program runs, else `whenFalse()`; only one of them is computed.
public func cond(_ condition: Tensor, _ whenTrue: () -> Tensor, _ whenFalse: () -> Tensor) -> Tensor {
  cond(condition, { [whenTrue()] }, { [whenFalse()] })[0]
}

/// Repeats `body` while `condition` holds. Inputs: the state, then what condition and body took from outside.
package struct WhileLoop: Primitive {
  package let condition: Program
  package let body: Program
  package let stateCount: Int
  package var name: String { "while" }

  package init(condition: Program, body: Program, stateCount: Int) {
    self.condition = condition
    self.body = body
    self.stateCount = stateCount
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let state = Array(inputs[..<stateCount])
    guard condition.outputTypes == [TensorType([], .bool)] else {
      throw ShapeError(
        expected: "a condition of shape [] bool", received: "\(condition.outputTypes)",
        fix: "reduce it with any() or all()")
    }
    guard body.outputTypes == state else {
      throw ShapeError(
        expected: "a body that returns its state with the types \(state)", received: "\(body.outputTypes)",
        fix: "keep shapes and types the same from turn to turn")
    }
    return state
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    zip(context.inputs, context.isWanted).map { input, isWanted in
      guard isWanted, input.dtype.isFloating else { return nil }
      return .failed(
        KerasError(
          "'whileLoop' has no gradient.", expected: "a loop whose number of turns is known",
          received: "a loop that runs until its condition fails", fix: "use scan, or stopGradient around the loop"))
    }
  }
}

/// Repeats `body` on `state` while `condition` holds (`keras.ops.while_loop`). Has no gradient; `scan` has one.
///
/// - Returns: the last state; shapes and types stay the same from turn to turn.
public func whileLoop(
  _ state: [Tensor], while condition: @escaping ([Tensor]) -> Tensor, do body: @escaping ([Tensor]) -> [Tensor]
) -> [Tensor] {
  if let failed = state.first(where: { $0.node.failure != nil }) { return failures(state.count, failed) }
  let types = state.map(\.type)
  guard let test = Region(parameterTypes: types, { [condition($0).cast(to: .bool)] }),
    let turn = Region(parameterTypes: types, body)
  else { return failures(state.count, firstFailure([condition(state)] + body(state), in: "whileLoop")) }
  let inputs = state + test.captured + turn.captured
  if let unknown = unknownLength(in: inputs, for: "whileLoop") { return failures(state.count, unknown) }
  let results = applyAll(
    WhileLoop(condition: test.program, body: turn.program, stateCount: state.count), inputs)
  return results.count == state.count ? results : failures(state.count, results[0])
}

/// A loop over the leading axis of its sequences that carries a state.
///
/// Inputs: the state, the sequences `[time, …]`, then what the body took from outside. Outputs: the last state, then
/// what each turn put out, stacked as `[time, …]`. The body maps (state, one step of each sequence, outside) to
/// (state, outputs of the step).
package struct Scan: Primitive {
  package let body: Program
  package let stateCount: Int
  package let sequenceCount: Int
  package let length: Int
  package let isReversed: Bool
  package var name: String { "scan" }

  package init(body: Program, stateCount: Int, sequenceCount: Int, length: Int, isReversed: Bool) {
    self.body = body
    self.stateCount = stateCount
    self.sequenceCount = sequenceCount
    self.length = length
    self.isReversed = isReversed
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let types = body.outputTypes
    guard Array(types.prefix(stateCount)) == Array(inputs[..<stateCount]) else {
      throw ShapeError(
        expected: "a body that returns its state with the types \(inputs[..<stateCount])",
        received: "\(types.prefix(stateCount))", fix: "keep shapes and types the same from turn to turn")
    }
    // In a model under construction the number of turns may be unknown.
    let turns = sequenceCount > 0 ? inputs[stateCount].shape.dimensions[0] : length
    return types.enumerated().map { index, type in
      index < stateCount ? type : TensorType(Shape([turns] + type.shape.dimensions), type.dtype)
    }
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Run forward again keeping every state, then backward through the turns: each turn's gradient flows into the state
    // before it, and adds up for what came from outside.
    let states = Array(context.inputs[..<stateCount])
    let sequences = Array(context.inputs[stateCount..<stateCount + sequenceCount])
    let outside = Array(context.inputs[(stateCount + sequenceCount)...])
    let (body, stateCount) = (self.body, self.stateCount)
    let history = Array(
      scan(states, over: sequences, outside: outside, length: length, isReversed: isReversed) { state, step, outer in
        let results = body.apply(to: state + step + outer)
        return (Array(results[..<stateCount]), state)
      }[stateCount...])
    let cotangents = zip(context.cotangents, context.outputs).map { $0 ?? .zeros($1.shape, dtype: $1.dtype) }
    let sums = outside.map { Tensor.zeros($0.shape, dtype: $0.dtype) }
    let perStep = Array(cotangents[stateCount...])
    let results = scan(
      Array(cotangents[..<stateCount]) + sums, over: history + sequences + perStep, outside: outside, length: length,
      isReversed: !isReversed
    ) { carried, step, outer in
      let state = Array(step[..<stateCount])
      let inputs = Array(step[stateCount..<stateCount + sequences.count])
      let flowing = Array(step[(stateCount + sequences.count)...])
      let sources = state + inputs + outer
      let gradients = Autodiff.gradients(
        of: body.apply(to: sources), cotangents: Array(carried[..<stateCount]) + flowing, withRespectTo: sources)
      let added = zip(carried[stateCount...], gradients[(stateCount + inputs.count)...]).map { $0 + $1 }
      return (Array(gradients[..<stateCount]) + added, Array(gradients[stateCount..<stateCount + inputs.count]))
    }
    if let failed = results.first(where: { $0.node.failure != nil }) { return context.inputs.map { _ in failed } }
    let carried = Array(results[..<(stateCount + outside.count)])
    let all = Array(carried[..<stateCount]) + results[carried.count...] + carried[stateCount...]
    return zip(context.inputs, all).map { $0.dtype.isFloating ? $1 : nil }
  }
}

/// `scan` with the outside tensors given, so that gradients reach them.
private func scan(
  _ state: [Tensor], over sequences: [Tensor], outside: [Tensor], length: Int, isReversed: Bool,
  _ body: ([Tensor], [Tensor], [Tensor]) -> (state: [Tensor], outputs: [Tensor])
) -> [Tensor] {
  let stepTypes = sequences.map { TensorType($0.shape[1...], $0.dtype) }
  let types = state.map(\.type) + stepTypes + outside.map(\.type)
  // All results of the body, to count them and to find the failed one.
  var failure: [Tensor] = []
  let region = Region(parameterTypes: types) { parameters in
    let own = Array(parameters[..<state.count])
    let step = Array(parameters[state.count..<state.count + sequences.count])
    let result = body(own, step, Array(parameters[(state.count + sequences.count)...]))
    failure = result.state + result.outputs
    return failure
  }
  guard let region else { return failures(failure.count, firstFailure(failure, in: "scan")) }
  let inputs = state + sequences + outside + region.captured
  if let unknown = unknownLength(in: inputs, for: "scan") { return failures(failure.count, unknown) }
  let results = applyAll(
    Scan(
      body: region.program, stateCount: state.count, sequenceCount: sequences.count, length: length,
      isReversed: isReversed), inputs)
  return results.count == failure.count ? results : failures(failure.count, results[0])
}

/// Carries a state along the leading axis of sequences, with gradients (`jax.lax.scan`, `keras.ops.scan`).
///
/// - Parameters:
///   - state: the first state.
///   - sequences: tensors `[time, …]` of one length.
///   - length: the number of turns; needed only without sequences.
///   - isReversed: from the last step to the first; outputs keep the order of the sequences.
///   - body: from the state and one step of each sequence to the next state and the step's outputs.
/// - Returns: the last state, and each output of the steps stacked as `[time, …]`.
public func scan(
  _ state: [Tensor], over sequences: [Tensor], length: Int? = nil, isReversed: Bool = false,
  _ body: @escaping (_ state: [Tensor], _ step: [Tensor]) -> (state: [Tensor], outputs: [Tensor])
) -> (state: [Tensor], outputs: [Tensor]) {
  // A body of failed tensors tells how many results the caller counts on.
  func failing(_ failed: Tensor) -> (state: [Tensor], outputs: [Tensor]) {
    let count = Trace(.abstract).record {
      body(state.map { _ in failed }, sequences.map { _ in failed }).outputs.count
    }
    return (failures(state.count, failed), failures(count, failed))
  }
  if let failed = (state + sequences).first(where: { $0.node.failure != nil }) { return failing(failed) }
  let known = sequences.compactMap { $0.shape[0] } + (length.map { [$0] } ?? [])
  let isUndecided = known.isEmpty && !sequences.isEmpty && Trace.isAbstract
  guard let turns = known.first ?? (isUndecided ? 0 : nil), turns >= 0, sequences.allSatisfy({ $0.rank > 0 }),
    known.allSatisfy({ $0 == turns })
  else {
    let received =
      sequences.isEmpty ? "no sequence and no length" : sequences.map(\.type.description).joined(separator: ", ")
    return failing(
      .failed(
        KerasError(
          "'scan' cannot tell the number of turns.", expected: "sequences with one known length along axis 0",
          received: received, fix: "give length:, or sequences of one known length")))
  }
  let results = scan(state, over: sequences, outside: [], length: turns, isReversed: isReversed) { state, step, _ in
    body(state, step)
  }
  guard results.count >= state.count else { return failing(results[0]) }
  return (Array(results[..<state.count]), Array(results[state.count...]))
}
