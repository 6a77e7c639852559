/// What several structures compute in the same way.
enum HDF5 {
  /// Bytes that a number up to `limit` takes.
  static func bytesNeeded(for limit: Int) -> Int {
    limit <= 0 ? 1 : (Int.bitWidth - 1 - limit.leadingZeroBitCount) / 8 + 1
  }

  /// The exponent of a power of two.
  static func exponent(_ power: Int) -> Int? {
    power > 0 && power & (power - 1) == 0 ? power.trailingZeroBitCount : nil
  }
}
