/// Where the channels of images and sequences are.
public enum DataFormat: String, Sendable, Hashable, Codable {
  /// `[batch, spatial…, channels]`
  case channelsLast = "channels_last"
  /// `[batch, channels, spatial…]`
  case channelsFirst = "channels_first"
}
