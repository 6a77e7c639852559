/// A plot with every box, frame and arrow at its place, in points of 1/72 inch; x to the right, y down.
struct PlotScene {
  typealias Color = ModelPlot.Color

  struct Rectangle: Equatable {
    var x: Double, y: Double, width: Double, height: Double
    var right: Double { x + width }
    var bottom: Double { y + height }
  }

  struct Label {
    var runs: [ModelPlot.Run]
    /// The middle of the text, or its start; on its baseline.
    var x: Double, y: Double
    var size: Double
    var color = Color.black
    var width: Double { StrokeFont.width(runs, size: size) }
  }

  struct Cell {
    var place: Rectangle
    var fill: Color
    /// Its text, which begins at `x`.
    var label: Label
  }

  struct Line {
    /// Points; where two follow each other aslant, the line bends from one direction along the rows to the next.
    var points: [StrokeFont.Point]
    /// Whether it ends with an arrow's head.
    var hasHead: Bool
  }

  var width = 0.0
  var height = 0.0
  /// The boxes of layers, outlines only.
  var boxes: [Rectangle] = []
  var cells: [Cell] = []
  var frames: [(place: Rectangle, label: Label)] = []
  var lines: [Line] = []
  /// How often arrows cross, without frames.
  var crossingCount = 0
  let direction: PlotDirection

  static let margin = 8.0
  static let titleSize = 16.0, textSize = 14.0, cellPadding = 9.0
  static let framePadding = 14.0, frameTitle = 22.0
  static let headLength = 8.0, headWidth = 7.0

  init(_ plot: ModelPlot, _ direction: PlotDirection) {
    self.direction = direction
    let placed = PlacedPlot(plot, direction)
    crossingCount = placed.crossingCount
    let (across, along) = (placed.width, placed.height)
    width = (direction.isHorizontal ? along : across) + 2 * Self.margin
    height = (direction.isHorizontal ? across : along) + 2 * Self.margin
    add(placed, across: 0, along: 0, end: along)
  }

  /// - Parameter end: how long the whole drawing is, from which directions that go back count.
  private mutating func add(_ placed: PlacedPlot, across: Double, along: Double, end: Double) {
    for line in placed.lines {
      let points = line.points.map { point($0.across + across, $0.along + along, end) }
      lines.append(Line(points: points, hasHead: line.hasHead))
    }
    for item in placed.items {
      let place = rectangle(item.across + across, item.along + along, item.width, item.height, end)
      switch item.content {
      case .box(let box):
        boxes.append(place)
        add(box, place)
      case .plot(let inner, let name, let inset):
        let label = Label(
          runs: [.init(text: name)], x: place.x + 8, y: place.y + 16, size: Self.textSize)
        frames.append((place, label))
        add(inner, across: item.across + across + inset.across, along: item.along + along + inset.along, end: end)
      }
    }
  }

  private func point(_ across: Double, _ along: Double, _ end: Double) -> StrokeFont.Point {
    let margin = Self.margin
    return switch direction {
    case .topToBottom: .init(x: margin + across, y: margin + along)
    case .bottomToTop: .init(x: margin + across, y: margin + end - along)
    case .leftToRight: .init(x: margin + along, y: margin + across)
    case .rightToLeft: .init(x: margin + end - along, y: margin + across)
    }
  }

  private func rectangle(
    _ across: Double, _ along: Double, _ width: Double, _ height: Double, _ end: Double
  ) -> Rectangle {
    let (a, b) = (point(across, along, end), point(across + width, along + height, end))
    return Rectangle(x: min(a.x, b.x), y: min(a.y, b.y), width: abs(a.x - b.x), height: abs(a.y - b.y))
  }

  /// The cells of a box: its title across, then its rows.
  private mutating func add(_ box: ModelPlot.Box, _ place: Rectangle) {
    let titleHeight = Self.titleSize + 2 * Self.cellPadding
    add(
      box.title, .black, Self.titleSize, Rectangle(x: place.x, y: place.y, width: place.width, height: titleHeight))
    var y = place.y + titleHeight
    for row in box.rows {
      let height = Self.textSize + 2 * Self.cellPadding
      let widths = row.map { Self.width($0.runs, Self.textSize) }
      let extra = (place.width - widths.reduce(0, +)) / Double(row.count)
      var x = place.x
      for (cell, width) in zip(row, widths) {
        add(cell.runs, cell.fill, Self.textSize, Rectangle(x: x, y: y, width: width + extra, height: height))
        x += width + extra
      }
      y += height
    }
  }

  private mutating func add(_ runs: [ModelPlot.Run], _ fill: Color, _ size: Double, _ place: Rectangle) {
    let width = StrokeFont.width(runs, size: size)
    let label = Label(
      runs: runs, x: place.x + (place.width - width) / 2,
      y: place.y + place.height / 2 + StrokeFont.capHeight * size / 2, size: size,
      color: fill == .white ? .black : .white)
    cells.append(Cell(place: place, fill: fill, label: label))
  }

  private static func width(_ runs: [ModelPlot.Run], _ size: Double) -> Double {
    StrokeFont.width(runs, size: size) + 2 * cellPadding
  }

  /// How large a box has to be.
  static func size(_ box: ModelPlot.Box) -> (width: Double, height: Double) {
    let rows = box.rows.map { row in row.reduce(0) { $0 + width($1.runs, textSize) } }
    let height = titleSize + 2 * cellPadding + Double(rows.count) * (textSize + 2 * cellPadding)
    return (max(width(box.title, titleSize), rows.max() ?? 0), height)
  }
}

/// A plot with places across and along its rows, frames within it placed first.
struct PlacedPlot {
  enum Content {
    case box(ModelPlot.Box)
    case plot(PlacedPlot, name: String, inset: LayeredLayout.Point)
  }

  struct Item {
    var across: Double, along: Double, width: Double, height: Double
    var content: Content
  }

  private(set) var items: [Item] = []
  private(set) var lines: [(points: [LayeredLayout.Point], hasHead: Bool)] = []
  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var crossingCount = 0
  /// Where its inputs come in and its outputs go out, across.
  private(set) var entries: [Double] = []
  private(set) var exits: [Double] = []

  /// - Parameter isFrame: whether inputs and outputs lead on outside.
  init(_ plot: ModelPlot, _ direction: PlotDirection, isFrame: Bool = false) {
    var sizes: [LayeredLayout.Item] = []
    var inner: [PlacedPlot?] = []
    let inset = Self.inset(direction)
    for item in plot.items {
      switch item.content {
      case .box(let box):
        let size = PlotScene.size(box)
        sizes.append(
          direction.isHorizontal
            ? .init(width: size.height, height: size.width) : .init(width: size.width, height: size.height))
        inner.append(nil)
      case .frame(let nested):
        let placed = PlacedPlot(nested, direction, isFrame: true)
        let padding = PlotScene.framePadding
        let title = PlotScene.frameTitle
        sizes.append(
          .init(
            width: placed.width + 2 * padding + (direction.isHorizontal ? title : 0),
            height: placed.height + 2 * padding + (direction.isHorizontal ? 0 : title)))
        inner.append(placed)
        crossingCount += placed.crossingCount
      }
    }
    func entry(_ item: Int, _ input: Int) -> Double? {
      guard let placed = inner[item], placed.entries.indices.contains(input) else { return nil }
      return placed.entries[input] + inset.across - sizes[item].width / 2
    }
    func exit(_ item: Int, _ output: Int) -> Double? {
      guard let placed = inner[item], placed.exits.indices.contains(output) else { return nil }
      return placed.exits[output] + inset.across - sizes[item].width / 2
    }
    var edges = plot.arrows.map { arrow in
      LayeredLayout.Edge(
        from: arrow.from, to: arrow.to, fromPort: exit(arrow.from, arrow.output), toPort: entry(arrow.to, arrow.input))
    }
    let itemCount = sizes.count
    if isFrame {
      for arrows in plot.entries {
        edges += arrows.map { .init(from: sizes.count, to: $0.to, fromPort: 0, toPort: entry($0.to, $0.input)) }
        sizes.append(.init(width: 1, height: 0, isFirst: true))
      }
      for (item, output) in plot.exits {
        edges.append(.init(from: item, to: sizes.count, fromPort: exit(item, output), toPort: 0))
        sizes.append(.init(width: 1, height: 0, isLast: true))
      }
    }
    let layout = LayeredLayout(items: sizes, edges: edges)
    width = layout.width
    height = layout.height
    crossingCount += layout.crossingCount
    for (index, item) in plot.items.enumerated() {
      let position = layout.position(index)
      let content: Content
      switch item.content {
      case .box(let box): content = .box(box)
      case .frame(let nested): content = .plot(inner[index]!, name: nested.name, inset: inset)
      }
      items.append(
        Item(
          across: position.across - sizes[index].width / 2, along: position.along, width: sizes[index].width,
          height: sizes[index].height, content: content))
    }
    let extra = 2 * PlotScene.framePadding + (direction.isHorizontal ? 0 : PlotScene.frameTitle)
    for (index, edge) in edges.enumerated() {
      var points = layout.route(index)
      // Lines go on to the frame's border.
      if edge.from >= itemCount { points.insert(.init(across: points[0].across, along: -inset.along), at: 0) }
      if edge.to >= itemCount, let last = points.last {
        points.append(.init(across: last.across, along: height + extra - inset.along))
      }
      // An arrow into a frame has its head inside, at the box.
      lines.append((points, edge.to < itemCount && inner[edge.to] == nil))
    }
    let ports = (itemCount..<sizes.count).map { layout.position($0).across }
    entries = Array(ports.prefix(plot.entries.count))
    exits = Array(ports.dropFirst(plot.entries.count))
  }

  /// How far a frame's content is from its start: room for the title is at its top in the picture.
  private static func inset(_ direction: PlotDirection) -> LayeredLayout.Point {
    let padding = PlotScene.framePadding
    return switch direction {
    case .topToBottom: .init(across: padding, along: padding + PlotScene.frameTitle)
    case .bottomToTop: .init(across: padding, along: padding)
    case .leftToRight, .rightToLeft: .init(across: padding + PlotScene.frameTitle, along: padding)
    }
  }
}
