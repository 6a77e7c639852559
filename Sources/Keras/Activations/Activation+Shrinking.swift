import TensorGraph

/// Keras' functions that are made of pieces or shrink their argument.
extension Activation {
  /// `x` if positive, else `eˣ - 1`.
  public static var celu: Activation { celu() }
  /// `x` if positive, else `alpha (e^(x/alpha) - 1)`, whose slope at 0 is 1 for every `alpha`.
  public static func celu(alpha: Double = 1) -> Activation {
    named("celu", unless: alpha != 1) { Formula.celu($0, alpha: alpha) }
  }

  /// `x` where its magnitude is above 0.5, else 0.
  public static var hardShrink: Activation { hardShrink() }
  /// `x` where its magnitude is above `threshold`, else 0.
  public static func hardShrink(threshold: Double = 0.5) -> Activation {
    named("hard_shrink", unless: threshold != 0.5) { which(abs($0) .> threshold, $0, 0) }
  }

  /// `x`, limited to -1...1.
  public static var hardTanh: Activation { known("hard_tanh") { which($0 .< -1, -1, which($0 .> 1, 1, $0)) } }

  /// `x` moved towards 0 by 0.5, and 0 on the way.
  public static var softShrink: Activation { softShrink() }
  /// `x` moved towards 0 by `threshold`, and 0 on the way.
  public static func softShrink(threshold: Double = 0.5) -> Activation {
    named("soft_shrink", unless: threshold != 0.5) { x in
      which(x .> threshold, x - threshold, which(x .< -threshold, x + threshold, 0))
    }
  }

  /// 0 up to -1, `(x + 1)²/4` up to 1, and `x` above.
  public static var sparsePlus: Activation {
    known("sparse_plus") { x in which(x .<= -1, 0, which(x .< 1, square(x + 1) * 0.25, x)) }
  }

  /// `(x + 1)/2`, limited to 0...1.
  public static var sparseSigmoid: Activation {
    known("sparse_sigmoid") { x in which(x .<= -1, 0, which(x .>= 1, 1, (x + 1) * 0.5)) }
  }

  /// `(x + √(x² + 4))/2`, a smooth rectifier.
  public static var squareplus: Activation { squareplus() }
  /// `(x + √(x² + b))/2`, a smooth rectifier.
  ///
  /// - Parameter b: how smooth the bend is. Default 4.
  public static func squareplus(b: Double = 4) -> Activation {
    named("squareplus", unless: b != 4) { x in (x + sqrt(square(x) + b)) * 0.5 }
  }

  /// `x - tanh(x)`.
  public static var tanhShrink: Activation { known("tanh_shrink") { $0 - TensorGraph.tanh($0) } }

  /// `x` where it is above `threshold`, else `defaultValue`.
  public static func threshold(_ threshold: Double, defaultValue: Double) -> Activation {
    Activation("threshold") { which($0 .> threshold, $0, defaultValue) }
  }

  /// With arguments a function has no name that files could hold.
  private static func named(
    _ name: String, unless hasArguments: Bool, _ function: @escaping (Tensor) -> Tensor
  ) -> Activation {
    hasArguments ? Activation(name) { function($0.cast(to: $0.dtype.floating)) } : known(name, function)
  }
}
