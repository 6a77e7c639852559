import Foundation

/// How `UpSampling2D` and `Resizing` find values between pixels.
///
/// Source: `keras.ops.image.resize`.
public enum Interpolation: String, Sendable, Hashable, Codable {
  /// The nearest pixel's.
  case nearest
  /// A straight line between the two nearest pixels.
  case bilinear
  /// A cubic (Keys, with a = -0.5) through the four nearest pixels.
  case bicubic
  /// Lanczos' windowed sinc over six pixels.
  case lanczos3
  /// Lanczos' windowed sinc over ten pixels.
  case lanczos5

  /// `x` with `axis` `factor` times as long. Pixels are squares: the middle of the first is at 0.5.
  func enlarge(_ x: Tensor, axis: Int, by factor: Int) -> Tensor {
    guard self != .nearest, factor > 1 else { return x.repeated(factor, axis: axis) }
    let floating = x.cast(to: x.dtype.floating)
    return deferrable("up_sampling", floating) { x in
      guard let length = x.shape[axis] else { return x.repeated(factor, axis: axis) }
      // Values and weights in at least float32, so that 16-bit pixels are rounded once.
      let wide = x.dtype.promoted(with: .float32)
      let table = Tensor.table([[length, factor].product.length, length], dtype: wide) {
        weights(length: length, factor: factor)
      }
      let product = apply(
        DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [axis], rightContracting: [1]),
        [x.cast(to: wide), table])
      return product.movingAxis(-1, to: axis).cast(to: x.dtype)
    }
  }

  /// How much each element counts for each enlarged one, row by row; each row sums to 1.
  private func weights(length: Int, factor: Int) -> [Double] {
    (0..<(length * factor)).flatMap { position -> [Double] in
      let place = (Double(position) + 0.5) / Double(factor) - 0.5
      let row = (0..<length).map { kernel(Swift.abs(place - Double($0))) }
      let sum = row.reduce(0, +)
      return row.map { $0 / sum }
    }
  }

  /// How much a pixel counts at a distance, before all weights are brought to the sum 1.
  package func kernel(_ distance: Double) -> Double {
    switch self {
    case .nearest: return distance <= 0.5 ? 1 : 0
    case .bilinear: return Swift.max(0, 1 - distance)
    case .bicubic:
      if distance < 1 { return (1.5 * distance - 2.5) * distance * distance + 1 }
      return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0
    case .lanczos3: return Self.lanczos(distance, radius: 3)
    case .lanczos5: return Self.lanczos(distance, radius: 5)
    }
  }

  private static func lanczos(_ distance: Double, radius: Double) -> Double {
    guard distance > 1e-3 else { return 1 }
    guard distance < radius else { return 0 }
    let angle = Double.pi * distance
    return radius * Foundation.sin(angle) * Foundation.sin(angle / radius) / (angle * angle)
  }
}
