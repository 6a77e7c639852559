extension PlotScene {
  /// A piece of a line: straight, or bent between two directions along the rows.
  enum Piece {
    case straight(StrokeFont.Point)
    case bent(StrokeFont.Point, StrokeFont.Point, StrokeFont.Point)
  }

  /// A line's first point and pieces; one with a head stops short of it.
  func pieces(_ line: Line) -> (start: StrokeFont.Point, pieces: [Piece]) {
    var points = line.points
    if line.hasHead, let last = points.popLast() { points.append(moved(last, by: -0.9 * Self.headLength)) }
    let pieces = zip(points, points.dropFirst()).map { a, b -> Piece in
      if direction.isHorizontal {
        if abs(a.y - b.y) < 0.01 { return .straight(b) }
        let middle = (a.x + b.x) / 2
        return .bent(.init(x: middle, y: a.y), .init(x: middle, y: b.y), b)
      }
      if abs(a.x - b.x) < 0.01 { return .straight(b) }
      let middle = (a.y + b.y) / 2
      return .bent(.init(x: a.x, y: middle), .init(x: b.x, y: middle), b)
    }
    return (points[0], pieces)
  }

  /// The three corners of the head at a line's end.
  func head(_ line: Line) -> [StrokeFont.Point] {
    let tip = line.points[line.points.count - 1]
    let base = moved(tip, by: -Self.headLength)
    let half = Self.headWidth / 2
    return direction.isHorizontal
      ? [tip, .init(x: base.x, y: base.y - half), .init(x: base.x, y: base.y + half)]
      : [tip, .init(x: base.x - half, y: base.y), .init(x: base.x + half, y: base.y)]
  }

  /// A point so far on in the direction of reading.
  private func moved(_ point: StrokeFont.Point, by distance: Double) -> StrokeFont.Point {
    switch direction {
    case .topToBottom: .init(x: point.x, y: point.y + distance)
    case .bottomToTop: .init(x: point.x, y: point.y - distance)
    case .leftToRight: .init(x: point.x + distance, y: point.y)
    case .rightToLeft: .init(x: point.x - distance, y: point.y)
    }
  }
}
