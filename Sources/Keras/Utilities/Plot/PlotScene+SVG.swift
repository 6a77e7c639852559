import Foundation

extension PlotScene {
  /// The scene as a picture that any browser shows.
  ///
  /// - Parameter dpi: the pixels of an inch that the picture is shown with; it can be scaled without loss.
  func svg(title: String, dpi: Int) -> String {
    let scale = Double(dpi) / 72
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.text(width * scale))\" "
        + "height=\"\(Self.text(height * scale))\" viewBox=\"0 0 \(Self.text(width)) \(Self.text(height))\" "
        + "font-family=\"Helvetica, Arial, sans-serif\">", "<title>\(ModelPlot.escaped(title))</title>",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for (place, label) in frames {
      parts.append(
        "<rect class=\"frame\" \(Self.attributes(place)) fill=\"none\" stroke=\"black\" stroke-dasharray=\"5 3\"/>")
      parts.append(Self.element(label))
    }
    for line in lines {
      parts.append("<path d=\"\(path(line))\" fill=\"none\" stroke=\"black\" stroke-width=\"1.4\"/>")
      if line.hasHead {
        let corners = head(line).map { "\(Self.text($0.x)),\(Self.text($0.y))" }
        parts.append("<polygon points=\"\(corners.joined(separator: " "))\"/>")
      }
    }
    for cell in cells {
      parts.append(
        "<rect \(Self.attributes(cell.place)) fill=\"\(cell.fill.rawValue)\" stroke=\"black\" stroke-width=\"1\"/>")
      parts.append(Self.element(cell.label))
    }
    for box in boxes {
      parts.append("<rect class=\"box\" \(Self.attributes(box)) fill=\"none\" stroke=\"black\" stroke-width=\"1.4\"/>")
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func path(_ line: Line) -> String {
    let (start, pieces) = pieces(line)
    func pair(_ point: StrokeFont.Point) -> String { "\(Self.text(point.x)) \(Self.text(point.y))" }
    return pieces.reduce("M\(pair(start))") { path, piece in
      switch piece {
      case .straight(let end): path + "L\(pair(end))"
      case .bent(let a, let b, let end): path + "C\(pair(a)) \(pair(b)) \(pair(end))"
      }
    }
  }

  private static func attributes(_ place: Rectangle) -> String {
    "x=\"\(text(place.x))\" y=\"\(text(place.y))\" width=\"\(text(place.width))\" height=\"\(text(place.height))\""
  }

  /// Text that takes the room it was given, whatever font the viewer has.
  private static func element(_ label: Label) -> String {
    let runs = label.runs.map { run in
      run.isBold
        ? "<tspan font-weight=\"bold\">\(ModelPlot.escaped(run.text))</tspan>" : ModelPlot.escaped(run.text)
    }
    return "<text x=\"\(text(label.x))\" y=\"\(text(label.y))\" font-size=\"\(text(label.size))\" "
      + "fill=\"\(label.color.rawValue)\" textLength=\"\(text(label.width))\" lengthAdjust=\"spacingAndGlyphs\" "
      + "xml:space=\"preserve\">\(runs.joined())</text>"
  }

  /// At most two decimals.
  private static func text(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
