/// The middle of images; of images that are too small, the largest part of the same proportions, enlarged.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`; output: the same with
/// the new height and width. Source: `keras.layers.CenterCrop`.
public final class CenterCrop: Layer, UnaryLayer {
  public let height: Int
  public let width: Int
  public let dataFormat: DataFormat

  /// - Parameters:
  ///   - height: of the result, in pixels.
  ///   - width: of the result, in pixels.
  ///   - dataFormat: where the channels are.
  public init(
    height: Int, width: Int, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.height = height
    self.width = width
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 4)
  }

  override var takesSinglePictures: Bool { true }

  public override func build(_ input: Shape) {
    requirePixels(height, "height")
    requirePixels(width, "width")
  }

  public func call(_ x: Tensor) -> Tensor {
    let first = dataFormat.firstSpatialAxis
    return deferrable("center_crop", x.cast(to: computeDType)) { [self] x in
      guard let oldHeight = x.shape[first], let oldWidth = x.shape[first + 1], oldHeight >= height, oldWidth >= width
      else { return ImageResizing(height: height, width: width, fit: .crop)(x, axes: [first, first + 1]) }
      let rows = x.slice(axis: first, from: (oldHeight - height) / 2, count: height)
      return rows.slice(axis: first + 1, from: (oldWidth - width) / 2, count: width)
    }
  }
}
