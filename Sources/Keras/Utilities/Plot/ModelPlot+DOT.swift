extension ModelPlot {
  /// The graph in Graphviz' language, which then draws it as Keras does.
  func dot(_ options: PlotOptions) -> String {
    var lines = [
      "digraph \(Self.quoted(name)) {",
      "  rankdir=\(options.direction.rawValue); concentrate=true; dpi=\(options.dpi); splines=ortho;",
      "  node [shape=record, fontname=Helvetica, margin=0];",
      "  edge [penwidth=2];",
    ]
    add(to: &lines, indent: "  ", prefix: "n")
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func add(to lines: inout [String], indent: String, prefix: String) {
    for (index, item) in items.enumerated() {
      switch item.content {
      case .box(let box): lines.append("\(indent)\(prefix)\(index) [label=<\(Self.table(box))>];")
      case .frame(let inner):
        lines.append("\(indent)subgraph cluster_\(prefix)\(index) {")
        lines.append("\(indent)  style=dashed; label=\(Self.quoted(inner.name)); labeljust=l;")
        inner.add(to: &lines, indent: indent + "  ", prefix: "\(prefix)\(index)_")
        lines.append("\(indent)}")
      }
    }
    for arrow in arrows {
      let start = exit(arrow.from, arrow.output, prefix)
      for end in entry(arrow.to, arrow.input, prefix) { lines.append("\(indent)\(start) -> \(end);") }
    }
  }

  /// The box behind an output of an item.
  private func exit(_ item: Int, _ output: Int, _ prefix: String) -> String {
    guard case .frame(let inner) = items[item].content, inner.exits.indices.contains(output) else {
      return "\(prefix)\(item)"
    }
    return inner.exit(inner.exits[output].item, inner.exits[output].output, "\(prefix)\(item)_")
  }

  /// The boxes that take an input of an item.
  private func entry(_ item: Int, _ input: Int, _ prefix: String) -> [String] {
    guard case .frame(let inner) = items[item].content, inner.entries.indices.contains(input) else {
      return ["\(prefix)\(item)"]
    }
    return inner.entries[input].flatMap { inner.entry($0.to, $0.input, "\(prefix)\(item)_") }
  }

  private static func table(_ box: Box) -> String {
    let columns = box.rows.map(\.count).max() ?? 1
    func cell(_ runs: [Run], _ fill: Color, _ size: Int, _ span: Int) -> String {
      let text = runs.map { $0.isBold ? "<b>\(escaped($0.text))</b>" : escaped($0.text) }.joined()
      let color = fill == .white ? "black" : "white"
      return "<td colspan=\"\(span)\" bgcolor=\"\(fill.rawValue)\"><font point-size=\"\(size)\" color=\"\(color)\">"
        + "\(text)</font></td>"
    }
    var rows = ["<tr>\(cell(box.title, .black, 16, columns))</tr>"]
    for row in box.rows {
      let span = row.count == 1 ? columns : 1
      rows.append("<tr>" + row.map { cell($0.runs, $0.fill, 14, span) }.joined() + "</tr>")
    }
    return "<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\">\(rows.joined())</table>"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}
