extension LayerClasses {
  static let recurrent: [ClassEntry<Layer>] = [
    ClassEntry(LSTMCell.self) { c in
      LSTMCell(
        try c.required("units"), activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros), unitForgetBias: c.flag("unit_forget_bias", true),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GRUCell.self) { c in
      GRUCell(
        try c.required("units"), activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, resetAfter: c.flag("reset_after", true),
        seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(SimpleRNNCell.self) { c in
      SimpleRNNCell(
        try c.required("units"), activation: c.activation("activation", .tanh), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(LSTM.self) { c in
      c.ignoreImplementation()
      return LSTM(
        try c.required("units"), activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros), unitForgetBias: c.flag("unit_forget_bias", true),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed,
        returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), zeroOutputForMask: c.flag("zero_output_for_mask", false), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(GRU.self) { c in
      c.ignoreImplementation()
      return GRU(
        try c.required("units"), activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed,
        returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), resetAfter: c.flag("reset_after", true),
        zeroOutputForMask: c.flag("zero_output_for_mask", false), name: c.name, dtype: c.dtype)
    },
    ClassEntry(SimpleRNN.self) { c in
      c.ignoreImplementation()
      return SimpleRNN(
        try c.required("units"), activation: c.activation("activation", .tanh), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed,
        returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), zeroOutputForMask: c.flag("zero_output_for_mask", false), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(StackedRNNCells.self) { c in
      StackedRNNCells(try c.cells(), name: c.name, dtype: c.dtype)
    },
    ClassEntry(RNN.self) { c in
      c.ignoreImplementation()
      return RNN(
        try c.cell(), returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), zeroOutputForMask: c.flag("zero_output_for_mask", false),
        activityRegularizer: c.regularizer("activity_regularizer"), name: c.name, dtype: c.dtype)
    },
    ClassEntry(TimeDistributed.self) { c in
      let layer = try c.layer("layer") { ($0 as? TimeDistributed)?.layer }
      guard let layer else { throw Configuration.Abandoned() }
      return TimeDistributed(layer, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Bidirectional.self) { c in
      let mode: Bidirectional.MergeMode? = c("merge_mode", .concat)
      let forward = try c.layer("layer") { ($0 as? Bidirectional)?.forwardLayer }
      let backward = try c.layer("backward_layer") { ($0 as? Bidirectional)?.backwardLayer }
      guard let forward = forward as? RNN else {
        c.session.note(
          c.place, expected: "a recurrent layer in Bidirectional",
          received: forward.map { "\(type(of: $0))" } ?? "none",
          fix: "Bidirectional takes RNN, LSTM, GRU and SimpleRNN")
        throw Configuration.Abandoned()
      }
      return Bidirectional(
        forward, mergeMode: mode, backwardLayer: backward as? RNN, name: c.name, dtype: c.dtype)
    },
  ]
}

extension Configuration {
  var inputDropout: Double { number("dropout", 0, "dropoutInputs") }
  var stateDropout: Double { number("recurrent_dropout", 0, "dropoutStates") }

  // How the same numbers are computed.
  func ignoreImplementation() { ignore("implementation", "use_cudnn", "input_dim", "input_length") }

  fileprivate func cell() throws -> any RecurrentCell {
    // A list of cells is one stack of them.
    if let list = json("cell")?.array {
      var cells: [any RecurrentCell] = []
      for (index, record) in list.enumerated() {
        guard let cell = session.layer(record, at: "\(place)/cell/\(index)") as? any RecurrentCell else {
          throw Abandoned()
        }
        cells.append(cell)
      }
      return StackedRNNCells(cells)
    }
    let cell = try layer("cell") { ($0 as? RNN)?.cell }
    if let cell = cell as? any RecurrentCell { return cell }
    session.note(
      place, expected: "a cell of RNN", received: cell.map { "\(type(of: $0))" } ?? "none",
      fix: "let the class conform to RecurrentCell")
    throw Abandoned()
  }

  fileprivate func cells() throws -> [any RecurrentCell] {
    if isWriting {
      let cells = writingObject.flatMap { ($0 as? StackedRNNCells)?.cells } ?? []
      write(
        "cells",
        json: .array(cells.enumerated().map { session.record(of: $1, at: "\(place)/cells/\($0)") }))
      return cells
    }
    guard let records = json("cells")?.array else {
      session.note(
        place, expected: "a list 'cells' of StackedRNNCells", received: "none", fix: "the file is incomplete")
      throw Abandoned()
    }
    return try records.enumerated().map { index, record in
      guard let cell = session.layer(record, at: "\(place)/cells/\(index)") as? any RecurrentCell else {
        throw Abandoned()
      }
      return cell
    }
  }
}
