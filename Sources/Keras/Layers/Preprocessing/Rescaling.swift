/// `x · scale + offset`, with integers converted first: `Rescaling(scale: 1 / 255)` brings pixels to 0...1.
///
/// Input: any shape and type, or `[…, channels]` with one scale for each channel; output: the same shape, in the
/// layer's compute type. Source: `keras.layers.Rescaling`.
public final class Rescaling: Layer, UnaryLayer {
  /// One number for all elements, or one for each channel.
  public let scale: [Double]
  /// One number for all elements, or one for each channel.
  public let offset: [Double]

  /// - Parameters:
  ///   - scale: what elements are multiplied by.
  ///   - offset: what is added then.
  public init(scale: Double, offset: Double = 0, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.scale = [scale]
    self.offset = [offset]
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  /// - Parameters:
  ///   - scale: what the elements of each channel are multiplied by.
  ///   - offset: what is added then.
  public init(scale: [Double], offset: [Double] = [0], name: String? = nil, dtype: DTypePolicy? = nil) {
    self.scale = scale
    self.offset = offset
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    for (values, argument) in [(scale, "scale"), (offset, "offset")] where values.count != 1 {
      guard values.isEmpty || (input.last.map { $0 != values.count } ?? false) else { continue }
      fail(
        expected: "\(argument): one number, or one for each of the channels on the last axis",
        received: "\(values.count.counted("number", "numbers")) for \(input.batchDescription)",
        fix: "give one number for each channel")
    }
  }

  public func call(_ x: Tensor) -> Tensor {
    let y = x.cast(to: computeDType) * factor(scale)
    return offset == [0] ? y : y + factor(offset)
  }

  private func factor(_ values: [Double]) -> Tensor {
    values.count == 1 ? .constant(.real(values[0]), computeDType) : Tensor(values).cast(to: computeDType)
  }
}
