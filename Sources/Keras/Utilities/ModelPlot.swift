/// A model's graph laid out for drawing: boxes in rows, each row below everything that its boxes need.
struct ModelPlot {
  struct Box {
    /// The lines of text in the box, the first in bold.
    var lines: [String]
    /// Positions of the boxes whose outputs this one takes, in order.
    var sources: [Int]
    /// 0 for inputs, else one more than the lowest of its sources.
    var row: Int
  }

  let name: String
  private(set) var boxes: [Box] = []

  init(_ model: Model, showShapes: Bool, showDType: Bool, showLayerNames: Bool) {
    name = model.name
    guard let graph = model.graph else { return }
    var makers: [ObjectIdentifier: Int] = [:]
    func lines(_ name: String, _ type: String, _ outputs: [Tensor]) -> [String] {
      var lines = [showLayerNames ? "\(name) (\(type))" : type]
      if showShapes { lines.append(outputs.map { $0.shape.description }.joined(separator: ", ")) }
      if showDType { lines.append(outputs.map(\.dtype.rawValue).joined(separator: ", ")) }
      return lines
    }
    for (input, name) in zip(graph.inputs, graph.inputNames) {
      makers[ObjectIdentifier(input.node)] = boxes.count
      boxes.append(Box(lines: lines(name, "Input", [input]), sources: [], row: 0))
    }
    for step in graph.steps {
      let sources = step.inputs.compactMap { makers[ObjectIdentifier($0.node)] }
      let row = (sources.map { boxes[$0].row }.max() ?? -1) + 1
      let type = step.call.map { String(describing: Swift.type(of: $0.layer)) } ?? "operation"
      makers[ObjectIdentifier(step.node)] = boxes.count
      boxes.append(Box(lines: lines(step.name, type, step.outputs), sources: sources, row: row))
    }
  }

  /// The graph in Graphviz' language.
  var dot: String {
    var lines = ["digraph \(Self.quoted(name)) {", "  node [shape=box, fontname=\"sans-serif\"];"]
    for (index, box) in boxes.enumerated() {
      lines.append("  n\(index) [label=\(Self.quoted(box.lines.joined(separator: "\n")))];")
      for source in box.sources { lines.append("  n\(source) -> n\(index);") }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}
