/// What cells and layers share in arguments: how weights start, what is added to the loss for them, what they keep to.
struct RecurrentWeightOptions {
  var useBias = true
  var kernelInitializer: Initializer
  var recurrentInitializer: Initializer
  var biasInitializer: Initializer
  var kernelRegularizer: Regularizer?
  var recurrentRegularizer: Regularizer?
  var biasRegularizer: Regularizer?
  var kernelConstraint: Constraint?
  var recurrentConstraint: Constraint?
  var biasConstraint: Constraint?
}

/// Dropout of a cell: rates in 0...1, for inputs and for the state.
struct RecurrentDropoutOptions {
  var inputs: Double
  var states: Double
  var seed: Int?

  init(_ inputs: Double, _ states: Double, seed: Int?) {
    self.inputs = min(max(inputs, 0), 1)
    self.states = min(max(states, 0), 1)
    self.seed = seed
  }
}

/// How `RNN` runs a cell.
struct RecurrentRunOptions {
  var returnSequences = false
  var returnState = false
  var goBackwards = false
  var isStateful = false
  var unroll = false
  var zeroOutputForMask = false
  var activityRegularizer: Regularizer?
}
