import Foundation
import Keras

/// Pictures of another size as `tf.image.resize` makes them, which Keras' datasets use: no means over the pixels that a smaller one
/// stands for, and numbers between the integers.
struct TensorFlowResize {
  let interpolation: Interpolation
  let height: Int
  let width: Int
  let fit: Fit

  /// What becomes of pictures of other proportions.
  enum Fit { case stretch, crop, pad }

  /// The numbers of the new picture, row by row.
  func callAsFunction(_ image: Pixels) -> [Float] {
    switch fit {
    case .stretch:
      return resized(image, rows: 0..<image.height, columns: 0..<image.width, height: height, width: width)
    case .crop:
      // Keras counts in float32, towards zero.
      let keptHeight = max(min(image.height, Int(Float(image.width * height) / Float(width))), 1)
      let keptWidth = max(min(image.width, Int(Float(image.height * width) / Float(height))), 1)
      let (top, left) = ((image.height - keptHeight) / 2, (image.width - keptWidth) / 2)
      return resized(
        image, rows: top..<(top + keptHeight), columns: left..<(left + keptWidth), height: height, width: width)
    case .pad:
      let ratio = max(Float(image.width) / Float(width), Float(image.height) / Float(height))
      let (newHeight, newWidth) = (Float(image.height) / ratio, Float(image.width) / ratio)
      let top = max(0, Int(((Float(height) - newHeight) / 2).rounded(.down)))
      let left = max(0, Int(((Float(width) - newWidth) / 2).rounded(.down)))
      let (innerHeight, innerWidth) = (
        max(min(Int(newHeight), height - top), 1), max(min(Int(newWidth), width - left), 1)
      )
      let inner = resized(
        image, rows: 0..<image.height, columns: 0..<image.width, height: innerHeight, width: innerWidth)
      var result = [Float](repeating: 0, count: height * width * image.channels)
      let length = innerWidth * image.channels
      for row in 0..<innerHeight {
        let start = ((top + row) * width + left) * image.channels
        result.replaceSubrange(start..<(start + length), with: inner[(row * length)..<((row + 1) * length)])
      }
      return result
    }
  }

  private func resized(_ image: Pixels, rows: Range<Int>, columns: Range<Int>, height: Int, width: Int) -> [Float] {
    let vertical = windows(rows.count, height)
    let horizontal = windows(columns.count, width)
    let channels = image.channels
    let length = width * channels
    // Only rows that a result needs, each once.
    var lines: [Int: [Float]] = [:]
    var result = [Float](repeating: 0, count: height * length)
    for (place, window) in vertical.enumerated() {
      lines = lines.filter { $0.key >= window.start }
      for (offset, weight) in window.weights.enumerated() {
        let row = window.start + offset
        let line = lines[row] ?? line(image, row: rows.lowerBound + row, from: columns.lowerBound, horizontal)
        lines[row] = line
        for index in 0..<length { result[place * length + index] += weight * line[index] }
      }
    }
    return result
  }

  private func line(
    _ image: Pixels, row: Int, from column: Int, _ windows: [(start: Int, weights: [Float])]
  ) -> [Float] {
    let channels = image.channels
    var line = [Float](repeating: 0, count: windows.count * channels)
    for (place, window) in windows.enumerated() {
      var source = (row * image.width + column + window.start) * channels
      for weight in window.weights {
        for channel in 0..<channels {
          line[place * channels + channel] += weight * Float(image.values[source + channel])
        }
        source += channels
      }
    }
    return line
  }

  /// For each new pixel the first old one and the weights from there on, whose sum is 1.
  private func windows(_ old: Int, _ new: Int) -> [(start: Int, weights: [Float])] {
    let scale = Float(old) / Float(new)
    let reach = [.nearest: 0, .bilinear: 1, .bicubic: 2, .lanczos3: 3, .lanczos5: 5][interpolation] ?? 0
    return (0..<new).map { index in
      let center = (Float(index) + 0.5) * scale
      if interpolation == .nearest { return (min(Int(center), old - 1), [1]) }
      var place = Double(center - 0.5)
      // TensorFlow looks the cubic up at 1024 places between two pixels.
      if interpolation == .bicubic {
        place = place.rounded(.down) + ((place - place.rounded(.down)) * 1024).rounded() / 1024
      }
      let first = max(Int(place.rounded(.down)) - reach + 1, 0)
      let last = min(Int(place.rounded(.down)) + reach, old - 1)
      let weights = (first...max(first, last)).map { interpolation.kernel(abs(place - Double($0))) }
      let sum = weights.reduce(0, +)
      return (first, weights.map { Float($0 / sum) })
    }
  }
}
