import Formats
import TensorGraph

extension Activation {
  /// `x`.
  public static var linear: Activation { known("linear", recurrentFunction: .linear, keepsIntegers: true) { $0 } }

  /// `max(x, 0)`.
  public static var relu: Activation {
    known("relu", recurrentFunction: .relu, keepsIntegers: true) { TensorGraph.relu($0) }
  }

  /// The rectifier in general: `x` above `threshold` up to `maximum`, else `negativeSlope · (x - threshold)`.
  ///
  /// - Parameters:
  ///   - negativeSlope: the slope below `threshold`. Default 0.
  ///   - maximum: the largest value; none if `nil`.
  ///   - threshold: what `x` must exceed. Default 0.
  public static func relu(negativeSlope: Double = 0, maximum: Double? = nil, threshold: Double = 0) -> Activation {
    known("relu", keepsIntegers: negativeSlope == 0) {
      Formula.relu($0, negativeSlope: negativeSlope, maximum: maximum, threshold: threshold)
    }
    .recorded(
      "ReLU",
      ("max_value", maximum.map { .real($0) } ?? .null), ("negative_slope", .real(negativeSlope)),
      ("threshold", .real(threshold)))
  }

  /// `min(max(x, 0), 6)`.
  public static var relu6: Activation { known("relu6", keepsIntegers: true, relu(maximum: 6).callAsFunction) }

  /// `x` if positive, else `0.2 x`.
  public static var leakyRelu: Activation { leakyRelu() }
  /// `x` if positive, else `negativeSlope · x`.
  public static func leakyRelu(negativeSlope: Double = 0.2) -> Activation {
    known("leaky_relu") { which($0 .> 0, $0, $0 * negativeSlope) }
      .recorded("LeakyReLU", ("negative_slope", .real(negativeSlope)), unless: negativeSlope == 0.2)
  }

  /// `x` if positive, else `eˣ - 1`.
  public static var elu: Activation { elu() }
  /// `x` if positive, else `alpha (eˣ - 1)`.
  public static func elu(alpha: Double = 1) -> Activation {
    known("elu") { Formula.elu($0, alpha: alpha) }.recorded("ELU", ("alpha", .real(alpha)), unless: alpha == 1)
  }

  /// The self-normalising `1.0507 · elu(x, 1.67326)`.
  public static var selu: Activation {
    known("selu") { Formula.elu($0, alpha: 1.6732632423543772) * 1.0507009873554805 }
  }

  /// `x Φ(x)` with the normal distribution's `Φ`.
  public static var gelu: Activation { gelu() }
  /// `x Φ(x)` with the normal distribution's `Φ`, or its approximation by `tanh`.
  public static func gelu(approximate: Bool = false) -> Activation {
    // Keras has no name for the approximation.
    approximate
      ? Activation("gelu") { Formula.gelu($0, approximate: true) }
      : known("gelu") { Formula.gelu($0, approximate: false) }
  }

  /// `1/(1 + e⁻ˣ)`.
  public static var sigmoid: Activation {
    known("sigmoid", recurrentFunction: .sigmoid) { TensorGraph.sigmoid($0) }
  }

  /// `x/6 + 0.5`, limited to 0...1.
  public static var hardSigmoid: Activation { known("hard_sigmoid", Formula.hardSigmoid) }

  /// The hyperbolic tangent.
  public static var tanh: Activation { known("tanh", recurrentFunction: .tanh) { TensorGraph.tanh($0) } }

  /// `eˣ` over the sum of `eˣ` along the last axis. Input: `[…, classes]`.
  public static var softmax: Activation { softmax() }
  /// `eˣ` over the sum of `eˣ` along `axis`.
  public static func softmax(axis: Int = -1) -> Activation {
    known("softmax") {
      OneUnit.warn($0, axes: [axis])
      return TensorGraph.softmax($0, axis: axis)
    }
    .recorded("Softmax", ("axis", .integer(axis)), unless: axis == -1)
  }

  /// The logarithm of `softmax`, exact for small probabilities. Input: `[…, classes]`.
  public static var logSoftmax: Activation { logSoftmax() }
  /// The logarithm of `softmax` along `axis`, exact for small probabilities.
  public static func logSoftmax(axis: Int = -1) -> Activation {
    axis == -1
      ? known("log_softmax") { TensorGraph.logSoftmax($0, axis: axis) }
      : Activation("log_softmax") { TensorGraph.logSoftmax($0, axis: axis) }
  }

  /// `ln(1 + eˣ)`.
  public static var softplus: Activation { known("softplus", Formula.softplus) }

  /// `x/(1 + |x|)`.
  public static var softsign: Activation { known("softsign") { $0 / (abs($0) + 1) } }

  /// `x σ(x)`.
  public static var silu: Activation { known("silu", Formula.silu) }
  /// `x σ(x)`: another name of `silu`.
  public static var swish: Activation { silu }

  /// `x · hardSigmoid(x)`.
  public static var hardSilu: Activation { known("hard_silu") { $0 * Formula.hardSigmoid($0) } }
  /// `x · hardSigmoid(x)`: another name of `hardSilu`.
  public static var hardSwish: Activation { hardSilu }

  /// `x tanh(softplus(x))`.
  public static var mish: Activation { known("mish") { $0 * TensorGraph.tanh(Formula.softplus($0)) } }

  /// `eˣ`.
  public static var exponential: Activation { known("exponential") { exp($0) } }

  /// `ln σ(x)`, exact for small probabilities.
  public static var logSigmoid: Activation { known("log_sigmoid") { -Formula.softplus(-$0) } }

  /// One of Keras' functions, which files hold by name.
  ///
  /// - Parameter keepsIntegers: whether the result for integers is integers; else they are computed with as floats, since bytes would wrap
  ///   around and fractions get lost.
  static func known(
    _ name: String, recurrentFunction: Recurrence.Function? = nil, keepsIntegers: Bool = false,
    _ function: @escaping (Tensor) -> Tensor
  ) -> Activation {
    var activation = Activation(name, recurrentFunction: recurrentFunction) {
      function(keepsIntegers ? $0 : $0.cast(to: $0.dtype.floating))
    }
    activation.record = .string(name)
    return activation
  }

  /// With arguments, which Keras' functions don't keep in files, it is held as the layer of the same formula.
  private func recorded(
    _ layer: String, _ arguments: (String, JSONValue)..., unless isDefault: Bool = false
  ) -> Activation {
    guard !isDefault else { return self }
    var activation = self
    let common: [(String, JSONValue)] = [
      ("name", .string(layer.inSnakeCase)), ("trainable", true), ("dtype", DTypePolicy.float32.json),
    ]
    activation.record = [
      "module": "keras.layers", "class_name": .string(layer), "config": .object(JSONObject(common + arguments)),
      "registered_name": nil,
    ]
    return activation
  }
}
