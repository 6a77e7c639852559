/// What a model measured after each epoch, written as a table (CSV) and as a picture (SVG).
struct TrainingCurves {
  /// One value an epoch for each measured name, for example "loss" and "val_loss", in the order given by fit.
  let columns: [(name: String, values: [Double])]

  private var epochs: Int { columns.map(\.values.count).max() ?? 0 }

  /// A header line, then one line an epoch.
  var csv: String {
    var lines = [(["epoch"] + columns.map(\.name)).joined(separator: ",")]
    for epoch in 0..<epochs {
      let cells = columns.map { epoch < $0.values.count ? "\($0.values[epoch])" : "" }
      lines.append((["\(epoch + 1)"] + cells).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One panel for each quantity, with the training curve and, dashed, the curve on the held-out data.
  var svg: String {
    let names = columns.map(\.name).filter { !$0.hasPrefix("val_") }
    let panels = names.enumerated().map { index, name in panel(name, left: Double(index) * Panel.width) }
    let width = Double(max(names.count, 1)) * Panel.width
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(Panel.height)" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      \(panels.joined(separator: "\n"))
      </svg>

      """
  }

  private func panel(_ name: String, left: Double) -> String {
    let curves = columns.filter { $0.name == name || $0.name == "val_\(name)" }
    let panel = Panel(left: left, epochs: epochs, values: curves.flatMap(\.values).filter(\.isFinite))
    var parts = [panel.frame(title: name)]
    for (index, curve) in curves.enumerated() {
      parts.append(panel.line(curve.values, label: curve.name, row: index))
    }
    return parts.joined(separator: "\n")
  }
}

/// The axes of one plot, and where on the page a value of an epoch lies.
private struct Panel {
  static let width = 420.0, height = 300.0
  private static let margin = (left: 60.0, right: 20.0, top: 40.0, bottom: 40.0)

  let left: Double, epochs: Int, low: Double, high: Double

  init(left: Double, epochs: Int, values: [Double]) {
    self.left = left
    self.epochs = epochs
    let smallest = values.min() ?? 0
    let largest = values.max() ?? 1
    // A flat curve gets room too, or it would be divided by zero.
    let room = max((largest - smallest) * 0.05, 1e-3)
    low = smallest - room
    high = largest + room
  }

  private func x(_ epoch: Int) -> Double {
    let span = Self.width - Self.margin.left - Self.margin.right
    return left + Self.margin.left + span * (Double(epoch) / Double(max(epochs - 1, 1)))
  }

  private func y(_ value: Double) -> Double {
    let span = Self.height - Self.margin.top - Self.margin.bottom
    return Self.margin.top + span * (high - value) / (high - low)
  }

  func frame(title: String) -> String {
    var parts = ["<text x=\"\(x(0))\" y=\"24\" font-size=\"15\">\(title)</text>"]
    for step in 0...4 {
      let value = low + (high - low) * Double(step) / 4
      let height = rounded(y(value))
      parts.append("<path d=\"M\(rounded(x(0))) \(height)H\(rounded(x(max(epochs - 1, 1))))\" stroke=\"#ddd\"/>")
      parts.append("<text x=\"\(rounded(x(0) - 6))\" y=\"\(height + 4)\" text-anchor=\"end\">\(label(value))</text>")
    }
    for epoch in 0..<epochs {
      let foot = Self.height - Self.margin.bottom + 18
      parts.append("<text x=\"\(rounded(x(epoch)))\" y=\"\(foot)\" text-anchor=\"middle\">\(epoch + 1)</text>")
    }
    let middle = rounded((x(0) + x(max(epochs - 1, 1))) / 2)
    parts.append("<text x=\"\(middle)\" y=\"\(Self.height - 4)\" text-anchor=\"middle\">epoch</text>")
    return parts.joined(separator: "\n")
  }

  func line(_ values: [Double], label: String, row: Int) -> String {
    let held = label.hasPrefix("val_")
    let style = held ? "stroke=\"#c0392b\" stroke-dasharray=\"6 3\"" : "stroke=\"#2a6fb0\""
    let finite = values.enumerated().filter { $0.element.isFinite }
    let points = finite.map { "\(rounded(x($0.offset))),\(rounded(y($0.element)))" }.joined(separator: " ")
    let legend = left + Self.width - Self.margin.right
    return """
      <polyline points="\(points)" fill="none" stroke-width="2" \(style)/>
      <text x="\(legend)" y="\(16 + 14 * row)" text-anchor="end" fill="\(held ? "#c0392b" : "#2a6fb0")">\(label)</text>
      """
  }

  private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
  private func label(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
