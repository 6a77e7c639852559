import Keras
import TensorGraph
import TestKit
import Testing

/// Swift recurrent layers from Keras' class names and arguments.
enum GoldenRecurrentLayers {
  static func layer(_ golden: GoldenCase, dtype: DTypePolicy? = nil) throws -> Layer {
    try layer(golden.kind, golden.config, dtype ?? (golden.isDouble ? .float64 : nil))
  }

  private static func layer(_ kind: String, _ config: JSON, _ dtype: DTypePolicy?) throws -> Layer {
    let name = config["name"].string ?? kind.lowercased()
    switch kind {
    case "SimpleRNN", "LSTM", "GRU": return try recurrent(kind, config, name, dtype)
    case "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D": return try convolutional(kind, config, name, dtype)
    case "RNN":
      return RNN(
        try cell(config["cell"], dtype), returnSequences: config.bool("return_sequences", false),
        returnState: config.bool("return_state", false), goBackwards: config.bool("go_backwards", false),
        zeroOutputForMask: config.bool("zero_output_for_mask", false), name: name, dtype: dtype)
    case "Bidirectional":
      let inner = try #require(try layer(config["layer"], dtype) as? RNN)
      let other = config["backward_layer"].isNull ? nil : try layer(config["backward_layer"], dtype) as? RNN
      guard let mode = config.object["merge_mode"] else {
        return Bidirectional(inner, backwardLayer: other, name: name, dtype: dtype)
      }
      let merge = mode.string.flatMap(Bidirectional.MergeMode.init(rawValue:))
      return Bidirectional(inner, mergeMode: merge, backwardLayer: other, name: name, dtype: dtype)
    case "TimeDistributed": return TimeDistributed(try layer(config["layer"], dtype), name: name, dtype: dtype)
    case "Dense":
      let activation: Activation = config["activation"].string == "relu" ? .relu : .linear
      return Dense(config.int("units", 0), activation: activation, name: name, dtype: dtype)
    case "Conv2D":
      return Conv2D(
        config.int("filters", 0), kernelSize: WindowSize(config.int("kernel_size", 0)), name: name, dtype: dtype)
    case "Flatten": return Flatten(name: name, dtype: dtype)
    case "BatchNormalization": return BatchNormalization(name: name, dtype: dtype)
    default: throw GoldenError("no layer for '\(kind)'")
    }
  }

  private static func layer(_ record: JSON, _ dtype: DTypePolicy?) throws -> Layer {
    try layer(record["class"].string ?? "", record["config"], dtype)
  }

  private static func recurrent(
    _ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?
  ) throws -> Layer {
    let units = config.int("units", 0)
    // Only the number of units: the defaults are Keras'.
    if config.object.count == 1 {
      switch kind {
      case "LSTM": return LSTM(units, name: name, dtype: dtype)
      case "GRU": return GRU(units, name: name, dtype: dtype)
      default: return SimpleRNN(units, name: name, dtype: dtype)
      }
    }
    let activation = try config["activation"].string.map { try ActivationGoldenTests.activation($0, .null) } ?? .tanh
    let inner =
      try config["recurrent_activation"].string.map { try ActivationGoldenTests.activation($0, .null) } ?? .sigmoid
    let (useBias, sequences) = (config.bool("use_bias", true), config.bool("return_sequences", false))
    let (state, backwards) = (config.bool("return_state", false), config.bool("go_backwards", false))
    let (stateful, unroll) = (config.bool("stateful", false), config.bool("unroll", false))
    let zeroes = config.bool("zero_output_for_mask", false)
    let (dropout, recurrentDropout) = (config.double("dropout", 0), config.double("recurrent_dropout", 0))
    switch kind {
    case "LSTM":
      return LSTM(
        units, activation: activation, recurrentActivation: inner, useBias: useBias, dropout: dropout,
        recurrentDropout: recurrentDropout, returnSequences: sequences, returnState: state, goBackwards: backwards,
        stateful: stateful, unroll: unroll, zeroOutputForMask: zeroes, name: name, dtype: dtype)
    case "GRU":
      return GRU(
        units, activation: activation, recurrentActivation: inner, useBias: useBias, dropout: dropout,
        recurrentDropout: recurrentDropout, returnSequences: sequences, returnState: state, goBackwards: backwards,
        stateful: stateful, unroll: unroll, resetAfter: config.bool("reset_after", true), zeroOutputForMask: zeroes,
        name: name, dtype: dtype)
    default:
      return SimpleRNN(
        units, activation: activation, useBias: useBias, dropout: dropout, recurrentDropout: recurrentDropout,
        returnSequences: sequences, returnState: state, goBackwards: backwards, stateful: stateful, unroll: unroll,
        zeroOutputForMask: zeroes, name: name, dtype: dtype)
    }
  }

  private static func convolutional(
    _ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?
  ) throws -> Layer {
    let (filters, rank) = (config.int("filters", 0), kind.dropLast().last.flatMap { Int(String($0)) } ?? 0)
    func window(_ key: String) -> WindowSize {
      let list = config[key].list.map { Int($0.double ?? 0) }
      return list.isEmpty ? WindowSize(config.int(key, 1)) : WindowSize(list)
    }
    // Only what must be given: the defaults are Keras'.
    if config.object.count == 2 {
      switch rank {
      case 1: return ConvLSTM1D(filters, kernelSize: config.int("kernel_size", 0), name: name, dtype: dtype)
      case 2: return ConvLSTM2D(filters, kernelSize: window("kernel_size"), name: name, dtype: dtype)
      default: return ConvLSTM3D(filters, kernelSize: window("kernel_size"), name: name, dtype: dtype)
      }
    }
    let activation = try config["activation"].string.map { try ActivationGoldenTests.activation($0, .null) } ?? .tanh
    let inner =
      try config["recurrent_activation"].string.map { try ActivationGoldenTests.activation($0, .null) } ?? .sigmoid
    let padding: Padding = config["padding"].string == "same" ? .same : .valid
    let format: DataFormat = config["data_format"].string == "channels_first" ? .channelsFirst : .channelsLast
    let (useBias, sequences) = (config.bool("use_bias", true), config.bool("return_sequences", false))
    let (state, backwards) = (config.bool("return_state", false), config.bool("go_backwards", false))
    let (stateful, unroll) = (config.bool("stateful", false), config.bool("unroll", false))
    let zeroes = config.bool("zero_output_for_mask", false)
    let (dropout, recurrentDropout) = (config.double("dropout", 0), config.double("recurrent_dropout", 0))
    switch rank {
    case 1:
      return ConvLSTM1D(
        filters, kernelSize: config.int("kernel_size", 0), strides: config.int("strides", 1), padding: padding,
        dataFormat: format, dilationRate: config.int("dilation_rate", 1), activation: activation,
        recurrentActivation: inner, useBias: useBias, dropout: dropout, recurrentDropout: recurrentDropout,
        returnSequences: sequences, returnState: state, goBackwards: backwards, stateful: stateful, unroll: unroll,
        zeroOutputForMask: zeroes, name: name, dtype: dtype)
    case 2:
      return ConvLSTM2D(
        filters, kernelSize: window("kernel_size"), strides: window("strides"), padding: padding,
        dataFormat: format, dilationRate: window("dilation_rate"), activation: activation,
        recurrentActivation: inner, useBias: useBias, dropout: dropout, recurrentDropout: recurrentDropout,
        returnSequences: sequences, returnState: state, goBackwards: backwards, stateful: stateful, unroll: unroll,
        zeroOutputForMask: zeroes, name: name, dtype: dtype)
    default:
      return ConvLSTM3D(
        filters, kernelSize: window("kernel_size"), strides: window("strides"), padding: padding,
        dataFormat: format, dilationRate: window("dilation_rate"), activation: activation,
        recurrentActivation: inner, useBias: useBias, dropout: dropout, recurrentDropout: recurrentDropout,
        returnSequences: sequences, returnState: state, goBackwards: backwards, stateful: stateful, unroll: unroll,
        zeroOutputForMask: zeroes, name: name, dtype: dtype)
    }
  }

  private static func cell(_ record: JSON, _ dtype: DTypePolicy?) throws -> any RecurrentCell {
    if record["class"].isNull {
      return StackedRNNCells(try record.list.map { try cell($0, dtype) }, name: "stacked", dtype: dtype)
    }
    let kind = record["class"].string ?? ""
    let (units, name) = (record["config"].int("units", 0), kind.lowercased())
    switch kind {
    case "SimpleRNNCell": return SimpleRNNCell(units, name: name, dtype: dtype)
    case "LSTMCell": return LSTMCell(units, name: name, dtype: dtype)
    case "GRUCell": return GRUCell(units, name: name, dtype: dtype)
    case "Minimal": return MinimalCell(units, name: name, dtype: dtype)
    default: throw GoldenError("no cell for '\(kind)'")
    }
  }
}

/// A cell as a user writes it, whose output is not its state.
final class MinimalCell: Layer, RecurrentCell {
  let units: Int
  @Weight var kernel: Tensor
  @Weight var recurrentKernel: Tensor

  init(_ units: Int, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.units = units
    super.init(name: name, dtype: dtype)
  }

  var stateSizes: [Int] { [units] }

  override func build(_ input: Shape) {
    // States are not bounded, and tanh of large ones has no gradient.
    let small = Initializer.randomUniform(minimum: -0.3, maximum: 0.3)
    $kernel.create([input.last, units], initializer: small)
    $recurrentKernel.create([units, units], initializer: small)
  }

  func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let h = matmul(x, kernel) + matmul(states[0], recurrentKernel)
    return (tanh(h) * 1.5, [h])
  }
}
