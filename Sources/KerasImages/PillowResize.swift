import Foundation
import Keras

/// Pictures of another size as Pillow's `Image.resize` makes them: means over all pixels that a smaller one stands for, along one axis
/// after the other, rounded to 8 bits each time.
///
/// The width comes first, as in Pillow up to version 12; version 13 begins with some heights, which moves numbers by one.
struct PillowResize {
  enum Filter {
    case nearest, bilinear, bicubic, lanczos

    init?(_ interpolation: Interpolation) {
      switch interpolation {
      case .nearest: self = .nearest
      case .bilinear: self = .bilinear
      case .bicubic: self = .bicubic
      case .lanczos3: self = .lanczos
      case .lanczos5: return nil
      }
    }

    /// How far it reaches, in pixels.
    var support: Double {
      switch self {
      case .nearest: 0
      case .bilinear: 1
      case .bicubic: 2
      case .lanczos: 3
      }
    }

    func callAsFunction(_ place: Double) -> Double {
      let x = abs(place)
      switch self {
      case .nearest: return x <= 0.5 ? 1 : 0
      case .bilinear: return x < 1 ? 1 - x : 0
      case .bicubic:
        let a = -0.5
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
      case .lanczos:
        func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
        return place >= -3 && place < 3 ? sinc(place) * sinc(place / 3) : 0
      }
    }
  }

  private static let bits = 22
  private let filter: Filter
  private let height: Int
  private let width: Int
  private let keepAspectRatio: Bool

  init(_ filter: Filter, height: Int, width: Int, keepAspectRatio: Bool) {
    (self.filter, self.height, self.width, self.keepAspectRatio) = (filter, height, width, keepAspectRatio)
  }

  func callAsFunction(_ image: Pixels) -> Pixels {
    var rows = 0..<image.height
    var columns = 0..<image.width
    if keepAspectRatio {
      let keptHeight = min(image.height, image.width * height / width)
      let keptWidth = min(image.width, image.height * width / height)
      let (top, left) = ((image.height - keptHeight) / 2, (image.width - keptWidth) / 2)
      rows = top..<(top + max(keptHeight, 1))
      columns = left..<(left + max(keptWidth, 1))
    }
    if filter == .nearest { return nearest(image, rows, columns) }
    var result = image.channels == 4 ? premultiplied(image) : image
    if columns != 0..<image.width || width != image.width { result = horizontal(result, columns) }
    if rows != 0..<image.height || height != image.height {
      result = transposed(horizontal(transposed(result), rows, length: height))
    }
    return image.channels == 4 ? unpremultiplied(result) : result
  }

  private func nearest(_ image: Pixels, _ rows: Range<Int>, _ columns: Range<Int>) -> Pixels {
    func places(_ range: Range<Int>, _ count: Int, _ limit: Int) -> [Int] {
      let scale = Double(range.count) / Double(count)
      // Added up as Pillow does, since the sum's rounding decides where two pixels are equally near.
      var place = Double(range.lowerBound) + 0.5 * scale
      return (0..<count).map { _ in
        defer { place += scale }
        return min(Int(place), limit - 1)
      }
    }
    let x = places(columns, width, image.width)
    var values: [UInt8] = []
    values.reserveCapacity(height * width * image.channels)
    for y in places(rows, height, image.height) {
      for x in x {
        let start = (y * image.width + x) * image.channels
        values += image.values[start..<(start + image.channels)]
      }
    }
    return Pixels(height: height, width: width, channels: image.channels, values: values)
  }

  private func horizontal(_ image: Pixels, _ range: Range<Int>, length: Int? = nil) -> Pixels {
    let length = length ?? width
    let windows = windows(range, length, limit: image.width)
    var values = [UInt8](repeating: 0, count: image.height * length * image.channels)
    let channels = image.channels
    for row in 0..<image.height {
      for (place, window) in windows.enumerated() {
        for channel in 0..<channels {
          var sum = 1 << (Self.bits - 1)
          var source = (row * image.width + window.start) * channels + channel
          for weight in window.weights {
            sum += weight * Int(image.values[source])
            source += channels
          }
          values[(row * length + place) * channels + channel] = UInt8(clamping: sum >> Self.bits)
        }
      }
    }
    return Pixels(height: image.height, width: length, channels: channels, values: values)
  }

  /// For each new pixel the first old one and the weights from there on.
  private func windows(_ range: Range<Int>, _ count: Int, limit: Int) -> [(start: Int, weights: [Int])] {
    let scale = Double(range.count) / Double(count)
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    return (0..<count).map { place in
      let center = Double(range.lowerBound) + (Double(place) + 0.5) * scale
      let first = max(Int(center - support + 0.5), 0)
      let end = min(Int(center + support + 0.5), limit)
      let weights = (first..<max(end, first)).map { filter((Double($0) - center + 0.5) * (1 / stretch)) }
      let sum = weights.reduce(0, +)
      return (
        first,
        weights.map { weight in
          let scaled = (sum == 0 ? weight : weight / sum) * Double(1 << Self.bits)
          return Int(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
        }
      )
    }
  }

  private func transposed(_ image: Pixels) -> Pixels {
    var values = image.values
    let channels = image.channels
    for row in 0..<image.height {
      for column in 0..<image.width {
        for channel in 0..<channels {
          values[(column * image.height + row) * channels + channel] =
            image.values[(row * image.width + column) * channels + channel]
        }
      }
    }
    return Pixels(height: image.width, width: image.height, channels: channels, values: values)
  }

  // Colours of pixels that can't be seen must not shine into their neighbours.
  private func premultiplied(_ image: Pixels) -> Pixels {
    colored(image) { color, opacity in
      let product = Int(color) * Int(opacity) + 128
      return UInt8(((product >> 8) + product) >> 8)
    }
  }

  private func unpremultiplied(_ image: Pixels) -> Pixels {
    colored(image) { color, opacity in
      opacity == 255 || opacity == 0 ? color : UInt8(clamping: 255 * Int(color) / Int(opacity))
    }
  }

  private func colored(_ image: Pixels, _ change: (UInt8, UInt8) -> UInt8) -> Pixels {
    var result = image
    for pixel in stride(from: 0, to: image.values.count, by: 4) {
      for channel in pixel..<(pixel + 3) {
        result.values[channel] = change(image.values[channel], image.values[pixel + 3])
      }
    }
    return result
  }
}
