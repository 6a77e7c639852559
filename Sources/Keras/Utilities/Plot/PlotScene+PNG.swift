import Formats

extension PlotScene {
  /// More pixels than this are no picture that anyone looks at, and a lot of memory.
  static let maximumPixels = 150_000_000

  /// The scene as pixels, `dpi` of them an inch.
  func png(dpi: Int) throws -> ByteStorage {
    let scale = Double(dpi) / 72
    let (columns, rows) = (Int((width * scale).rounded(.up)), Int((height * scale).rounded(.up)))
    guard dpi > 0, columns * rows <= Self.maximumPixels else {
      throw KerasError(
        "plotModel cannot draw this many pixels.",
        expected: "a dpi above 0 with which the picture has at most \(Self.maximumPixels) pixels",
        received: "dpi: \(dpi), for \(columns) x \(rows) pixels", fix: "use a lower dpi, or draw to .svg")
    }
    var canvas = PlotCanvas(width: max(columns, 1), height: max(rows, 1))
    for frame in frames {
      dash(frame.place, scale, &canvas)
      write(frame.label, scale, &canvas)
    }
    for line in lines {
      let (start, pieces) = pieces(line)
      canvas.stroke([flattened(start, pieces).map { scaled($0, scale) }], radius: 0.7 * scale, .black)
      if line.hasHead { canvas.fill(convex: head(line).map { scaled($0, scale) }, .black) }
    }
    for cell in cells {
      let place = cell.place
      let line = max(1, Int(scale.rounded()))
      let (left, top) = (Int((place.x * scale).rounded()), Int((place.y * scale).rounded()))
      let (right, bottom) = (Int((place.right * scale).rounded()), Int((place.bottom * scale).rounded()))
      canvas.fill(left, top, right + line, bottom + line, .black)
      canvas.fill(left + line, top + line, right, bottom, .init(cell.fill))
      write(cell.label, scale, &canvas)
    }
    return try PNG.encode(
      width: canvas.width, height: canvas.height, pixels: canvas.pixels,
      pixelsPerMeter: Int((Double(dpi) / 0.0254).rounded()))
  }

  private func scaled(_ point: StrokeFont.Point, _ scale: Double) -> StrokeFont.Point {
    .init(x: point.x * scale, y: point.y * scale)
  }

  private func write(_ label: Label, _ scale: Double, _ canvas: inout PlotCanvas) {
    var x = label.x
    for run in label.runs {
      let strokes = StrokeFont.strokes(run.text, size: label.size, isBold: run.isBold).map { stroke in
        stroke.map { StrokeFont.Point(x: (x + $0.x) * scale, y: (label.y + $0.y) * scale) }
      }
      canvas.stroke(strokes, radius: label.size * (run.isBold ? 0.062 : 0.04) * scale, .init(label.color))
      x += StrokeFont.width(run.text, size: label.size, isBold: run.isBold)
    }
  }

  private func dash(_ place: Rectangle, _ scale: Double, _ canvas: inout PlotCanvas) {
    func side(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) -> [[StrokeFont.Point]] {
      let length = abs(ax - bx) + abs(ay - by)
      return stride(from: 0, to: length, by: 8).map { start in
        [start, min(start + 5, length)].map { distance in
          let share = distance / length
          return .init(x: (ax + (bx - ax) * share) * scale, y: (ay + (by - ay) * share) * scale)
        }
      }
    }
    let sides =
      side(place.x, place.y, place.right, place.y) + side(place.x, place.bottom, place.right, place.bottom)
      + side(place.x, place.y, place.x, place.bottom) + side(place.right, place.y, place.right, place.bottom)
    canvas.stroke(sides, radius: 0.5 * scale, .black)
  }

  private func flattened(_ start: StrokeFont.Point, _ pieces: [Piece]) -> [StrokeFont.Point] {
    var points = [start]
    for piece in pieces {
      switch piece {
      case .straight(let end): points.append(end)
      case .bent(let b, let c, let d):
        let a = points[points.count - 1]
        for step in 1...24 {
          let t = Double(step) / 24
          let u = 1 - t
          let (p, q, r, s) = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
          points.append(
            .init(x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y))
        }
      }
    }
    return points
  }
}

extension PlotCanvas.RGB {
  static let black = Self(.black)

  init(_ color: ModelPlot.Color) {
    switch color {
    case .black: self.init(red: 0, green: 0, blue: 0)
    case .white: self.init(red: 255, green: 255, blue: 255)
    case .forestgreen: self.init(red: 34, green: 139, blue: 34)
    case .firebrick: self.init(red: 178, green: 34, blue: 34)
    }
  }
}
