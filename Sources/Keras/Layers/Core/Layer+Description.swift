extension Layer: CustomStringConvertible {
  /// For example `<Dense 'head': [batch, 64] -> [batch, 10], 650 parameters>`.
  public var description: String {
    var parts: [String] = []
    let (from, to): ([Tensor], [Tensor]) =
      ends.map { ($0.inputs, $0.outputs) } ?? (calls.count == 1 ? (calls[0].inputs, calls[0].outputs) : ([], []))
    if !from.isEmpty, !to.isEmpty { parts.append("\(Self.shapes(from)) -> \(Self.shapes(to))") }
    if let model = self as? Model { parts.append("\(model.layers.count.counted("layer", "layers"))") }
    parts.append(isBuilt ? parameterCount.counted("parameter", "parameters") : "not built")
    let kind = Swift.type(of: self) == Model.self ? "Functional" : "\(Swift.type(of: self))"
    return "<\(kind) '\(name.onOneLine)': \(parts.joined(separator: ", "))>"
  }

  private static func shapes(_ tensors: [Tensor]) -> String {
    tensors.map(\.shape.batchDescription).joined(separator: " and ")
  }
}
