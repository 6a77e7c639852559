/// In training, a window of each batch of images at a random place; else the largest part in their middle of the same proportions, resized.
///
/// Images that are too small are resized in training too. Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`
/// with `dataFormat: .channelsFirst`; output: the same with the new height and width. Source: `keras.layers.RandomCrop`.
public final class RandomCrop: NoiseLayer {
  public let height: Int
  public let width: Int
  public let dataFormat: DataFormat

  /// - Parameters:
  ///   - height: of the result, in pixels.
  ///   - width: of the result, in pixels.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - dataFormat: where the channels are.
  public init(
    height: Int, width: Int, seed: Int? = nil, dataFormat: DataFormat = .channelsLast, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.height = height
    self.width = width
    self.dataFormat = dataFormat
    super.init(isActive: true, seed: seed, name: name, dtype: dtype)
    supportsMasking = false
    inputSpec = InputSpec(rank: 4)
  }

  override var takesSinglePictures: Bool { true }

  public override func build(_ input: Shape) {
    requirePixels(height, "height")
    requirePixels(width, "width")
    super.build(input)
  }

  private var axes: [Int] { dataFormat == .channelsFirst ? [2, 3] : [1, 2] }

  public override func call(_ x: Tensor) -> Tensor {
    let x = x.masked(by: nil).cast(to: computeDType)
    guard !isTraining else { return super.call(x) }
    return deferrable("random_crop", x) { [self] in fitted($0) }
  }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    drawing("random_crop", x, key: key) { [self] x, key in
      guard let oldHeight = x.shape[axes[0]], let oldWidth = x.shape[axes[1]], oldHeight >= height, oldWidth >= width
      else { return fitted(x) }
      let numbers = Random.uniform([2], key: key)
      let rows = places(numbers, 0, of: height, in: oldHeight)
      let columns = places(numbers, 1, of: width, in: oldWidth)
      return x.take(rows, axis: axes[0]).take(columns, axis: axes[1])
    }
  }

  private func fitted(_ x: Tensor) -> Tensor { ImageResizing(height: height, width: width, fit: .crop)(x, axes: axes) }

  /// `count` positions in a row from a random one, each place equally likely.
  private func places(_ numbers: Tensor, _ index: Int, of count: Int, in length: Int) -> Tensor {
    let start = floor(numbers.slice(axis: 0, from: index, count: 1) * Double(length - count + 1)).cast(to: .int32)
    return minimum(start, length - count) + Tensor.arange(count)
  }
}
