import Keras
import TensorGraph
import TestKit
import Testing

/// The family `layers_attention`: normalizations, products by equation, and attention.
extension GoldenLayers {
  /// Nothing given: the Swift defaults have to be Keras'.
  static func standardAttention(_ kind: String, _ name: String, _ dtype: DTypePolicy?) -> Layer? {
    switch kind {
    case "LayerNormalization": LayerNormalization(name: name, dtype: dtype)
    case "RMSNormalization": RMSNormalization(name: name, dtype: dtype)
    case "GroupNormalization": GroupNormalization(name: name, dtype: dtype)
    case "Normalization": Normalization(name: name, dtype: dtype)
    case "Attention": Attention(name: name, dtype: dtype)
    case "AdditiveAttention": AdditiveAttention(name: name, dtype: dtype)
    default: nil
    }
  }

  static func attending(_ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?) throws -> Layer? {
    let center = config.bool("center", true), scale = config.bool("scale", true)
    let dropout = config.double("dropout", 0)
    switch kind {
    case "LayerNormalization":
      return LayerNormalization(
        axes: axes(config), epsilon: config.double("epsilon", 1e-3), center: center, scale: scale, name: name,
        dtype: dtype)
    case "RMSNormalization":
      return RMSNormalization(axes: axes(config), epsilon: config.double("epsilon", 1e-6), name: name, dtype: dtype)
    case "GroupNormalization":
      return GroupNormalization(
        groups: config.int("groups", 32), axis: config.int("axis", -1), epsilon: config.double("epsilon", 1e-3),
        center: center, scale: scale, name: name, dtype: dtype)
    case "Normalization":
      let isWhole = config.object["axis"].map(\.isNull) ?? false
      return Normalization(
        axes: isWhole ? [] : axes(config), mean: numbers(config["mean"]), variance: numbers(config["variance"]),
        invert: config.bool("invert", false), name: name, dtype: dtype)
    case "EinsumDense":
      let activation = try config["activation"].string.map { try ActivationGoldenTests.activation($0, .null) }
      let shape = config["output_shape"].int.map { [$0] } ?? config["output_shape"].list.map(\.int)
      return EinsumDense(
        try #require(config["equation"].string), outputShape: Shape(shape), activation: activation ?? .linear,
        biasAxes: config["bias_axes"].string, name: name, dtype: dtype)
    case "Attention":
      let mode = try #require(Attention.ScoreMode(rawValue: config["score_mode"].string ?? "dot"))
      return Attention(
        useScale: config.bool("use_scale", false), scoreMode: mode, dropout: dropout, name: name, dtype: dtype)
    case "AdditiveAttention":
      return AdditiveAttention(useScale: config.bool("use_scale", true), dropout: dropout, name: name, dtype: dtype)
    case "MultiHeadAttention":
      return MultiHeadAttention(
        heads: config.int("num_heads", 0), keyDim: config.int("key_dim", 0), valueDim: config["value_dim"].int,
        dropout: dropout, useBias: config.bool("use_bias", true),
        outputShape: config["output_shape"].ints.map { Shape($0) }, attentionAxes: config["attention_axes"].ints,
        slidingWindow: config["sliding_window"].int, useGate: config.bool("use_gate", false), name: name, dtype: dtype)
    case "GroupQueryAttention":
      return GroupQueryAttention(
        headDim: config.int("head_dim", 0), queryHeads: config.int("num_query_heads", 0),
        keyValueHeads: config.int("num_key_value_heads", 0), dropout: dropout, useBias: config.bool("use_bias", true),
        slidingWindow: config["sliding_window"].int, useGate: config.bool("use_gate", false), name: name, dtype: dtype)
    default: return nil
    }
  }

  private static func numbers(_ value: JSON) -> Tensor? {
    if let number = value.double { return Tensor(number) }
    return value.isNull ? nil : Tensor(value.list.compactMap(\.double))
  }
}
