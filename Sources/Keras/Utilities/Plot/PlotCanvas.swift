import Foundation

/// Pixels to draw on, with smooth edges.
struct PlotCanvas {
  struct RGB {
    var red: UInt8, green: UInt8, blue: UInt8
  }

  let width: Int
  let height: Int
  private(set) var pixels: [UInt8]
  /// How much of each pixel the shape at hand covers; zero between shapes.
  private var mask: [UInt8]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 255, count: 3 * width * height)
    mask = [UInt8](repeating: 0, count: width * height)
  }

  /// A rectangle between whole pixels.
  mutating func fill(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int, _ color: RGB) {
    let columns = max(left, 0)..<max(min(right, width), max(left, 0))
    for row in max(top, 0)..<max(min(bottom, height), max(top, 0)) {
      for column in columns { set(row * width + column, color) }
    }
  }

  /// Lines with round ends.
  mutating func stroke(_ lines: [[StrokeFont.Point]], radius: Double, _ color: RGB) {
    for points in lines {
      guard let first = points.first else { continue }
      if points.count == 1 { cover(first, first, radius) }
      for (a, b) in zip(points, points.dropFirst()) { cover(a, b, radius) }
    }
    let all = lines.joined()
    guard let left = all.map(\.x).min(), let right = all.map(\.x).max(), let top = all.map(\.y).min(),
      let bottom = all.map(\.y).max()
    else { return }
    let reach = radius + 1
    blend(
      pixelRange(left - reach, right + reach, width), pixelRange(top - reach, bottom + reach, height), color)
  }

  /// A polygon that is convex, such as the head of an arrow.
  mutating func fill(convex points: [StrokeFont.Point], _ color: RGB) {
    let columns = pixelRange(points.map(\.x).min()! - 1, points.map(\.x).max()! + 1, width)
    let rows = pixelRange(points.map(\.y).min()! - 1, points.map(\.y).max()! + 1, height)
    let pairs = Array(zip(points, points.dropFirst() + points.prefix(1)))
    for row in rows {
      for column in columns {
        var hits = 0
        for sample in 0..<16 {
          let x = Double(column) + (Double(sample % 4) + 0.5) / 4
          let y = Double(row) + (Double(sample / 4) + 0.5) / 4
          let sides = pairs.map { a, b in (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) }
          if sides.allSatisfy({ $0 >= 0 }) || sides.allSatisfy({ $0 <= 0 }) { hits += 1 }
        }
        mask[row * width + column] = UInt8(hits * 255 / 16)
      }
    }
    blend(columns, rows, color)
  }

  private func pixelRange(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
    let first = max(0, min(limit, Int(low.rounded(.down))))
    return first..<max(first, min(limit, Int(high.rounded(.up)) + 1))
  }

  /// Adds a thick line to the mask: full up to its radius, then fading over one pixel.
  private mutating func cover(_ a: StrokeFont.Point, _ b: StrokeFont.Point, _ radius: Double) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    let reach = radius + 1
    let columns = pixelRange(min(a.x, b.x) - reach, max(a.x, b.x) + reach, width)
    for row in pixelRange(min(a.y, b.y) - reach, max(a.y, b.y) + reach, height) {
      let y = Double(row) + 0.5
      for column in columns {
        let x = Double(column) + 0.5
        let share = length == 0 ? 0 : max(0, min(1, ((x - a.x) * dx + (y - a.y) * dy) / length))
        let (nx, ny) = (x - a.x - share * dx, y - a.y - share * dy)
        let covered = radius + 0.5 - (nx * nx + ny * ny).squareRoot()
        guard covered > 0 else { continue }
        let value = UInt8(min(1, covered) * 255)
        if value > mask[row * width + column] { mask[row * width + column] = value }
      }
    }
  }

  private mutating func blend(_ columns: Range<Int>, _ rows: Range<Int>, _ color: RGB) {
    for row in rows {
      for place in (row * width + columns.lowerBound)..<(row * width + columns.upperBound) where mask[place] > 0 {
        let share = Int(mask[place])
        mask[place] = 0
        func mixed(_ old: UInt8, _ new: UInt8) -> UInt8 { UInt8((Int(old) * (255 - share) + Int(new) * share) / 255) }
        pixels[3 * place] = mixed(pixels[3 * place], color.red)
        pixels[3 * place + 1] = mixed(pixels[3 * place + 1], color.green)
        pixels[3 * place + 2] = mixed(pixels[3 * place + 2], color.blue)
      }
    }
  }

  private mutating func set(_ place: Int, _ color: RGB) {
    pixels[3 * place] = color.red
    pixels[3 * place + 1] = color.green
    pixels[3 * place + 2] = color.blue
  }
}
