import Keras
import TensorGraph
import TestKit
import Testing

/// Swift layers from Keras' class names and arguments.
enum GoldenLayers {
  static func layer(_ golden: GoldenCase, dtype: DTypePolicy? = nil) throws -> Layer {
    let dtype: DTypePolicy? = dtype ?? (golden.isDouble ? .float64 : nil)
    let name = golden.kind.lowercased()
    if golden.config.object.isEmpty {
      let layer =
        standard(golden.kind, name, dtype) ?? standardShape(golden.kind, name, dtype)
        ?? standardWindow(golden.kind, name, dtype) ?? standardAttention(golden.kind, name, dtype)
      if let layer { return layer }
    }
    return try shape(golden.kind, golden.config, name, dtype) ?? windowed(golden.kind, golden.config, name, dtype)
      ?? attending(golden.kind, golden.config, name, dtype)
      ?? configured(golden.kind, golden.config, name, dtype)
  }

  /// Nothing given: the Swift defaults have to be Keras'.
  private static func standard(_ kind: String, _ name: String, _ dtype: DTypePolicy?) -> Layer? {
    switch kind {
    case "Flatten": Flatten(name: name, dtype: dtype)
    case "MaxPooling2D": MaxPooling2D(name: name, dtype: dtype)
    case "GlobalMaxPooling2D": GlobalMaxPooling2D(name: name, dtype: dtype)
    case "GlobalAveragePooling2D": GlobalAveragePooling2D(name: name, dtype: dtype)
    case "BatchNormalization": BatchNormalization(name: name, dtype: dtype)
    case "Add": Add(name: name, dtype: dtype)
    case "Subtract": Subtract(name: name, dtype: dtype)
    case "Multiply": Multiply(name: name, dtype: dtype)
    case "Average": Average(name: name, dtype: dtype)
    case "Maximum": Maximum(name: name, dtype: dtype)
    case "Minimum": Minimum(name: name, dtype: dtype)
    case "Concatenate": Concatenate(name: name, dtype: dtype)
    default: nil
    }
  }

  private static func configured(
    _ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?
  ) throws -> Layer {
    let activation = try config["activation"].string.map { try ActivationGoldenTests.activation($0, .null) }
    let padding = try #require(Padding(rawValue: config["padding"].string ?? "valid"))
    let format = try #require(DataFormat(rawValue: config["data_format"].string ?? "channels_last"))
    let useBias = config.bool("use_bias", true), keepDims = config.bool("keepdims", false)
    switch kind {
    case "Dense":
      let units = try #require(config["units"].int)
      return Dense(units, activation: activation ?? .linear, useBias: useBias, name: name, dtype: dtype)
    case "Activation": return ActivationLayer(try #require(activation), name: name, dtype: dtype)
    case "Flatten": return Flatten(dataFormat: format, name: name, dtype: dtype)
    case "Reshape":
      let shape = try #require(config["target_shape"].ints)
      return Reshape(Shape(shape.map { $0 == -1 ? nil : $0 }), name: name, dtype: dtype)
    case "Dropout":
      let noise = config.object["noise_shape"].map { Shape($0.list.map(\.int)) }
      return Dropout(config.double("rate", 0), noiseShape: noise, name: name, dtype: dtype)
    case "Rescaling":
      let scale = try #require(config["scale"].double)
      guard let offset = config["offset"].double else { return Rescaling(scale: scale, name: name, dtype: dtype) }
      return Rescaling(scale: scale, offset: offset, name: name, dtype: dtype)
    case "Conv2D":
      return Conv2D(
        try #require(config["filters"].int), kernelSize: try #require(window(config["kernel_size"])),
        strides: window(config["strides"]) ?? 1, padding: padding, dataFormat: format,
        dilationRate: window(config["dilation_rate"]) ?? 1, groups: config.int("groups", 1),
        activation: activation ?? .linear, useBias: useBias, name: name, dtype: dtype)
    case "MaxPooling2D":
      return MaxPooling2D(
        poolSize: window(config["pool_size"]) ?? 2, strides: window(config["strides"]), padding: padding,
        dataFormat: format, name: name, dtype: dtype)
    case "AveragePooling2D":
      return AveragePooling2D(
        poolSize: window(config["pool_size"]) ?? 2, strides: window(config["strides"]), padding: padding,
        dataFormat: format, name: name, dtype: dtype)
    case "GlobalMaxPooling2D":
      return GlobalMaxPooling2D(dataFormat: format, keepDims: keepDims, name: name, dtype: dtype)
    case "GlobalAveragePooling2D":
      return GlobalAveragePooling2D(dataFormat: format, keepDims: keepDims, name: name, dtype: dtype)
    case "BatchNormalization":
      return BatchNormalization(
        axis: config.int("axis", -1), momentum: config.double("momentum", 0.99),
        epsilon: config.double("epsilon", 1e-3), center: config.bool("center", true),
        scale: config.bool("scale", true), renorm: config.bool("renorm", false),
        renormClipping: clipping(config["renorm_clipping"]), renormMomentum: config.double("renorm_momentum", 0.99),
        name: name, dtype: dtype)
    case "Concatenate": return Concatenate(axis: config.int("axis", -1), name: name, dtype: dtype)
    case "Dot":
      let normalize = config.bool("normalize", false)
      if let axis = config["axes"].int { return Dot(axes: axis, normalize: normalize, name: name, dtype: dtype) }
      let axes = try #require(config["axes"].ints)
      return Dot(axes: (axes[0], axes[1]), normalize: normalize, name: name, dtype: dtype)
    default: throw GoldenError("no layer for '\(kind)'")
    }
  }

  private static func clipping(_ json: JSON) -> BatchNormalization.RenormClipping? {
    guard !json.isNull else { return nil }
    return .init(rmax: json["rmax"].double, rmin: json["rmin"].double, dmax: json["dmax"].double)
  }

  /// Enables LoRA of a layer that is built, if the case has it.
  static func adapt(_ layer: Layer, _ config: JSON) throws {
    guard let rank = config["lora_rank"].int else { return }
    let alpha = config["lora_alpha"].double
    switch layer {
    case let layer as Dense: try layer.enableLoRA(rank: rank, alpha: alpha)
    case let layer as EinsumDense: try layer.enableLoRA(rank: rank, alpha: alpha)
    case let layer as Embedding: try layer.enableLoRA(rank: rank, alpha: alpha)
    case let layer as ConvolutionLayer: try layer.enableLoRA(rank: rank, alpha: alpha)
    default: throw GoldenError("no LoRA of \(type(of: layer))")
    }
  }

  static func window(_ value: JSON) -> WindowSize? {
    value.int.map { WindowSize($0) } ?? value.ints.map { WindowSize($0) }
  }

  /// The layer's outputs on the inputs of a case.
  static func call(_ layer: Layer, _ inputs: [Tensor], _ golden: GoldenCase) -> [Tensor] {
    var options = CallOptions(roles: golden["roles"].list.compactMap(\.string))
    if golden["call"]["use_causal_mask"].bool == true { options.flags.insert("causal") }
    if golden["call"]["return_attention_scores"].bool == true { options.flags.insert("scores") }
    return layer.invoke(
      inputs, training: golden["training"].bool ?? false, options: options, file: #fileID, line: #line)
  }
}
