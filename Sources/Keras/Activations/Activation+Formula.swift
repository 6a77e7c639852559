import TensorGraph

extension Activation {
  /// The formulas that take more than a line, with Keras' derivatives where a formula has a kink.
  enum Formula {
    static func relu(_ x: Tensor, negativeSlope: Double, maximum: Double?, threshold: Double) -> Tensor {
      if negativeSlope != 0, maximum == nil, threshold == 0 { return which(x .> 0, x, x * negativeSlope) }
      var y = threshold == 0 ? TensorGraph.relu(x) : which(x .> threshold, x, 0)
      if let maximum { y = which(y .>= maximum, maximum, y) }
      guard negativeSlope != 0 else { return y }
      return y - TensorGraph.relu(threshold - x) * negativeSlope
    }

    static func elu(_ x: Tensor, alpha: Double) -> Tensor {
      // The branch not taken must stay finite: its infinity times 0 would be the gradient's NaN.
      let isPositive = x .> 0
      return which(isPositive, x, expm1(which(isPositive, 0, x)) * alpha)
    }

    static func celu(_ x: Tensor, alpha: Double) -> Tensor {
      let isPositive = x .> 0
      return which(isPositive, x, expm1(which(isPositive, 0, x) * (1 / alpha)) * alpha)
    }

    // The slope is one array that the forward pass gives along with the result; its parts would be three.
    static func gelu(_ x: Tensor, approximate: Bool) -> Tensor {
      let x = x.cast(to: x.dtype.floating)
      return composite(approximate ? "gelu_tanh" : "gelu", [x]) { inputs in
        [inputs[0] * 0.5 * (approximate ? TensorGraph.tanh(bent(inputs[0])) + 1 : erf(inputs[0] * halfRoot) + 1)]
      } gradient: { context in
        let x = context.inputs[0]
        guard approximate else {  // Φ + x φ
          let density = exp(square(x) * -0.5) * 0.3989422804014327
          return [context.cotangent * (0.5 * (erf(x * halfRoot) + 1) + x * density)]
        }
        let t = TensorGraph.tanh(bent(x))
        let slope = (square(x) * 0.134145 + 1) * 0.7978845608028654
        return [context.cotangent * (0.5 * (t + 1) + x * 0.5 * (1 - square(t)) * slope)]
      }[0]
    }

    private static let halfRoot = 0.7071067811865476

    private static func bent(_ x: Tensor) -> Tensor { (x + x * x * x * 0.044715) * 0.7978845608028654 }

    static func hardSigmoid(_ x: Tensor) -> Tensor {
      let y = x * (1.0 / 6) + 0.5
      return which(x .<= -3, 0, which(x .>= 3, 1, y))
    }

    static func silu(_ x: Tensor) -> Tensor { x * TensorGraph.sigmoid(x) }

    static func softplus(_ x: Tensor) -> Tensor {
      // d softplus = σ, which the two branches' derivatives give only up to rounding.
      maximum(x, 0) + log1p(exp(-abs(x)))
    }
  }
}
