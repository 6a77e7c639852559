/// Masks the times of a sequence at which every feature is `maskValue`, and sets them to 0.
///
/// Input and output: `[batch, time, …, features]`. The output's mask, `[batch, time, …]`, is `true` where a feature differs
/// from `maskValue`; layers behind that support masks leave the other times out. Source: `keras.layers.Masking`.
public final class Masking: Layer, UnaryLayer {
  /// What stands at times that don't count.
  public let maskValue: Double

  /// - Parameter maskValue: what stands at times that don't count. Default 0.
  public init(maskValue: Double = 0, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.maskValue = maskValue
    super.init(name: name, dtype: dtype)
    supportsMasking = true
    inputSpec = InputSpec(minimumRank: 1)
  }

  public func call(_ x: Tensor) -> Tensor { which((x .!= maskValue).any(axes: [-1], keepDims: true), x, 0) }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    inputs.first.map { ($0 .!= maskValue).any(axes: [-1]) }
  }
}
