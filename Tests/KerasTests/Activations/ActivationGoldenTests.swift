import Keras
import TensorGraph
import TestKit
import Testing

/// Activations against Keras: values and gradients.
@Suite struct ActivationGoldenTests {
  static let cases = GoldenFamily.activations.cases().filter { make($0) != nil }

  @Test func tiersAreCovered() {
    let kinds = Set(Self.cases.map(\.kind))
    let wanted: Set<String> = [
      "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "hard_sigmoid", "hard_silu", "tanh",
      "softmax", "log_softmax", "log_sigmoid", "softplus", "softsign", "silu", "mish", "exponential",
    ]
    #expect(wanted.isSubset(of: kinds))
  }

  @Test(arguments: cases) func valuesAndGradients(_ golden: GoldenCase) throws {
    let activation = try #require(Self.make(golden))
    #expect(activation.name == golden.kind)
    let x = try golden.tensor("input")
    let cotangent = try golden.tensor("cotangent")
    var output: Tensor?
    let gradient = gradient { x in
      output = activation(x)
      return (output! * cotangent).sum()
    }(x)
    // TensorFlow, which made the values, holds the constants of these in float32 even among doubles.
    let hasRoundedConstants = golden.kind == "gelu" || golden.kind == "leaky_relu"
    let tolerance = !golden.isDouble ? 2e-6 : hasRoundedConstants ? 3e-8 : 1e-13
    let value = activation(x)
    #expect(try goldenDifference(value, golden.array("output"), tolerance: tolerance) == nil)
    #expect(try goldenDifference(gradient, golden.array("gradient"), tolerance: tolerance) == nil)
  }

  static func make(_ golden: GoldenCase) -> Activation? {
    let config = golden.config
    switch golden.kind {
    case "linear": return .linear
    case "relu":
      return config.object.isEmpty
        ? .relu
        : .relu(
          negativeSlope: config["negative_slope"].double ?? 0, maximum: config["max_value"].double,
          threshold: config["threshold"].double ?? 0)
    case "relu6": return .relu6
    case "leaky_relu": return config["negative_slope"].double.map { .leakyRelu(negativeSlope: $0) } ?? .leakyRelu
    case "elu": return config["alpha"].double.map { .elu(alpha: $0) } ?? .elu
    case "selu": return .selu
    case "gelu": return config["approximate"].bool.map { .gelu(approximate: $0) } ?? .gelu
    case "sigmoid": return .sigmoid
    case "hard_sigmoid": return .hardSigmoid
    case "hard_silu": return .hardSilu
    case "tanh": return .tanh
    case "softmax": return config["axis"].int.map { .softmax(axis: $0) } ?? .softmax
    case "log_softmax": return config["axis"].int.map { .logSoftmax(axis: $0) } ?? .logSoftmax
    case "log_sigmoid": return .logSigmoid
    case "softplus": return .softplus
    case "softsign": return .softsign
    case "silu": return .silu
    case "mish": return .mish
    case "exponential": return .exponential
    default: return nil
    }
  }
}
