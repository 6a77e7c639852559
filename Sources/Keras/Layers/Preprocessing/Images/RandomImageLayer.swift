/// What layers share that change images at random in training, each image of a batch differently; else images pass as they are.
///
/// Input and output: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`; integers
/// are converted to the layer's compute type. Not for use by itself.
public class RandomImageLayer: NoiseLayer {
  /// Where the channels are.
  public let dataFormat: DataFormat

  init(dataFormat: DataFormat, seed: Int?, name: String?, dtype: DTypePolicy?) {
    self.dataFormat = dataFormat
    super.init(isActive: true, seed: seed, name: name, dtype: dtype)
    supportsMasking = false
    inputSpec = InputSpec(rank: 4)
  }

  override var takesSinglePictures: Bool { true }

  /// A step that changes images, all of whose lengths are known.
  ///
  /// - Parameters:
  ///   - images: `[batch, height, width, channels]`.
  ///   - numbers: gives uniform random numbers from 0 to 1: `[batch]`, others at each call.
  func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor { images }

  public override func call(_ x: Tensor) -> Tensor { super.call(x.masked(by: nil).cast(to: computeDType)) }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    drawing("random_image", x, key: key) { [self] x, key in
      // Nothing changes the shape, which is all that counts as long as lengths are open.
      guard x.shape.isKnown else { return x }
      let isFirst = dataFormat == .channelsFirst
      let images = isFirst ? x.transposed([0, 2, 3, 1]) : x
      let batch = images.shape[0] ?? 1
      // No layer needs more than two numbers for an image.
      let uniform = Random.uniform([2, batch], key: key)
      var count = 0
      let y = changed(images) {
        count += 1
        return uniform.slice(axis: 0, from: (count - 1) % 2, count: 1).reshaped([batch])
      }
      return isFirst ? y.transposed([0, 3, 1, 2]) : y
    }
  }

  /// Numbers from 0 to 1 brought to a range.
  func scaled(_ numbers: Tensor, _ factor: FactorRange) -> Tensor {
    numbers * (factor.upper - factor.lower) + factor.lower
  }

  /// Refuses a factor whose bounds are not both in `range`.
  func require(_ factor: FactorRange, in range: ClosedRange<Double>, _ argument: String) {
    if range.contains(factor.upper), range.contains(factor.lower) || factor.isSymmetric { return }
    fail(
      expected: "\(argument) in \(range.lowerBound)...\(range.upperBound)", received: "\(argument): \(factor.written)",
      fix: "give shares, not percent or degrees")
  }
}

extension Tensor {
  /// Numbers `[batch]`, one for each of the images: `[batch, 1, 1, 1]`, of the images' type unless they are truths.
  func perImage(of images: Tensor) -> Tensor {
    let shaped = reshaped([images.shape[0], 1, 1, 1])
    return dtype == .bool ? shaped : shaped.cast(to: images.dtype)
  }
}
