import TensorGraph

/// A model's graph as boxes and arrows: a box for each layer, operation and input, and a frame for each nested model that is shown.
struct ModelPlot {
  /// A piece of text in one weight.
  struct Run: Equatable {
    let text: String
    let isBold: Bool

    /// What files call things may hold characters that no picture can.
    init(text: String, isBold: Bool = false) {
      self.text = text.withoutControls
      self.isBold = isBold
    }
  }

  /// A cell of a box: text on a colour.
  struct Cell: Equatable {
    var runs: [Run]
    var fill = Color.white
  }

  enum Color: String {
    case black, white, forestgreen, firebrick
  }

  struct Box {
    var title: [Run]
    /// Rows of cells below the title.
    var rows: [[Cell]] = []
  }

  /// What is drawn at one place.
  indirect enum Content {
    case box(Box)
    case frame(ModelPlot)
  }

  struct Item {
    let name: String
    let content: Content
  }

  /// An arrow between items; for a frame also which of its inputs or outputs.
  struct Arrow: Hashable {
    let from: Int
    var output = 0
    let to: Int
    var input = 0
  }

  let name: String
  private(set) var items: [Item] = []
  private(set) var arrows: [Arrow] = []
  /// The items that take the model's inputs: more than one for an input that is not drawn itself.
  private(set) var entries: [[Arrow]] = []
  /// Which item gives each output of the model.
  private(set) var exits: [(item: Int, output: Int)] = []

  init(_ model: Model, _ options: PlotOptions) {
    name = model.name.onOneLine
    guard let graph = model.graph else {
      items = [Item(name: model.name, content: .box(BoxMaker(options).box(model, calls: [])))]
      return
    }
    add(graph, hidesInputs: model is Sequential && !graph.steps.isEmpty, options)
  }

  private mutating func add(_ graph: FunctionalGraph, hidesInputs: Bool, _ options: PlotOptions) {
    let maker = BoxMaker(options)
    var makers: [ObjectIdentifier: Int] = [:]
    var hidden: [ObjectIdentifier: Int] = [:]
    for (index, (input, inputName)) in zip(graph.inputs, graph.inputNames).enumerated() {
      entries.append([])
      if hidesInputs {
        hidden[ObjectIdentifier(input.node)] = index
        continue
      }
      entries[index] = [Arrow(from: -1, to: items.count)]
      makers[ObjectIdentifier(input.node)] = items.count
      items.append(Item(name: inputName, content: .box(maker.box(input: input, name: inputName))))
    }
    let shared = Self.mergeable(graph)
    var places: [ObjectIdentifier: Int] = [:]
    for step in graph.steps {
      let layer = step.call?.layer
      let key = layer.map { ObjectIdentifier($0) }
      var place = key.flatMap { places[$0] }
      if place == nil {
        place = items.count
        if let key, shared.contains(key) { places[key] = place }
        items.append(
          Item(
            name: step.name,
            content: content(step, maker, options, shared.contains(key ?? ObjectIdentifier(step.node)), graph)))
      }
      makers[ObjectIdentifier(step.node)] = place
      for (input, tensor) in step.inputs.enumerated() {
        if let source = makers[ObjectIdentifier(tensor.node)] {
          connect(source, tensor.index, place!, input)
        } else if let index = hidden[ObjectIdentifier(tensor.node)] {
          entries[index].append(Arrow(from: -1, to: place!, input: input))
        }
      }
    }
    exits = graph.outputs.map { (makers[ObjectIdentifier($0.node)] ?? 0, $0.index) }
  }

  private mutating func connect(_ source: Int, _ output: Int, _ target: Int, _ input: Int) {
    func isFrame(_ item: Int) -> Bool { if case .frame = items[item].content { true } else { false } }
    let arrow = Arrow(
      from: source, output: isFrame(source) ? output : 0, to: target, input: isFrame(target) ? input : 0)
    // As in Keras, several ways between the same two boxes are one arrow.
    if !arrows.contains(arrow) { arrows.append(arrow) }
  }

  private func content(
    _ step: FunctionalGraph.Step, _ maker: BoxMaker, _ options: PlotOptions, _ isShared: Bool, _ graph: FunctionalGraph
  ) -> Content {
    guard let call = step.call else { return .box(maker.box(operation: step)) }
    if options.expandNested, let inner = call.layer as? Model, inner.graph != nil {
      return .frame(ModelPlot(inner, options))
    }
    let calls = isShared ? graph.steps.filter { $0.call?.layer === call.layer } : [step]
    return .box(maker.box(call.layer, calls: calls))
  }

  /// Layers whose calls can be one box, as in Keras: all but those whose output comes back to them.
  private static func mergeable(_ graph: FunctionalGraph) -> Set<ObjectIdentifier> {
    var layers = Set(graph.steps.compactMap { $0.call.map { ObjectIdentifier($0.layer) } })
    // For each node the layers on the way to it; a layer that meets itself is in a loop.
    var ways: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]
    for step in graph.steps {
      var way = step.inputs.reduce(into: Set<ObjectIdentifier>()) {
        $0.formUnion(ways[ObjectIdentifier($1.node)] ?? [])
      }
      if let layer = step.call.map({ ObjectIdentifier($0.layer) }) {
        if way.contains(layer) { layers.remove(layer) }
        way.insert(layer)
      }
      ways[ObjectIdentifier(step.node)] = way
    }
    // Two layers called in turns, a(b(x)) and b(a(x)), close a loop only together.
    let candidates = graph.steps.compactMap { $0.call.map { ObjectIdentifier($0.layer) } }
    let repeated = Set(candidates.filter { id in candidates.count { $0 == id } > 1 })
    guard repeated.count > 1 else { return layers }
    return hasLoop(graph, merging: layers) ? layers.subtracting(repeated) : layers
  }

  private static func hasLoop(_ graph: FunctionalGraph, merging layers: Set<ObjectIdentifier>) -> Bool {
    func key(_ node: Node) -> ObjectIdentifier {
      let layer = Tensor(node: node).layerCall.map { ObjectIdentifier($0.layer) }
      return layer.flatMap { layers.contains($0) ? $0 : nil } ?? ObjectIdentifier(node)
    }
    var after: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]
    var waiting: [ObjectIdentifier: Int] = [:]
    for step in graph.steps {
      let target = key(step.node)
      waiting[target] = waiting[target] ?? 0
      for input in step.inputs where after[key(input.node), default: []].insert(target).inserted {
        waiting[target, default: 0] += 1
        waiting[key(input.node)] = waiting[key(input.node)] ?? 0
      }
    }
    var ready = waiting.filter { $0.value == 0 }.map(\.key)
    var count = 0
    while let next = ready.popLast() {
      count += 1
      for target in after[next] ?? [] {
        waiting[target]! -= 1
        if waiting[target] == 0 { ready.append(target) }
      }
    }
    return count < waiting.count
  }
}
