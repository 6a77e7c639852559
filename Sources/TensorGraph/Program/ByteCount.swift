import Foundation

/// A number of bytes as text.
package enum ByteCount {
  /// As people say it, in thousands: `4 TB`, `1.5 GB`.
  package static func text(_ count: Int) -> String {
    let (value, unit) = scaled(count, by: 1000, ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"])
    return String(format: value < 10 && unit != "bytes" ? "%.1f " : "%.0f ", value) + unit
  }

  /// As Keras' `summary` says it, in 1024s: `407.25 KB`.
  package static func kerasText(_ count: Int) -> String {
    let (value, unit) = scaled(count, by: 1024, ["B", "KB", "MB", "GB", "TB"])
    return String(format: "%.2f ", value) + unit
  }

  private static func scaled(_ count: Int, by base: Double, _ units: [String]) -> (Double, String) {
    var value = Double(count)
    var index = 0
    while value >= base, index < units.count - 1 {
      value /= base
      index += 1
    }
    return (value, units[index])
  }
}
