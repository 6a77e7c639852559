import Keras
import TensorGraph
import TestKit
import Testing

/// Recurrent layers beyond single values: the contract of layers, states between batches, models with first states,
/// dropout, cells of the user's, and what is refused.
@Suite struct RecurrentTests {
  static func gated(_ name: String, _ features: Int, _ units: Int, gates: Int, biases: [Int]? = nil)
    -> [(name: String, shape: [Int])]
  {
    [
      ("\(name)/kernel", [features, gates * units]), ("\(name)/recurrent_kernel", [units, gates * units]),
      ("\(name)/bias", biases ?? [gates * units]),
    ]
  }

  static func convolutional(_ window: [Int], _ channels: Int, _ filters: Int, _ prefix: String = "")
    -> [(name: String, shape: [Int])]
  {
    let name = prefix + "conv_lstm_cell"
    return [
      ("\(name)/kernel", window + [channels, 4 * filters]),
      ("\(name)/recurrent_kernel", window + [filters, 4 * filters]), ("\(name)/bias", [4 * filters]),
    ]
  }

  static let contracts: [LayerContract] = [
    LayerContract("SimpleRNN", inputs: [[nil, nil, 4]], weights: gated("simple_rnn_cell", 4, 3, gates: 1)) {
      SimpleRNN(3, dtype: $0)
    },
    LayerContract(
      "SimpleRNN relu", inputs: [[nil, nil, 4]], weights: gated("simple_rnn_cell", 4, 3, gates: 1), mask: .passes
    ) { SimpleRNN(3, activation: .relu, dropout: 0.2, returnSequences: true, goBackwards: true, dtype: $0) },
    LayerContract("LSTM", inputs: [[nil, nil, 4]], weights: gated("lstm_cell", 4, 3, gates: 4)) { LSTM(3, dtype: $0) },
    LayerContract(
      "LSTM sequences", inputs: [[nil, nil, 4]], weights: gated("lstm_cell", 4, 3, gates: 4), mask: .passes
    ) { LSTM(3, dropout: 0.2, returnSequences: true, zeroOutputForMask: true, dtype: $0) },
    LayerContract(
      "LSTM step by step", inputs: [[nil, nil, 4]], weights: gated("lstm_cell", 4, 3, gates: 4), mask: .passes
    ) { LSTM(3, activation: .softsign, recurrentDropout: 0.3, returnSequences: true, dtype: $0) },
    LayerContract("GRU", inputs: [[nil, nil, 4]], weights: gated("gru_cell", 4, 3, gates: 3, biases: [2, 9])) {
      GRU(3, goBackwards: true, dtype: $0)
    },
    LayerContract(
      "GRU reset before", inputs: [[nil, nil, 4]], weights: gated("gru_cell", 4, 3, gates: 3), mask: .passes
    ) { GRU(3, returnSequences: true, resetAfter: false, dtype: $0) },
    LayerContract(
      "RNN stacked", inputs: [[nil, nil, 4]],
      weights: gated("stack/a", 4, 3, gates: 4) + gated("stack/b", 3, 2, gates: 3, biases: [2, 6]), mask: .passes
    ) {
      let cells: [any RecurrentCell] = [LSTMCell(3, name: "a", dtype: $0), GRUCell(2, name: "b", dtype: $0)]
      return RNN(StackedRNNCells(cells, name: "stack", dtype: $0), returnSequences: true, dtype: $0)
    },
    LayerContract(
      "RNN of a cell of the user's", inputs: [[nil, nil, 4]],
      weights: [("own/kernel", [4, 3]), ("own/recurrent_kernel", [3, 3])]
    ) { RNN(MinimalCell(3, name: "own", dtype: $0), dtype: $0) },
    LayerContract(
      "Bidirectional", inputs: [[nil, nil, 4]],
      weights: gated("forward_x/lstm_cell", 4, 3, gates: 4) + gated("backward_x/lstm_cell", 4, 3, gates: 4)
    ) { Bidirectional(LSTM(3, name: "x", dtype: $0), dtype: $0) },
    LayerContract(
      "Bidirectional sequences", inputs: [[nil, nil, 4]],
      weights: gated("forward_x/gru_cell", 4, 3, gates: 3, biases: [2, 9])
        + gated("backward_x/gru_cell", 4, 3, gates: 3, biases: [2, 9]), mask: .passes
    ) { Bidirectional(GRU(3, returnSequences: true, name: "x", dtype: $0), mergeMode: .average, dtype: $0) },
    LayerContract(
      "ConvLSTM1D", inputs: [[nil, nil, 5, 2]], weights: convolutional([2], 2, 3)
    ) { ConvLSTM1D(3, kernelSize: 2, goBackwards: true, dtype: $0) },
    LayerContract(
      "ConvLSTM2D", inputs: [[nil, nil, 4, 5, 2]], weights: convolutional([2, 2], 2, 3), mask: .passes
    ) { ConvLSTM2D(3, kernelSize: 2, dropout: 0.2, recurrentDropout: 0.2, returnSequences: true, dtype: $0) },
    LayerContract(
      "ConvLSTM2D channels first", inputs: [[nil, nil, 2, 4, 5]], weights: convolutional([3, 2], 2, 3), mask: .passes
    ) {
      ConvLSTM2D(
        3, kernelSize: [3, 2], strides: 2, padding: .same, dataFormat: .channelsFirst, dropout: 0.2,
        returnSequences: true, dtype: $0)
    },
    LayerContract(
      "ConvLSTM3D", inputs: [[nil, nil, 3, 4, 3, 2]], weights: convolutional([2, 2, 2], 2, 3)
    ) { ConvLSTM3D(3, kernelSize: 2, dtype: $0) },
    LayerContract(
      "Bidirectional of images", inputs: [[nil, nil, 4, 4, 2]],
      weights: convolutional([2, 2], 2, 3, "forward_x/") + convolutional([2, 2], 2, 3, "backward_x/"), mask: .passes
    ) { Bidirectional(ConvLSTM2D(3, kernelSize: 2, returnSequences: true, name: "x", dtype: $0), dtype: $0) },
    LayerContract(
      "TimeDistributed", inputs: [[nil, nil, 4]], weights: [("step/kernel", [4, 3]), ("step/bias", [3])], mask: .passes
    ) { TimeDistributed(Dense(3, name: "step", dtype: $0), dtype: $0) },
    LayerContract(
      "TimeDistributed recurrent", inputs: [[nil, nil, 5, 4]], weights: gated("step/lstm_cell", 4, 3, gates: 4),
      mask: .passes
    ) { TimeDistributed(LSTM(3, name: "step", dtype: $0), dtype: $0) },
  ]

  @Test(arguments: contracts, EngineChoice.allCases)
  func `a recurrent layer keeps to the contract`(_ contract: LayerContract, engine: EngineChoice) {
    #expect(engine.use { contract.violations() } == [])
  }

  private static func values(_ shape: Shape, _ seed: UInt32 = 1) -> Tensor {
    Random.normal(shape, key: Tensor([seed, seed]))
  }

  // MARK: - States

  @Test func `a stateful layer goes on where it stopped`() throws {
    let x = Self.values([2, 6, 3])
    let whole = LSTM(4)
    let expected = whole(x)
    let parts = LSTM(4, stateful: true)
    let halves = (x[0..., 0..<3], x[0..., 3..<6])
    _ = parts(halves.0)
    try parts.setWeights(whole.weightValues)
    parts.resetState()
    _ = parts(halves.0)
    expectClose(parts(halves.1), expected)
    #expect(parts.states.count == 2)
    parts.resetState()
    #expect(try parts.states[0].scalars() == Array(repeating: 0, count: 8))
    _ = parts(halves.0)
    expectClose(parts(halves.1), expected)
    #expect(parts.weights.count == 3)
  }

  @Test func `a stateful layer keeps its states through predict and fit`() throws {
    let input = Input(shape: [3, 2], batchSize: 2)
    let layer = GRU(2, stateful: true)
    let model = try Model(inputs: input, outputs: layer(input))
    let x = Self.values([2, 3, 2])
    let first = try model.predict(x).scalars()
    let second = try model.predict(x).scalars()
    #expect(first != second)
    layer.resetState()
    #expect(try model.predict(x).scalars() == first)
    model.compile(optimizer: SGD(learningRate: 0.01), loss: .mse)
    layer.resetState()
    _ = try model.trainOnBatch(x, Self.values([2, 2], 2))
    #expect(try layer.states[0].scalars() == first)
  }

  @Test func `an encoder's states start a decoder`() throws {
    let encoderInput = Input(shape: [nil, 3])
    let decoderInput = Input(shape: [nil, 2])
    let encoded = LSTM(4, returnState: true).callAll(encoderInput)
    #expect(encoded.map(\.shape) == [[nil, 4], [nil, 4], [nil, 4]])
    let decoded = LSTM(4, returnSequences: true)(decoderInput, initialState: Array(encoded[1...]))
    let model = try Model(inputs: [encoderInput, decoderInput], outputs: Dense(2)(decoded))
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .mse)
    let (x, y) = ([Self.values([8, 5, 3]), Self.values([8, 4, 2], 2)], Self.values([8, 4, 2], 3))
    let before = try model.evaluate(x, y)["loss"] ?? 0
    try model.fit(x, y, batchSize: 8, epochs: 30, verbose: .silent)
    let after = try model.evaluate(x, y)["loss"] ?? .infinity
    #expect(after < 0.8 * before)
    #expect(try model.predict([Self.values([3, 9, 3]), Self.values([3, 2, 2])]).shape == [3, 2, 2])
  }

  // MARK: - Dropout

  @Test(arguments: [0, 1]) func `dropout draws one mask for all steps`(_ kind: Int) throws {
    // With a kernel of ones and no state, the output counts what came through.
    let layer =
      kind == 0
      ? SimpleRNN(
        1, activation: .linear, useBias: false, kernelInitializer: .ones, recurrentInitializer: .zeros, dropout: 0.5,
        seed: 3, returnSequences: true)
      : SimpleRNN(
        1, activation: .softsign, useBias: false, kernelInitializer: .ones, recurrentInitializer: .zeros,
        dropout: 0.5, seed: 3, returnSequences: true)
    let x = Tensor.ones([64, 3, 1])
    let y = try layer(x, training: true).scalars()
    for row in 0..<64 { #expect(Set(y[(3 * row)..<(3 * row + 3)]).count == 1) }
    let dropped = y.filter { $0 == 0 }.count / 3
    #expect((15...49).contains(dropped))
    #expect(Set(try layer(x, training: false).scalars()).count == 1)
    #expect(try layer(x, training: true).scalars() != y)
  }

  @Test func `recurrent dropout reaches the state alone`() throws {
    let layer = LSTM(3, recurrentDropout: 0.5, seed: 2, returnSequences: true)
    let x = Self.values([4, 5, 2])
    let plain = layer(x, training: false)[0..., 0]
    let training = layer(x, training: true)
    expectClose(training[0..., 0], plain)
    #expect(try training[0..., 4].scalars() != layer(x, training: false)[0..., 4].scalars())
  }

  @Test func `dropout of images draws one mask a gate for all steps`() throws {
    // Every gate is open, so that the output counts what came through.
    let layer = ConvLSTM2D(
      1, kernelSize: 1, activation: .linear, recurrentActivation: .linear, useBias: false, kernelInitializer: .ones,
      recurrentInitializer: .zeros, unitForgetBias: false, dropout: 0.5, seed: 3, returnSequences: true,
      returnState: true)
    let x = Tensor.ones([8, 2, 4, 4, 1])
    let y = layer.callAll(x, training: true)[0]
    // The first step is i · g · o, so that three masks meet; at the second c = f · c + i · g joins a fourth.
    let first = try y[0..., 0].scalars()
    let share = Double(first.filter { $0 != 0 }.count) / Double(first.count)
    #expect((0.05...0.22).contains(share))
    for (a, b) in zip(first, try y[0..., 1].scalars()) where a == 0 && b != 0 { Issue.record("a mask changed") }
    #expect(Set(try layer(x, training: false)[0..., 0].scalars()) == [1])
    #expect(try layer.callAll(x, training: true)[0].scalars() != y.scalars())
    let state = ConvLSTM2D(2, kernelSize: 2, recurrentDropout: 0.5, seed: 2, returnSequences: true)
    let images = Self.values([4, 3, 3, 3, 2])
    let plain = state(images, training: false)
    let dropped = state(images, training: true)
    expectClose(dropped[0..., 0], plain[0..., 0])
    #expect(try dropped[0..., 2].scalars() != plain[0..., 2].scalars())
  }

  @Test func `an encoder's states of images start a decoder`() throws {
    let input = Input(shape: [3, 2, 6, 5])
    let encoded = ConvLSTM2D(4, kernelSize: 3, padding: .same, dataFormat: .channelsFirst, returnState: true)
      .callAll(input)
    #expect(encoded.map(\.shape) == [[nil, 4, 6, 5], [nil, 4, 6, 5], [nil, 4, 6, 5]])
    let decoded = ConvLSTM2D(4, kernelSize: 3, padding: .same, dataFormat: .channelsFirst, returnSequences: true)(
      input, initialState: Array(encoded[1...]))
    let model = try Model(inputs: input, outputs: decoded)
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .mse)
    let (x, y) = (Self.values([8, 3, 2, 6, 5]), Self.values([8, 3, 4, 6, 5], 3))
    let before = try model.evaluate(x, y)["loss"] ?? 0
    try model.fit(x, y, batchSize: 8, epochs: 20, verbose: .silent)
    #expect(try model.evaluate(x, y)["loss"] ?? .infinity < before)
  }

  // MARK: - Cells

  @Test func `a cell alone takes one step of its layer`() throws {
    let cell = LSTMCell(3)
    let x = Self.values([2, 1, 4])
    let zeros = Tensor.zeros([2, 3])
    let step = cell(x[0..., 0], states: [zeros, zeros])
    let whole = RNN(cell, returnState: true).callAll(x)
    expectClose(step.output, whole[0])
    expectClose(step.states[1], whole[2])
  }

  @Test func `a model of a cell of the user's learns`() throws {
    let input = Input(shape: [nil, 2])
    let output = Dense(1)(RNN(MinimalCell(6))(input))
    let model = try Model(inputs: input, outputs: output)
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .mse)
    let x = Self.values([32, 5, 2])
    let y = x.sum(axes: [1, 2])[0..., .newAxis] * 0.1
    let history = try model.fit(x, y, batchSize: 16, epochs: 20, verbose: .silent)
    #expect(history["loss"].last! < 0.3 * history["loss"][0])
  }

  // MARK: - What is refused

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let make: @Sendable () -> String
  }

  private static func message(_ layer: Layer, _ shapes: [Shape]) -> String {
    LayerContract.message(layer, shapes.map { .symbolicInput(name: "x", type: TensorType($0, .float32)) })
  }

  static let refusals: [Refusal] = [
    Refusal(
      testDescription: "rank",
      text: """
        LSTM 'a' cannot accept this input.
          expected  3 axes, with the batch
          received  [batch, 5] float32   from 'x'
          fix       add an axis: give Input a shape with 2 axes, or use Reshape
          at        Test.swift:1
        """
    ) { message(LSTM(3, name: "a"), [[nil, 5]]) },
    Refusal(
      testDescription: "states",
      text: """
        LSTM 'a' cannot accept this input.
          expected  2 first states, [batch, 3], [batch, 3]
          received  [batch, 3] float32
          fix       give initialState: one tensor for each state of the cell
          at        Test.swift:1
        """
    ) { message(LSTM(3, name: "a"), [[nil, 5, 2], [nil, 3]]) },
    Refusal(
      testDescription: "batch size",
      text: """
        GRU 'a' cannot be built.
          expected  a fixed batch size, which stateful: true needs
          received  [batch, 5, 2]
          fix       give it to the Input: Input(shape:batchSize:)
          at        Test.swift:1
        """
    ) { message(GRU(3, stateful: true, name: "a"), [[nil, 5, 2]]) },
    Refusal(
      testDescription: "filters",
      text: """
        ConvLSTM2D 'a' cannot be built.
          expected  filters of at least 1
          received  filters: 0
          fix       give a positive filters
          at        Test.swift:1
        """
    ) { message(ConvLSTM2D(0, kernelSize: 2, name: "a"), [[nil, 3, 5, 5, 2]]) },
    Refusal(
      testDescription: "filters without end",
      text: """
        ConvLSTM2D 'a' cannot be built.
          expected  filters of at most 1099511627776
          received  filters: 9223372036854775807
          fix       give a smaller filters
          at        Test.swift:1
        """
    ) { message(ConvLSTM2D(.max, kernelSize: 2, name: "a"), [[nil, 3, 5, 5, 2]]) },
    Refusal(
      testDescription: "window",
      text: """
        ConvLSTM3D 'a' cannot be built.
          expected  kernelSize: one positive number, or 3 of them
          received  kernelSize: [2, 2]
          fix       write one number, or one for each axis
          at        Test.swift:1
        """
    ) { message(ConvLSTM3D(1, kernelSize: [2, 2], name: "a"), [[nil, 3, 5, 5, 5, 2]]) },
    Refusal(
      testDescription: "strides and gaps",
      text: """
        ConvLSTM1D 'a' cannot be built.
          expected  strides: 1 or dilationRate: 1
          received  strides: 2 and dilationRate: 3
          fix       use one of the two
          at        Test.swift:1
        """
    ) { message(ConvLSTM1D(1, kernelSize: 2, strides: 2, dilationRate: 3, name: "a"), [[nil, 3, 5, 2]]) },
    Refusal(
      testDescription: "unknown lengths",
      text: """
        ConvLSTM2D 'a' cannot be built.
          expected  known lengths of all axes but the batch's and time, which the states' shapes follow from
          received  steps [batch, 5, ?, 2]
          fix       give them to the Input
          at        Test.swift:1
        """
    ) { message(ConvLSTM2D(1, kernelSize: 2, name: "a"), [[nil, 3, 5, nil, 2]]) },
    Refusal(
      testDescription: "small images",
      text: """
        ConvLSTM2D 'a' cannot be built.
          expected  at least 3 positions along axis 2, which kernelSize [3, 3] covers
          received  [batch, 5, 2, 2]
          fix       use padding: .same, a smaller kernelSize or a larger input
          at        Test.swift:1
        """
    ) { message(ConvLSTM2D(1, kernelSize: 3, name: "a"), [[nil, 3, 5, 2, 2]]) },
    Refusal(
      testDescription: "states of images",
      text: """
        ConvLSTM2D 'a' cannot accept this input.
          expected  2 first states, [batch, 4, 1, 3], [batch, 4, 1, 3]
          received  [batch, 4, 2, 3] float32, [batch, 4, 1, 3] float32
          fix       give initialState: one tensor for each state of the cell
          at        Test.swift:1
        """
    ) {
      message(ConvLSTM2D(3, kernelSize: 2, name: "a"), [[nil, 3, 5, 2, 2], [nil, 4, 2, 3], [nil, 4, 1, 3]])
    },
    Refusal(
      testDescription: "directions",
      text: """
        Bidirectional 'b' cannot be built.
          expected  layers of opposite directions
          received  goBackwards: false for both
          fix       give the backward layer goBackwards: true
          at        Test.swift:1
        """
    ) { message(Bidirectional(GRU(3), backwardLayer: GRU(3), name: "b"), [[nil, 5, 2]]) },
    Refusal(
      testDescription: "settings",
      text: """
        Bidirectional 'b' cannot be built.
          expected  layers that agree on returnSequences, returnState and stateful
          received  (false, false, false) and (true, false, false)
          fix       give both the same
          at        Test.swift:1
        """
    ) {
      message(
        Bidirectional(GRU(3), backwardLayer: GRU(3, returnSequences: true, goBackwards: true), name: "b"),
        [[nil, 5, 2]])
    },
    Refusal(
      testDescription: "copies",
      text: """
        Bidirectional 'b' cannot be built.
          expected  a recurrent layer whose cell can be copied
          received  an RNN of MinimalCell
          fix       write the cell's func copy(), which makes a cell with the same arguments
          at        Test.swift:1
        """
    ) { message(Bidirectional(RNN(MinimalCell(3)), name: "b"), [[nil, 5, 2]]) },
  ]

  @Test(arguments: refusals) func `what a recurrent layer refuses`(_ refusal: Refusal) {
    #expect(refusal.make() == refusal.text)
  }
}
