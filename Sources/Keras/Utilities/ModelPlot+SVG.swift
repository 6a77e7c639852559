extension ModelPlot {
  private static let characterWidth = 7.2, lineHeight = 17.0, padding = 10.0, gap = (x: 24.0, y: 36.0)

  private struct Place {
    var x: Double, y: Double, width: Double, height: Double
    var middle: Double { x + width / 2 }
  }

  /// The graph as a picture that needs no other program.
  var svg: String {
    let places = self.places
    let width = (places.map { $0.x + $0.width }.max() ?? 0) + Self.padding
    let height = (places.map { $0.y + $0.height }.max() ?? 0) + Self.padding
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" font-family=\"monospace\" font-size=\"12\">",
      "<title>\(Self.escaped(name))</title>",
      "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
        + "orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker></defs>",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for (box, place) in zip(boxes, places) {
      for (position, source) in box.sources.enumerated() {
        let from = places[source]
        // Several arrows into one box end side by side, in the order of its inputs.
        let end = place.x + place.width * Double(position + 1) / Double(box.sources.count + 1)
        let bottom = from.y + from.height
        parts.append(
          "<path d=\"M\(from.middle) \(bottom)C\(from.middle) \(bottom + Self.gap.y / 2) \(end) "
            + "\(place.y - Self.gap.y / 2) \(end) \(place.y)\" fill=\"none\" stroke=\"black\" marker-end=\"url(#arrow)\"/>"
        )
      }
    }
    for (box, place) in zip(boxes, places) {
      parts.append(
        "<rect x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(place.width)\" height=\"\(place.height)\" rx=\"4\" "
          + "fill=\"#f4f6f8\" stroke=\"black\"/>")
      for (index, line) in box.lines.enumerated() {
        let baseline = place.y + Self.padding + Self.lineHeight * (Double(index) + 0.75)
        parts.append(
          "<text x=\"\(place.middle)\" y=\"\(baseline)\" text-anchor=\"middle\""
            + (index == 0 ? " font-weight=\"bold\"" : "") + ">\(Self.escaped(line))</text>")
      }
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// Rows from top to bottom, each centred; in a row, boxes stand in the order of what they take from.
  private var places: [Place] {
    var places = boxes.map { box in
      let longest = box.lines.map(\.count).max() ?? 0
      return Place(
        x: 0, y: 0, width: Double(longest) * Self.characterWidth + 2 * Self.padding,
        height: Double(box.lines.count) * Self.lineHeight + 2 * Self.padding)
    }
    let rows = Dictionary(grouping: boxes.indices) { boxes[$0].row }.sorted { $0.key < $1.key }.map(\.value)
    let widths = rows.map { row in row.reduce(-Self.gap.x) { $0 + places[$1].width + Self.gap.x } }
    let widest = widths.max() ?? 0
    var y = Self.padding
    for (row, width) in zip(rows, widths) {
      func weight(_ index: Int) -> Double {
        let sources = boxes[index].sources
        return sources.isEmpty ? Double(index) : sources.reduce(0) { $0 + places[$1].middle } / Double(sources.count)
      }
      var x = Self.padding + (widest - width) / 2
      for index in row.sorted(by: { (weight($0), $0) < (weight($1), $1) }) {
        places[index].x = x
        places[index].y = y
        x += places[index].width + Self.gap.x
      }
      y += (row.map { places[$0].height }.max() ?? 0) + Self.gap.y
    }
    return places
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
