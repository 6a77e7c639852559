/// Where the channels of images and sequences are.
public enum DataFormat: String, Sendable, Hashable, Codable {
  /// `[batch, spatial…, channels]`
  case channelsLast = "channels_last"
  /// `[batch, channels, spatial…]`
  case channelsFirst = "channels_first"

  /// The first axis of positions: the batch, or the batch and the channels, come before it.
  var firstSpatialAxis: Int { self == .channelsLast ? 1 : 2 }
}
