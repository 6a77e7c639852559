import TensorGraph

/// One step of `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D`: an `LSTMCell` whose products are convolutions. Keras has none in public.
///
/// Input: `[batch, spatial…, channels]`, states `[batch, new spatial…, filters]` twice; output: as the states. Weights, gates
/// in the order i, f, c, o: `kernel [window…, channels, 4 · filters]`, `recurrent_kernel [window…, filters, 4 · filters]`,
/// `bias [4 · filters]`.
final class ConvLSTMCell: Layer, DropoutCell {
  /// The arguments of the convolutions.
  struct Convolutions {
    var rank: Int
    var filters: Int
    var kernelSize: WindowSize
    var strides: WindowSize
    var padding: Padding
    var dataFormat: DataFormat
    var dilationRate: WindowSize
    var activation: Activation
    var recurrentActivation: Activation
    var unitForgetBias: Bool
  }

  let convolutions: Convolutions
  let weightOptions: RecurrentWeightOptions
  let dropoutOptions: RecurrentDropoutOptions
  let seedGenerator: SeedGenerator
  /// The layer around it, in messages.
  var shownName: String?
  private var inputWindow: Window?
  private var stateWindow: Window?
  /// The lengths of each state without the batch, known once the cell is built.
  private(set) var stateLengths: [[Int]]
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor
  /// What states are multiplied by, once the layer is built.
  @Weight public internal(set) var recurrentKernel: Tensor
  /// What is added, once the layer is built; a tensor that carries an error without a bias.
  @Weight public internal(set) var bias: Tensor

  init(
    _ convolutions: Convolutions, _ weightOptions: RecurrentWeightOptions, _ dropoutOptions: RecurrentDropoutOptions,
    name: String?, dtype: DTypePolicy?
  ) {
    self.convolutions = convolutions
    self.weightOptions = weightOptions
    self.dropoutOptions = dropoutOptions
    seedGenerator = SeedGenerator(seed: dropoutOptions.seed)
    stateLengths = [[convolutions.filters], [convolutions.filters]]
    super.init(name: name, dtype: dtype)
  }

  package override var displayName: String { shownName ?? super.displayName }
  private var filters: Int { convolutions.filters }
  var stateSizes: [Int] { [filters, filters] }
  var maskCount: Int { 4 }
  var dropsAll: Bool { false }

  func initialState(batchSize: Int?) -> [Tensor] {
    stateLengths.map { .zeros(Shape([batchSize] + $0), dtype: computeDType) }
  }

  func copy() -> (any RecurrentCell)? {
    ConvLSTMCell(convolutions, weightOptions, dropoutOptions, name: name, dtype: dtypePolicy)
  }

  // MARK: - Weights

  override func build(_ input: Shape) {
    let (own, options) = (convolutions, weightOptions)
    requirePositive(filters, "filters")
    guard !hasBuildError, let size = windowLengths(own.kernelSize, "kernelSize", rank: own.rank),
      let strides = windowLengths(own.strides, "strides", rank: own.rank),
      let dilation = windowLengths(own.dilationRate, "dilationRate", rank: own.rank)
    else { return }
    if strides.contains(where: { $0 > 1 }), dilation.contains(where: { $0 > 1 }) {
      return fail(
        expected: "strides: 1 or dilationRate: 1",
        received: "strides: \(own.strides) and dilationRate: \(own.dilationRate)", fix: "use one of the two")
    }
    guard input.rank == own.rank + 2, input.dimensions.dropFirst().allSatisfy({ $0 != nil }) else {
      return fail(
        expected: "known lengths of all axes but the batch's and time, which the states' shapes follow from",
        received: "steps \(input.batchDescription)", fix: "give them to the Input")
    }
    let window = Window(size: size, strides: strides, dilation: dilation, padding: own.padding.border)
    requireRoom(for: window, in: input, own.dataFormat, argument: "kernelSize")
    guard !hasBuildError else { return }
    nameSeed()
    // A number of filters that four gates can't be counted of is refused by the weight as any other that memory can't hold.
    let width = filters > Shape.mostElements ? filters : 4 * filters
    $kernel.create(
      Shape(size + [input[channelAxis], width]), initializer: options.kernelInitializer,
      regularizer: options.kernelRegularizer, constraint: options.kernelConstraint)
    $recurrentKernel.create(
      Shape(size + [filters, width]), initializer: options.recurrentInitializer,
      regularizer: options.recurrentRegularizer, constraint: options.recurrentConstraint)
    guard !hasBuildError else { return }
    if options.useBias { createBias(width) }
    inputWindow = window
    let ones = Array(repeating: 1, count: own.rank)
    stateWindow = Window(size: size, strides: ones, dilation: ones, padding: .same)
    let spatial = zip(window.size.indices, input.lengthsBehindBatch.dropFirst(isChannelsFirst ? 1 : 0)).map {
      window.count($0, over: $1)
    }
    let lengths = isChannelsFirst ? [filters] + spatial : spatial + [filters]
    stateLengths = [lengths, lengths]
  }

  private func createBias(_ width: Int) {
    let (parts, filters) = (weightOptions.biasInitializer, self.filters)
    let initializer = Initializer("unit_forget_bias") { _, dtype in
      concatenated([parts([filters], dtype: dtype), .ones([filters], dtype: dtype), parts([2 * filters], dtype: dtype)])
    }
    $bias.create(
      [width], initializer: convolutions.unitForgetBias ? initializer : parts,
      regularizer: weightOptions.biasRegularizer, constraint: weightOptions.biasConstraint)
  }

  private var isChannelsFirst: Bool { convolutions.dataFormat == .channelsFirst }
  /// The axis of the channels of a step.
  private var channelAxis: Int { isChannelsFirst ? 1 : convolutions.rank + 1 }

  // MARK: - Steps

  func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let masks = masks(x, states[0])
    let whole = projected(x.expandedDimensions(1), masks: masks.inputs)
    return step(projected: whole.squeezed(axis: 1), states, masks: masks.states)
  }

  /// The convolution of all steps' inputs with the bias: all gates of `[batch, time, …]` along the axis of the channels.
  func projected(_ x: Tensor) -> Tensor { projected(x, masks: drawn.inputs) }

  /// One step from what `projected` gives for it.
  func step(projected: Tensor, _ states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    step(projected: projected, states, masks: drawn.states)
  }

  private var drawn: RecurrentDropout { RecurrentDropout.current[ObjectIdentifier(self)] ?? RecurrentDropout() }

  private func projected(_ x: Tensor, masks: [Tensor]) -> Tensor {
    let dtype = computeDType
    let sources = masks.isEmpty ? [x] : masks.map { x * $0.expandedDimensions(1) }
    var y = gates(sources.map { $0.cast(to: dtype).foldedSteps }, kernel.cast(to: dtype), inputWindow)
    if weightOptions.useBias {
      let ones = Array(repeating: 1, count: convolutions.rank)
      let bias = bias.cast(to: dtype)
      y = y + (isChannelsFirst ? bias.reshaped(Shape([4 * filters] + ones)) : bias)
    }
    return y.unfoldedSteps(like: x)
  }

  private func step(projected: Tensor, _ states: [Tensor], masks: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let sources = masks.isEmpty ? [states[0]] : masks.map { states[0] * $0 }
    let z = projected + gates(sources, recurrentKernel.cast(to: projected.dtype), stateWindow)
    func gate(_ index: Int) -> Tensor { z.slice(axis: channelAxis, from: index * filters, count: filters) }
    let (activation, inner) = (convolutions.activation, convolutions.recurrentActivation)
    let i = inner(gate(0))
    let f = inner(gate(1))
    let c = f * states[1] + i * activation(gate(2))
    let h = inner(gate(3)) * activation(c)
    return (h, [h, c])
  }

  /// All gates' convolutions, of one source or of one for each gate.
  private func gates(_ sources: [Tensor], _ kernel: Tensor, _ window: Window?) -> Tensor {
    guard let window else { return sources[0] }
    let parts = sources.indices.map { index -> Tensor in
      let own =
        sources.count == 1
        ? kernel : kernel.slice(axis: kernel.rank - 1, from: index * filters, count: filters)
      return overWindows("convolution", sources[index], convolutions.dataFormat, others: [own], defers: { _ in false })
      {
        apply(Convolution(geometry: window.geometry(over: $0), groups: 1), [$0, $1[0]])
      }
    }
    return parts.count == 1 ? parts[0] : concatenated(parts, axis: channelAxis)
  }
}

extension Window {
  /// How many positions the window takes along an axis.
  func count(_ axis: Int, over length: Int) -> Int {
    padding == .valid ? (length - span(axis)) / strides[axis] + 1 : (length + strides[axis] - 1) / strides[axis]
  }
}
