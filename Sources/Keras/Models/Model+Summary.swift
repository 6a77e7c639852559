import Foundation

extension Model {
  /// Prints the model's layers with output shapes and parameter counts, as Keras does.
  ///
  /// - Parameters:
  ///   - lineLength: the width of the table; the terminal's width, at most 88 (108 with connections), unless given.
  ///   - expandNested: whether layers of nested models are listed too.
  ///   - showTrainable: whether a column says which layers are trained.
  public func summary(lineLength: Int? = nil, expandNested: Bool = false, showTrainable: Bool = false) {
    let text = summaryText(lineLength: lineLength, expandNested: expandNested, showTrainable: showTrainable)
    writeToStandardOutput(text + "\n")
  }

  /// What `summary` prints.
  public func summaryText(lineLength: Int? = nil, expandNested: Bool = false, showTrainable: Bool = false) -> String {
    do {
      if let definitionError { throw definitionError }
      try renewIfLayersChanged()
    } catch {
      return "Model: \"\(name.withoutControls)\"\n\(error)"
    }
    // A model that can't be described is listed without shapes.
    try? describeFromCalls()
    let text =
      "Model: \"\(name)\"\n"
      + SummaryTable(self, lineLength: lineLength, expandNested: expandNested, showTrainable: showTrainable).text
      + "\n" + totals
    return text.withoutControls
  }

  private var totals: String {
    let trainable = trainableVariables
    let frozen = nonTrainableVariables
    let slots = configuration?.optimizer.isBuilt == true ? configuration?.optimizer.variables ?? [] : []
    var lines = [
      " Total params: " + Self.size(trainable + frozen + slots), " Trainable params: " + Self.size(trainable),
      " Non-trainable params: " + Self.size(frozen),
    ]
    if !slots.isEmpty { lines.append(" Optimizer params: " + Self.size(slots)) }
    return lines.joined(separator: "\n")
  }

  private static func size(_ variables: [Variable]) -> String {
    let count = variables.reduce(0) { $0 + ($1.shape.count ?? 0) }
    let bytes = variables.reduce(0) { $0 + $1.type.byteCount }
    return "\(SummaryTable.grouped(count)) (\(ByteCount.kerasText(bytes)))"
  }
}

/// The rows of a summary.
private struct SummaryTable {
  let model: Model
  let lineLength: Int?
  let expandNested: Bool
  let showTrainable: Bool
  private let items: [FunctionalGraph.ListedItem]
  private let isSequential: Bool
  private var operationNames: [ObjectIdentifier: String] = [:]
  /// The calls of each layer that belong to this model's graph.
  private var steps: [ObjectIdentifier: [FunctionalGraph.Step]] = [:]
  /// The number of each call among those of its layer.
  private var callNumbers: [ObjectIdentifier: Int] = [:]

  init(_ model: Model, lineLength: Int?, expandNested: Bool, showTrainable: Bool) {
    self.model = model
    self.lineLength = lineLength
    self.expandNested = expandNested
    self.showTrainable = showTrainable
    let isGraph = model.isFunctional && !(model is Sequential)
    items = isGraph ? model.graph?.listing ?? [] : model.layers.map { .layer($0) }
    isSequential = !isGraph || SummaryTable.isChain(model.graph)
    for step in model.graph?.steps ?? [] {
      guard let layer = step.call?.layer else { continue }
      if steps[ObjectIdentifier(layer)] == nil {
        for (number, call) in layer.calls.enumerated() { callNumbers[ObjectIdentifier(call)] = number }
      }
      steps[ObjectIdentifier(layer), default: []].append(step)
    }
    var counts: [String: Int] = [:]
    for case .operation(let step) in model.graph?.listing ?? [] {
      let count = counts[step.name, default: 0]
      counts[step.name] = count + 1
      operationNames[ObjectIdentifier(step.node)] = count == 0 ? step.name : "\(step.name)_\(count)"
    }
  }

  /// Whether each step takes only what the step before it made.
  private static func isChain(_ graph: FunctionalGraph?) -> Bool {
    guard let graph else { return true }
    guard graph.inputs.count == 1, graph.layers.count == graph.steps.filter({ $0.call != nil }).count else {
      return false
    }
    var last = graph.inputs[0]
    for step in graph.steps {
      guard step.inputs.count == 1, step.inputs[0].isSame(as: last), step.outputs.count == 1 else { return false }
      last = step.outputs[0]
    }
    return true
  }

  var text: String {
    var titles = ["Layer (type)", "Output Shape", "Param #"]
    var alignments: [TextTable.Alignment] = [.left, .left, .right]
    var positions = isSequential ? [0.45, 0.80, 1.0] : [0.3, 0.56, 0.74, 1.0]
    var defaultLength = isSequential ? 88 : 108
    if !isSequential {
      titles.append("Connected to")
      alignments.append(.left)
    }
    if showTrainable {
      defaultLength += 12
      positions = positions.map { $0 * 0.9 } + [1.0]
      titles.append("Trainable")
      alignments.append(.center)
    }
    let length = lineLength ?? min(defaultLength, Terminal.columns - 4)
    var widths: [Int] = []
    var current = 0
    for position in positions {
      let end = Int(position * Double(length))
      widths.append(max(end - current, 4))
      current = max(end, current + 4)
    }
    var table = TextTable(titles: titles, alignments: alignments, widths: widths, lineLength: length)
    for item in items { for row in rows(item, level: 0) { table.add(row) } }
    return table.text
  }

  private func rows(_ item: FunctionalGraph.ListedItem, level: Int) -> [[String]] {
    let prefix = level == 0 ? "" : String(repeating: "   ", count: level) + "└ "
    var fields: [String]
    var nested: [FunctionalGraph.ListedItem] = []
    switch item {
    case .input(let tensor):
      fields = ["\(prefix)\(tensor.stepName) (InputLayer)", Self.shape([tensor.shape]), "0"]
      if !isSequential { fields.append("-") }
      if showTrainable { fields.append("-") }
    case .operation(let step):
      let name = operationNames[ObjectIdentifier(step.node)] ?? step.name
      let kind =
        (step.call?.layer as? GraphOperation)?.className
        ?? step.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      fields = ["\(prefix)\(name) (\(kind))", Self.shape(step.outputs.map(\.shape)), "0"]
      if !isSequential { fields.append(connections(step.inputs)) }
      if showTrainable { fields.append("-") }
    case .layer(let layer):
      fields = ["\(prefix)\(layer.name) (\(Self.kind(layer)))", outputShape(layer), parameters(layer)]
      if !isSequential { fields.append(connections(inputs(of: layer))) }
      if showTrainable { fields.append(layer.weights.isEmpty ? "-" : layer.isTrainable ? "Y" : "N") }
      if expandNested, let inner = layer as? Model {
        let isGraph = inner.isFunctional && !(inner is Sequential)
        nested = isGraph ? inner.graph?.listing ?? [] : inner.layers.map { .layer($0) }
      }
    }
    return [fields] + nested.flatMap { rows($0, level: level + 1) }
  }

  private static func kind(_ layer: Layer) -> String {
    if type(of: layer) == Model.self { return "Functional" }
    if layer is ActivationLayer { return "Activation" }
    return String(describing: type(of: layer))
  }

  private func calls(of layer: Layer) -> [FunctionalGraph.Step] { steps[ObjectIdentifier(layer)] ?? [] }

  private func inputs(of layer: Layer) -> [Tensor] { calls(of: layer).flatMap(\.inputs) }

  private func outputShape(_ layer: Layer) -> String {
    if let call = calls(of: layer).first { return Self.shape(call.outputs.map(\.shape)) }
    if let call = layer.calls.first { return Self.shape(call.outputs.map(\.shape)) }
    if let graph = (layer as? Model)?.graph { return Self.shape(graph.outputs.map(\.shape)) }
    return "?"
  }

  private func parameters(_ layer: Layer) -> String {
    layer.isBuilt ? Self.grouped(layer.parameterCount) : "0 (unbuilt)"
  }

  private func connections(_ tensors: [Tensor]) -> String {
    let names = tensors.filter(\.isSymbolic).map { tensor -> String in
      guard let call = tensor.layerCall else {
        let name = operationNames[ObjectIdentifier(tensor.node)] ?? tensor.stepName
        return "\(name)[0][\(tensor.index)]"
      }
      let index = callNumbers[ObjectIdentifier(call)] ?? 0
      return "\(call.layer.name)[\(index)][\(tensor.index)]"
    }
    return names.isEmpty ? "-" : names.joined(separator: ", ")
  }

  private static func shape(_ shapes: [Shape]) -> String {
    let texts = shapes.map { shape in
      let lengths = shape.dimensions.map { $0.map(String.init) ?? "None" }
      return "(" + lengths.joined(separator: ", ") + (lengths.count == 1 ? ",)" : ")")
    }
    return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
  }

  /// `101770` as `101,770`.
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}

/// The terminal that output goes to.
enum Terminal {
  /// Its width in characters; 80 if there is none.
  static var columns: Int {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 20 {
      return columns
    }
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
    return isKnown ? Int(size.ws_col) : 80
  }
}
