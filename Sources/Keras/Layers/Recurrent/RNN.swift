import TensorGraph

/// Runs a cell over the steps of a sequence. `SimpleRNN`, `LSTM` and `GRU` are this with their own cells.
///
/// Input: `[batch, time, features…]`; output: the last step's, `[batch, units]`, or with `returnSequences` that of every
/// step, `[batch, time, units]`. Lengths of time that a model leaves open are settled when it runs.
///
/// A step that the input's mask `[batch, time]` excludes leaves the states alone and repeats the output before it (zeros
/// before the first one, and with `zeroOutputForMask` at each). Called with `callAll`, the layer gives the last states too
/// if `returnState` says so. Source: `keras.layers.RNN`.
public class RNN: Layer, UnaryLayer, StateTakingLayer {
  /// What runs at each step.
  public let cell: any RecurrentCell
  var options: RecurrentRunOptions
  /// The states that a `stateful` layer keeps between batches.
  private(set) var stateVariables: [Variable] = []

  /// - Parameters:
  ///   - cell: `LSTMCell(32)`, or one of your own.
  ///   - returnSequences: whether the output has all steps.
  ///   - returnState: whether `callAll` gives the last states after the output.
  ///   - goBackwards: from the last step to the first; outputs come in the order in which they were computed.
  ///   - stateful: whether a batch starts with the states that the batch before it ended with. Needs a fixed batch size.
  ///   - unroll: accepted for Keras' sake; every length of time has a program of its own anyway.
  ///   - zeroOutputForMask: whether outputs of masked steps are zeros instead of the output before them.
  ///   - activityRegularizer: a penalty on the output.
  public convenience init(
    _ cell: any RecurrentCell, returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    activityRegularizer: Regularizer? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(
      cell,
      RecurrentRunOptions(
        returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards, isStateful: stateful,
        unroll: unroll, zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer),
      name: name, dtype: dtype)
  }

  /// Several cells, each of which takes the output of the one before it.
  ///
  /// - Parameters: as of the initializer with one cell.
  public convenience init(
    _ cells: [any RecurrentCell], returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    activityRegularizer: Regularizer? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(
      StackedRNNCells(cells, dtype: dtype), returnSequences: returnSequences, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, dtype: dtype)
  }

  init(_ cell: any RecurrentCell, _ options: RecurrentRunOptions, name: String?, dtype: DTypePolicy?) {
    self.cell = cell
    self.options = options
    super.init(name: name, dtype: dtype)
    supportsMasking = true
    inputSpec = InputSpec(minimumRank: 3)
  }

  public var returnSequences: Bool { options.returnSequences }
  public var returnState: Bool { options.returnState }
  public var goBackwards: Bool { options.goBackwards }
  public var stateful: Bool { options.isStateful }
  public var unroll: Bool { options.unroll }
  public var zeroOutputForMask: Bool { options.zeroOutputForMask }

  /// The states that a `stateful` layer starts the next batch with; empty for others, and before the first call.
  public var states: [Tensor] { stateVariables.map(\.value) }

  /// Sets the states of a `stateful` layer to zeros.
  public func resetState() {
    for variable in stateVariables { variable.assign(.zeros(variable.shape, dtype: variable.dtype)) }
  }

  /// A layer with the same arguments and weights of its own; `nil` if the cell can't be copied.
  func twin(name: String, goBackwards: Bool) -> RNN? {
    cell.copy().map { RNN($0, options.with(goBackwards: goBackwards), name: name, dtype: dtypePolicy) }
  }

  /// Each state's lengths without the batch; known once the layer is built.
  var stateLengths: [[Int]] { (cell as? ConvLSTMCell)?.stateLengths ?? cell.stateSizes.map { [$0] } }
  var outputLengths: [Int] { (cell as? ConvLSTMCell)?.stateLengths[0] ?? [cell.outputSize] }

  package override var untrackedStates: [Variable] { stateVariables }

  public override func build(_ inputs: [Shape]) {
    let input = inputs[0]
    buildCell(cell, Shape([input[0]] + input.dimensions.dropFirst(2)))
    if input.rank == 3, let features = input.last { inputSpec = InputSpec(rank: 3, axes: [-1: features]) }
    guard options.isStateful, !hasBuildError else { return }
    guard let batch = input[0] else {
      return fail(
        expected: "a fixed batch size, which stateful: true needs", received: input.batchDescription,
        fix: "give it to the Input: Input(shape:batchSize:)")
    }
    stateVariables = stateLengths.map { lengths in
      let variable = Variable(
        .zeros(Shape([batch] + lengths), dtype: variableDType), name: "rnn_state", isTrainable: false)
      variable.path = (CallContext.current.path + ["rnn_state"]).joined(separator: "/")
      return variable
    }
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    guard options.returnSequences, let mask = inputs.first?.mask else { return nil }
    return mask
  }

  public func call(_ x: Tensor) -> Tensor { perform([x])[0] }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] { runSequence(inputs) }
}

extension RecurrentRunOptions {
  func with(goBackwards: Bool) -> RecurrentRunOptions {
    var result = self
    result.goBackwards = goBackwards
    return result
  }
}

/// A layer that takes first states after its input: what it demands of the input does not concern them.
public protocol StateTakingLayer: UnaryLayer {}

extension StateTakingLayer {
  /// Calls the layer with first states instead of zeros.
  ///
  /// - Parameter initialState: `[batch, size]` for each state of the cell.
  /// - Returns: the output.
  public func callAsFunction(
    _ x: Tensor, initialState: [Tensor], training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    invoke([x] + initialState, training: training, file: file, line: line)[0]
  }

  /// Calls the layer and returns all it gives: the output, then with `returnState` the last states.
  ///
  /// - Parameter initialState: `[batch, size]` for each state of the cell; zeros, or a stateful layer's own, if empty.
  public func callAll(
    _ x: Tensor, initialState: [Tensor] = [], training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> [Tensor] {
    invoke([x] + initialState, training: training, file: file, line: line)
  }
}
