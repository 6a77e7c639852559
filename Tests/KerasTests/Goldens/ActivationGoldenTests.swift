import Keras
import TensorGraph
import TestKit
import Testing

/// Activations and their gradients against Keras, on values around the knees and far out.
///
/// Each element has its own digits right: 1e-5 relative (a few units of float32's last digit, multiplied by functions
/// such as `exp` of 12, which turn the argument's last digit into twelve of the result's), 1e-12 in float64. What is
/// smaller than 0.1 counts as that, since the tails of `gelu` and the like are differences of numbers near 1.
@Suite struct ActivationGoldenTests {
  static var simple: [String: Activation] {
    [
      "elu": .elu, "exponential": .exponential, "gelu": .gelu, "hard_sigmoid": .hardSigmoid, "hard_silu": .hardSilu,
      "leaky_relu": .leakyRelu, "linear": .linear, "log_sigmoid": .logSigmoid, "log_softmax": .logSoftmax,
      "mish": .mish, "relu": .relu, "relu6": .relu6, "selu": .selu, "sigmoid": .sigmoid, "silu": .silu,
      "softmax": .softmax, "softplus": .softplus, "softsign": .softsign, "tanh": .tanh, "celu": .celu,
      "hard_shrink": .hardShrink, "hard_tanh": .hardTanh, "soft_shrink": .softShrink, "sparse_plus": .sparsePlus,
      "sparse_sigmoid": .sparseSigmoid, "squareplus": .squareplus, "tanh_shrink": .tanhShrink,
    ]
  }
  static let tested = Set(simple.keys).union(["threshold"])

  static func activation(_ name: String, _ config: JSON) throws -> Activation {
    if config.object.isEmpty, let found = simple[name] { return found }
    switch name {
    case "elu": return .elu(alpha: config.double("alpha", 1))
    case "celu": return .celu(alpha: config.double("alpha", 1))
    case "threshold":
      return .threshold(config.double("threshold", 0), defaultValue: config.double("default_value", 0))
    case "gelu": return .gelu(approximate: config.bool("approximate", false))
    case "leaky_relu": return .leakyRelu(negativeSlope: config.double("negative_slope", 0.2))
    case "relu":
      return .relu(
        negativeSlope: config.double("negative_slope", 0), maximum: config["max_value"].double,
        threshold: config.double("threshold", 0))
    case "softmax": return .softmax(axis: config.int("axis", -1))
    case "log_softmax": return .logSoftmax(axis: config.int("axis", -1))
    default: throw GoldenError("no activation for '\(name)'")
    }
  }

  @Test func everyActivationIsCovered() {
    #expect(uncoveredClasses(.activations, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.activations.cases(of: tested))
  func matchesKeras(_ golden: GoldenCase) throws {
    // The constants of these are float32 numbers in Keras' float64 too.
    let hasRoundedConstants = ["gelu", "leaky_relu"].contains(golden.kind)
    let tolerance = golden.isDouble ? (hasRoundedConstants ? 1e-7 : 1e-12) : 1e-5
    let x = try golden.tensor("input")
    let y = try Self.activation(golden.kind, golden.config)(x)
    let gradient = gradients(of: y, withRespectTo: [x], cotangent: try golden.tensor("cotangent"))[0]
    try expectNone(goldenDifference(y, golden.array("output"), tolerance: tolerance, scale: 0.1))
    try expectNone(goldenDifference(gradient, golden.array("gradient"), tolerance: tolerance, scale: 0.1))
  }
}
