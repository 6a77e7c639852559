import TensorGraph

/// What a plot writes about a layer: Keras' words.
struct BoxMaker {
  let options: PlotOptions

  init(_ options: PlotOptions) { self.options = options }

  func box(input: Tensor, name: String) -> ModelPlot.Box {
    var cells: [ModelPlot.Cell] = []
    if options.showShapes { cells.append(Self.cell("Output shape: ", Self.shapes([[input]]))) }
    if options.showDType { cells.append(Self.cell("Output dtype: ", input.dtype.rawValue)) }
    return ModelPlot.Box(title: title(name, "InputLayer"), rows: cells.isEmpty ? [] : [cells])
  }

  func box(operation step: FunctionalGraph.Step) -> ModelPlot.Box {
    let type = step.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let cells = cells(inputs: [step.inputs.filter(\.isSymbolic)], outputs: [step.outputs])
    return ModelPlot.Box(title: title(step.name, type), rows: cells.isEmpty ? [] : [cells])
  }

  func box(_ layer: Layer, calls: [FunctionalGraph.Step]) -> ModelPlot.Box {
    let kind = Swift.type(of: layer)
    let type =
      kind == Model.self ? "Functional" : kind == ActivationLayer.self ? "Activation" : String(describing: kind)
    var rows: [[ModelPlot.Cell]] = []
    if options.showLayerActivations, let activation = Self.activation(layer) {
      rows.append([Self.cell("Activation: ", activation)])
    }
    var cells = cells(inputs: calls.map(\.inputs), outputs: calls.map(\.outputs))
    if options.showTrainable, !layer.weights.isEmpty {
      let (text, fill) =
        layer.isTrainable ? ("Trainable", ModelPlot.Color.forestgreen) : ("Non-trainable", .firebrick)
      cells.append(ModelPlot.Cell(runs: [.init(text: text, isBold: true)], fill: fill))
    }
    if !cells.isEmpty { rows.append(cells) }
    return ModelPlot.Box(title: title(layer.name, type), rows: rows)
  }

  private func title(_ name: String, _ type: String) -> [ModelPlot.Run] {
    options.showLayerNames
      ? [.init(text: name, isBold: true), .init(text: " (\(type))")] : [.init(text: type, isBold: true)]
  }

  private func cells(inputs: [[Tensor]], outputs: [[Tensor]]) -> [ModelPlot.Cell] {
    var cells: [ModelPlot.Cell] = []
    if options.showShapes {
      cells.append(Self.cell("Input shape: ", Self.shapes(inputs)))
      cells.append(Self.cell("Output shape: ", Self.shapes(outputs)))
    }
    if options.showDType {
      let types = Set(outputs.map { Self.list($0.map(\.dtype.rawValue)) })
      cells.append(Self.cell("Output dtype: ", types.count == 1 ? types.first! : "?"))
    }
    return cells
  }

  private static func cell(_ label: String, _ value: String) -> ModelPlot.Cell {
    ModelPlot.Cell(runs: [.init(text: label), .init(text: value, isBold: true)])
  }

  /// The shapes of a call's tensors; `?` if a layer's calls differ.
  private static func shapes(_ calls: [[Tensor]]) -> String {
    let texts = Set(
      calls.map { tensors in
        list(
          tensors.map { tensor in
            let lengths = tensor.shape.dimensions.map { $0.map(String.init) ?? "None" }
            return "(" + lengths.joined(separator: ", ") + (lengths.count == 1 ? ",)" : ")")
          })
      })
    return texts.count == 1 ? texts.first! : "?"
  }

  private static func list(_ texts: [String]) -> String {
    texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
  }

  /// The name of the function in the layer's property `activation`, if it has one.
  private static func activation(_ layer: Layer) -> String? {
    var mirror: Mirror? = Mirror(reflecting: layer)
    while let current = mirror, current.subjectType != Layer.self {
      for child in current.children where child.label == "activation" {
        if let activation = child.value as? Activation { return activation.name }
      }
      mirror = current.superclassMirror
    }
    return nil
  }
}
