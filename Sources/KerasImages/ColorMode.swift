/// Which channels a picture has: Keras' `color_mode`.
public enum ColorMode: Sendable {
  /// One channel, Rec. 601's mean of the colours as Pillow rounds it.
  case grayscale
  /// Red, green, blue.
  case rgb
  /// Red, green, blue, opacity.
  case rgba

  /// The number of channels.
  public var channels: Int {
    switch self {
    case .grayscale: 1
    case .rgb: 3
    case .rgba: 4
    }
  }
}
