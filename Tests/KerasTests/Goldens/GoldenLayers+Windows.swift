import Keras
import TensorGraph
import TestKit
import Testing

/// The family `layers_windows`: convolutions and poolings of sequences and volumes.
extension GoldenLayers {
  /// Nothing given: the Swift defaults have to be Keras'.
  static func standardWindow(_ kind: String, _ name: String, _ dtype: DTypePolicy?) -> Layer? {
    switch kind {
    case "MaxPooling1D": MaxPooling1D(name: name, dtype: dtype)
    case "MaxPooling3D": MaxPooling3D(name: name, dtype: dtype)
    case "GlobalMaxPooling1D": GlobalMaxPooling1D(name: name, dtype: dtype)
    case "GlobalMaxPooling3D": GlobalMaxPooling3D(name: name, dtype: dtype)
    case "GlobalAveragePooling1D": GlobalAveragePooling1D(name: name, dtype: dtype)
    case "GlobalAveragePooling3D": GlobalAveragePooling3D(name: name, dtype: dtype)
    default: nil
    }
  }

  /// The arguments of convolutions, with Keras' defaults.
  private struct Arguments {
    let filters, multiplier, groups: Int
    let kernelSize, strides, dilation: WindowSize
    let outputPadding: WindowSize?
    let sequencePadding: SequencePadding
    let padding: Padding
    let format: DataFormat
    let activation: Activation
    let useBias: Bool

    init(_ config: JSON) throws {
      filters = config.int("filters", 0)
      multiplier = config.int("depth_multiplier", 1)
      groups = config.int("groups", 1)
      kernelSize = window(config["kernel_size"]) ?? 1
      strides = window(config["strides"]) ?? 1
      dilation = window(config["dilation_rate"]) ?? 1
      outputPadding = window(config["output_padding"])
      sequencePadding = try #require(SequencePadding(rawValue: config["padding"].string ?? "valid"))
      padding = sequencePadding == .valid ? .valid : .same
      format = try #require(DataFormat(rawValue: config["data_format"].string ?? "channels_last"))
      activation = try config["activation"].string.map { try ActivationGoldenTests.activation($0, .null) } ?? .linear
      useBias = config.bool("use_bias", true)
    }
  }

  static func windowed(_ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?) throws -> Layer? {
    let a = try Arguments(config)
    switch kind {
    case "Conv1D":
      return Conv1D(
        a.filters, kernelSize: single(a.kernelSize), strides: single(a.strides), padding: a.sequencePadding,
        dataFormat: a.format, dilationRate: single(a.dilation), groups: a.groups, activation: a.activation,
        useBias: a.useBias, name: name, dtype: dtype)
    case "Conv3D":
      return Conv3D(
        a.filters, kernelSize: a.kernelSize, strides: a.strides, padding: a.padding, dataFormat: a.format,
        dilationRate: a.dilation, groups: a.groups, activation: a.activation, useBias: a.useBias, name: name,
        dtype: dtype)
    case "Conv1DTranspose":
      return Conv1DTranspose(
        a.filters, kernelSize: single(a.kernelSize), strides: single(a.strides), padding: a.padding,
        outputPadding: a.outputPadding.map(single), dataFormat: a.format, dilationRate: single(a.dilation),
        activation: a.activation, useBias: a.useBias, name: name, dtype: dtype)
    case "Conv2DTranspose":
      return Conv2DTranspose(
        a.filters, kernelSize: a.kernelSize, strides: a.strides, padding: a.padding, outputPadding: a.outputPadding,
        dataFormat: a.format, dilationRate: a.dilation, activation: a.activation, useBias: a.useBias, name: name,
        dtype: dtype)
    case "Conv3DTranspose":
      return Conv3DTranspose(
        a.filters, kernelSize: a.kernelSize, strides: a.strides, padding: a.padding, outputPadding: a.outputPadding,
        dataFormat: a.format, dilationRate: a.dilation, activation: a.activation, useBias: a.useBias, name: name,
        dtype: dtype)
    default: return separated(kind, a, name, dtype) ?? pooled(kind, config, a, name, dtype)
    }
  }

  private static func separated(_ kind: String, _ a: Arguments, _ name: String, _ dtype: DTypePolicy?) -> Layer? {
    switch kind {
    case "DepthwiseConv1D":
      DepthwiseConv1D(
        kernelSize: single(a.kernelSize), strides: single(a.strides), padding: a.padding,
        depthMultiplier: a.multiplier, dataFormat: a.format, dilationRate: single(a.dilation),
        activation: a.activation, useBias: a.useBias, name: name, dtype: dtype)
    case "DepthwiseConv2D":
      DepthwiseConv2D(
        kernelSize: a.kernelSize, strides: a.strides, padding: a.padding, depthMultiplier: a.multiplier,
        dataFormat: a.format, dilationRate: a.dilation, activation: a.activation, useBias: a.useBias, name: name,
        dtype: dtype)
    case "SeparableConv1D":
      SeparableConv1D(
        a.filters, kernelSize: single(a.kernelSize), strides: single(a.strides), padding: a.padding,
        dataFormat: a.format, dilationRate: single(a.dilation), depthMultiplier: a.multiplier,
        activation: a.activation, useBias: a.useBias, name: name, dtype: dtype)
    case "SeparableConv2D":
      SeparableConv2D(
        a.filters, kernelSize: a.kernelSize, strides: a.strides, padding: a.padding, dataFormat: a.format,
        dilationRate: a.dilation, depthMultiplier: a.multiplier, activation: a.activation, useBias: a.useBias,
        name: name, dtype: dtype)
    default: nil
    }
  }

  private static func pooled(
    _ kind: String, _ config: JSON, _ a: Arguments, _ name: String, _ dtype: DTypePolicy?
  ) -> Layer? {
    let size = window(config["pool_size"]) ?? 2, strides = window(config["strides"])
    let keepDims = config.bool("keepdims", false)
    switch kind {
    case "MaxPooling1D":
      return MaxPooling1D(
        poolSize: single(size), strides: strides.map(single), padding: a.padding, dataFormat: a.format, name: name,
        dtype: dtype)
    case "AveragePooling1D":
      return AveragePooling1D(
        poolSize: single(size), strides: strides.map(single), padding: a.padding, dataFormat: a.format, name: name,
        dtype: dtype)
    case "MaxPooling3D":
      return MaxPooling3D(
        poolSize: size, strides: strides, padding: a.padding, dataFormat: a.format, name: name, dtype: dtype)
    case "AveragePooling3D":
      return AveragePooling3D(
        poolSize: size, strides: strides, padding: a.padding, dataFormat: a.format, name: name, dtype: dtype)
    case "GlobalMaxPooling1D":
      return GlobalMaxPooling1D(dataFormat: a.format, keepDims: keepDims, name: name, dtype: dtype)
    case "GlobalMaxPooling3D":
      return GlobalMaxPooling3D(dataFormat: a.format, keepDims: keepDims, name: name, dtype: dtype)
    case "GlobalAveragePooling1D":
      return GlobalAveragePooling1D(dataFormat: a.format, keepDims: keepDims, name: name, dtype: dtype)
    case "GlobalAveragePooling3D":
      return GlobalAveragePooling3D(dataFormat: a.format, keepDims: keepDims, name: name, dtype: dtype)
    default: return adaptive(kind, window(config["output_size"]) ?? 1, a.format, name, dtype)
    }
  }

  private static func adaptive(
    _ kind: String, _ size: WindowSize, _ format: DataFormat, _ name: String, _ dtype: DTypePolicy?
  ) -> Layer? {
    switch kind {
    case "AdaptiveMaxPooling1D":
      AdaptiveMaxPooling1D(outputSize: single(size), dataFormat: format, name: name, dtype: dtype)
    case "AdaptiveMaxPooling2D":
      AdaptiveMaxPooling2D(outputSize: size, dataFormat: format, name: name, dtype: dtype)
    case "AdaptiveMaxPooling3D":
      AdaptiveMaxPooling3D(outputSize: size, dataFormat: format, name: name, dtype: dtype)
    case "AdaptiveAveragePooling1D":
      AdaptiveAveragePooling1D(outputSize: single(size), dataFormat: format, name: name, dtype: dtype)
    case "AdaptiveAveragePooling2D":
      AdaptiveAveragePooling2D(outputSize: size, dataFormat: format, name: name, dtype: dtype)
    case "AdaptiveAveragePooling3D":
      AdaptiveAveragePooling3D(outputSize: size, dataFormat: format, name: name, dtype: dtype)
    default: nil
    }
  }

  private static func single(_ size: WindowSize) -> Int { size.lengths(rank: 1)![0] }
}
