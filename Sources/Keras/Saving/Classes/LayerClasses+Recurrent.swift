extension LayerClasses {
  static let recurrent: [ClassEntry<Layer>] = [
    ClassEntry(LSTMCell.self) { c in try c.lstmCell(named: c.name) },
    ClassEntry(GRUCell.self) { c in try c.gruCell(named: c.name) },
    ClassEntry(SimpleRNNCell.self) { c in try c.simpleRNNCell(named: c.name) },
    ClassEntry(LSTM.self) { c in
      LSTM(cell: try c.lstmCell(named: "lstm_cell"), c.recurrentRun, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GRU.self) { c in
      GRU(cell: try c.gruCell(named: "gru_cell"), c.recurrentRun, name: c.name, dtype: c.dtype)
    },
    ClassEntry(SimpleRNN.self) { c in
      SimpleRNN(cell: try c.simpleRNNCell(named: "simple_rnn_cell"), c.recurrentRun, name: c.name, dtype: c.dtype)
    },
    ClassEntry(StackedRNNCells.self) { c in
      StackedRNNCells(try c.cells(), name: c.name, dtype: c.dtype)
    },
    ClassEntry(RNN.self) { c in RNN(try c.cell(), c.recurrentRun, name: c.name, dtype: c.dtype) },
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

// What recurrent layers and their cells have in common.
extension Configuration {
  var recurrentWeights: RecurrentWeightOptions {
    RecurrentWeightOptions(
      useBias: flag("use_bias", true), kernelInitializer: initializer("kernel_initializer"),
      recurrentInitializer: initializer("recurrent_initializer", .orthogonal),
      biasInitializer: initializer("bias_initializer", .zeros), kernelRegularizer: regularizer("kernel_regularizer"),
      recurrentRegularizer: regularizer("recurrent_regularizer"), biasRegularizer: regularizer("bias_regularizer"),
      kernelConstraint: constraint("kernel_constraint"), recurrentConstraint: constraint("recurrent_constraint"),
      biasConstraint: constraint("bias_constraint"))
  }

  var recurrentDropout: RecurrentDropoutOptions {
    RecurrentDropoutOptions(
      number("dropout", 0, "dropoutInputs"), number("recurrent_dropout", 0, "dropoutStates"), seed: seed)
  }

  var recurrentRun: RecurrentRunOptions {
    // How the same numbers are computed.
    ignore("implementation", "use_cudnn", "input_dim", "input_length")
    return RecurrentRunOptions(
      returnSequences: flag("return_sequences", false), returnState: flag("return_state", false),
      goBackwards: flag("go_backwards", false), isStateful: flag("stateful", false, "isStateful"),
      unroll: flag("unroll", false), zeroOutputForMask: flag("zero_output_for_mask", false),
      activityRegularizer: regularizer("activity_regularizer"))
  }

  var recurrentActivation: Activation { activation("recurrent_activation", .sigmoid) }
}

extension Configuration {
  fileprivate func lstmCell(named name: String?) throws -> LSTMCell {
    LSTMCell(
      try required("units"), activation("activation", .tanh), recurrentActivation,
      unitForgetBias: flag("unit_forget_bias", true), recurrentWeights, recurrentDropout, name: name, dtype: dtype)
  }

  fileprivate func gruCell(named name: String?) throws -> GRUCell {
    GRUCell(
      try required("units"), activation("activation", .tanh), recurrentActivation,
      resetAfter: flag("reset_after", true), recurrentWeights, recurrentDropout, name: name, dtype: dtype)
  }

  fileprivate func simpleRNNCell(named name: String?) throws -> SimpleRNNCell {
    SimpleRNNCell(
      try required("units"), activation("activation", .tanh), recurrentWeights, recurrentDropout, name: name,
      dtype: dtype)
  }

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
