/// For each pixel `(x, y)` of a result the place `(a₀ x + a₁ y + a₂, b₀ x + b₁ y + b₂)` of an image that it is taken from.
///
/// Source: `keras.ops.image.affine_transform`.
struct AffineTransform {
  /// `a₀, a₁, a₂, b₀, b₁, b₂`, each `[batch]`, `float32`.
  var rows: [Tensor]

  /// Turned about the middle, by radians that differ between images.
  static func rotation(_ angle: Tensor, height: Int, width: Int) -> AffineTransform {
    let (x, y) = (Double(width - 1) / 2, Double(height - 1) / 2)
    let (c, s) = (cos(angle), sin(angle))
    return AffineTransform(rows: [c, -s, x - c * x + s * y, s, c, y - s * x - c * y])
  }

  /// Scaled about the middle.
  static func zoom(_ vertical: Tensor, _ horizontal: Tensor, height: Int, width: Int) -> AffineTransform {
    let zero = vertical * 0
    let (x, y) = (Double(width - 1) / 2, Double(height - 1) / 2)
    return AffineTransform(rows: [horizontal, zero, (1 - horizontal) * x, zero, vertical, (1 - vertical) * y])
  }

  /// Shifted down and right by pixels.
  static func translation(down: Tensor, right: Tensor) -> AffineTransform {
    let (zero, one) = (down * 0, down * 0 + 1)
    return AffineTransform(rows: [one, zero, -right, zero, one, -down])
  }

  /// How places between pixels are read, and places outside.
  struct Reading {
    var interpolation: PixelInterpolation
    var fillMode: ImageFillMode
    var fillValue: Double
  }

  /// `images` as seen through the transform. `[batch, height, width, channels]`, all lengths known.
  func callAsFunction(_ images: Tensor, _ reading: Reading) -> Tensor {
    let lengths = images.shape.staticDimensions
    let (batch, height, width) = (lengths[0], lengths[1], lengths[2])
    let x = Tensor.iota([1, 1, width], axis: 2, dtype: .float32)
    let y = Tensor.iota([1, height, 1], axis: 1, dtype: .float32)
    let terms = rows.map { $0.reshaped([batch, 1, 1]) }
    let sourceX = reading.fillMode.inside(terms[0] * x + terms[1] * y + terms[2], length: width)
    let sourceY = reading.fillMode.inside(terms[3] * x + terms[4] * y + terms[5], length: height)
    let pixels = images.reshaped([batch * height * width, lengths[3]])
    let image = Tensor.iota([batch, 1, 1], axis: 0, dtype: .int32) * (height * width)
    func pixel(_ y: Tensor, _ x: Tensor) -> Tensor {
      let row = clip(y, 0, Double(height - 1)).cast(to: .int32)
      let column = clip(x, 0, Double(width - 1)).cast(to: .int32)
      let value = pixels.take(image + row * width + column, axis: 0)
      let isInside = logicalAnd(
        logicalAnd(y .>= 0, y .<= Double(height - 1)), logicalAnd(x .>= 0, x .<= Double(width - 1)))
      return which(isInside.expandedDimensions(-1), value, reading.fillValue)
    }
    switch reading.interpolation {
    case .nearest:
      // Halves go away from zero.
      func rounded(_ place: Tensor) -> Tensor { sign(place) * floor(abs(place) + 0.5) }
      return pixel(rounded(sourceY), rounded(sourceX))
    case .bilinear:
      let (top, left) = (floor(sourceY), floor(sourceX))
      let down = (sourceY - top).expandedDimensions(-1).cast(to: images.dtype)
      let right = (sourceX - left).expandedDimensions(-1).cast(to: images.dtype)
      let upper = (1 - right) * pixel(top, left) + right * pixel(top, left + 1)
      let lower = (1 - right) * pixel(top + 1, left) + right * pixel(top + 1, left + 1)
      return (1 - down) * upper + down * lower
    }
  }
}

/// How a layer that moves pixels finds values between them.
public enum PixelInterpolation: String, Sendable, Hashable, Codable {
  /// The nearest pixel's.
  case nearest
  /// Straight lines between the four nearest pixels.
  case bilinear
}
