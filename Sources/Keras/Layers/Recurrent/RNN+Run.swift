import TensorGraph

extension RNN {
  /// The output, and the last states if they are asked for.
  func runSequence(_ inputs: [Tensor]) -> [Tensor] {
    let x = inputs[0]
    let given = Array(inputs.dropFirst())
    if let error = stateError(x, given) ?? maskError(x) ?? batchError(x) { return [.failed(error)] }
    let start = given.isEmpty ? firstStates(x) : given.map { $0.cast(to: cell.computeDType) }
    // Only then can the state before the first step that counts be anything but the output of zeros.
    let startsAtZero = given.isEmpty && !options.isStateful
    let (output, states) = RecurrentDropout.$current.withValue(drawnMasks(x, start)) {
      wholeSequence(x, start, startsAtZero: startsAtZero) ?? steps(x, start)
    }
    if output.error != nil { return [output] }
    if options.isStateful { for (variable, state) in zip(stateVariables, states) { variable.assign(state) } }
    let result = output.autocast(to: computeDType)
    if let regularizer = options.activityRegularizer { addActivityLoss(regularizer, of: result) }
    return [result] + (options.returnState ? states.map { $0.autocast(to: computeDType) } : [])
  }

  private func firstStates(_ x: Tensor) -> [Tensor] {
    if options.isStateful { return stateVariables.map { $0.value.cast(to: cell.computeDType) } }
    return deferrable("initial_state", [x], initialState)
  }

  // A method and not a closure over the cell: Swift 6.3 crashes on an opened existential captured there.
  private func initialState(_ inputs: [Tensor]) -> [Tensor] { cell.initialState(batchSize: inputs[0].shape[0]) }

  private func drawnMasks(_ x: Tensor, _ states: [Tensor]) -> [ObjectIdentifier: RecurrentDropout] {
    var result: [ObjectIdentifier: RecurrentDropout] = [:]
    func draw(_ cell: any RecurrentCell, lengths: [Int], _ states: [Tensor]) {
      if let cell = cell as? any DropoutCell {
        result[ObjectIdentifier(cell)] = cell.drawMasks(x, lengths: lengths, states[0])
      }
      guard let stack = cell as? StackedRNNCells else { return }
      var lengths = lengths
      for (own, states) in zip(stack.cells, stack.split(states)) {
        draw(own, lengths: lengths, states)
        lengths = [own.outputSize]
      }
    }
    draw(cell, lengths: Array(x.shape.lengthsBehindBatch.dropFirst()), states)
    return result
  }

  // MARK: - All steps at once

  private func wholeSequence(
    _ x: Tensor, _ start: [Tensor], startsAtZero: Bool
  ) -> (output: Tensor, states: [Tensor])? {
    guard let cell = cell as? any SequenceCell,
      let (sequence, states) = cell.run(x, states: start, mask: x.mask, isReversed: options.goBackwards)
    else { return nil }
    guard options.returnSequences else {
      return (visible(states[0], x.mask, startsAtZero: startsAtZero), states)
    }
    let outputs = visible(sequence, x.mask, startsAtZero: startsAtZero)
    return (options.goBackwards ? outputs.reversed(axes: [1]) : outputs, states)
  }

  /// The outputs of states that a mask kept: zeros where it says so, and before the first step that counts.
  private func visible(_ states: Tensor, _ mask: Tensor?, startsAtZero: Bool) -> Tensor {
    guard let mask, options.zeroOutputForMask || !startsAtZero, states.error == nil else { return states }
    let (isLast, isReversed, zeroes) = (states.rank == 2, options.goBackwards, options.zeroOutputForMask)
    return deferrable("masked_output", [states, mask]) { inputs in
      let (states, mask) = (inputs[0], inputs[1].cast(to: .bool))
      guard let length = mask.shape[1] else { return [states] }
      var counts = mask
      if !zeroes {
        // A step counts from the first one on that the mask takes.
        let position = Tensor.arange(length)
        let (from, to) = (position.expandedDimensions(1), position.expandedDimensions(0))
        let reaches = (isReversed ? from .>= to : from .<= to).cast(to: .float32)
        counts = matmul(mask.cast(to: .float32), reaches) .> 0.5
      }
      if isLast { counts = counts[0..., isReversed ? 0 : -1] }
      return [which(counts.expandedDimensions(-1), states, Tensor.zeros(like: states))]
    }[0]
  }

  // MARK: - Step by step

  private func steps(_ x: Tensor, _ start: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let (options, count) = (self.options, start.count)
    let (dtype, lengths) = (cell.computeDType, outputLengths)
    let before = deferrable("initial_output", [x]) { inputs in
      [.zeros(Shape([inputs[0].shape[0]] + lengths), dtype: dtype)]
    }
    // What a convolution makes of the inputs is made of all steps at once.
    let convolving = cell as? ConvLSTMCell
    let sequence = convolving?.projected(x.masked(by: nil)) ?? x.masked(by: nil)
    if sequence.error != nil { return (sequence, start) }
    // The output goes along as one more state: a step that does not count repeats it.
    let (last, outputs) = Recurrence.overSteps(
      start + before, [sequence], mask: x.mask?.cast(to: .bool), isReversed: options.goBackwards
    ) { carried, step, mask in
      let old = Array(carried[..<count])
      let result = convolving?.step(projected: step[0], old) ?? self.cell.step(step[0], old)
      var output = result.output.cast(to: dtype)
      var states = zip(result.states, old).map { $0.cast(to: $1.dtype) }
      if let mask {
        func which(_ mask: Tensor, _ new: Tensor, _ old: Tensor) -> Tensor {
          // `[batch, 1]`, with an axis for each further one of the values.
          let axes = Array(repeating: 1, count: max(new.rank - 2, 0))
          return TensorGraph.which(axes.reduce(mask) { mask, _ in mask.expandedDimensions(-1) }, new, old)
        }
        output = which(mask, output, options.zeroOutputForMask ? Tensor.zeros(like: output) : carried[count])
        states = zip(states, old).map { which(mask, $0, $1) }
      }
      return (states + [output], options.returnSequences ? [output] : [])
    }
    let states = Array(last[..<count])
    guard options.returnSequences else { return (last[count], states) }
    return (options.goBackwards ? outputs[0].reversed(axes: [1]) : outputs[0], states)
  }

  // MARK: - Checks

  private func takesPlainStates(_ cell: any RecurrentCell) -> Bool {
    (cell as? StackedRNNCells)?.cells.allSatisfy(takesPlainStates) ?? (cell is any DropoutCell)
  }

  private func stateError(_ x: Tensor, _ given: [Tensor]) -> KerasError? {
    guard !given.isEmpty else { return nil }
    let shapes = stateLengths.map { Shape([x.shape[0]] + $0) }
    // Cells of the user's may take plain states with more axes.
    let isOurs = takesPlainStates(cell)
    let fits = zip(given, shapes).allSatisfy { state, shape in
      if isOurs || shape.rank > 2 { return state.shape.matches(shape) }
      return state.rank >= 2 && (state.shape.last ?? shape[1]) == shape[1]
    }
    if fits, given.count == shapes.count { return nil }
    return callError(
      expected: "\(shapes.count == 1 ? "one first state" : "\(shapes.count) first states"), "
        + shapes.map(\.batchDescription).joined(separator: ", "),
      received: given.map(\.type.batchDescription).joined(separator: ", "),
      fix: "give initialState: one tensor for each state of the cell")
  }

  private func maskError(_ x: Tensor) -> KerasError? {
    guard let mask = x.mask, !(mask.rank == 2 && mask.shape.matches(Shape(Array(x.shape.dimensions[..<2])))) else {
      return nil
    }
    return callError(
      expected: "a mask [batch, time] of the input", received: "mask \(mask.type) of an input \(x.type)",
      fix: "mask whole steps, or drop the mask with masked(by: nil)")
  }

  private func batchError(_ x: Tensor) -> KerasError? {
    guard options.isStateful, let first = stateVariables.first, let expected = first.shape[0], let batch = x.shape[0],
      batch != expected
    else { return nil }
    return callError(
      expected: "batches of \(expected), the size that its states have", received: "a batch of \(batch)",
      fix: "give batchSize: \(expected), and data that it divides")
  }
}
