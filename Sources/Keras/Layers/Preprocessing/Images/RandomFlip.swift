/// In training, mirrors every other image, by chance.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomFlip`.
public final class RandomFlip: RandomImageLayer {
  /// In which direction images are mirrored.
  public enum Mode: String, Sendable, Hashable, Codable {
    /// Left and right change places.
    case horizontal
    /// Top and bottom change places.
    case vertical
    /// Both do.
    case horizontalAndVertical = "horizontal_and_vertical"
  }

  public let mode: Mode

  /// - Parameters:
  ///   - mode: in which direction images are mirrored. Default `.horizontalAndVertical`: both at once, or neither.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ mode: Mode = .horizontalAndVertical, seed: Int? = nil, dataFormat: DataFormat = .channelsLast,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.mode = mode
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let flips = (numbers() .<= 0.5).perImage(of: images)
    let axes: [Int] =
      switch mode {
      case .horizontal: [2]
      case .vertical: [1]
      case .horizontalAndVertical: [1, 2]
      }
    return which(flips, images.reversed(axes: axes), images)
  }
}
