/// Sorts a graph as Keras does: by depth from the outputs, then by the order of a walk from the outputs.
///
/// Source: `keras.src.ops.function.map_graph`.
struct FunctionalOrder {
  private(set) var steps: [FunctionalGraph.Step] = []
  private(set) var layers: [Layer] = []
  private(set) var listing: [FunctionalGraph.ListedItem] = []

  init(inputs: [Tensor], outputs: [Tensor], owner: String) throws {
    let inputIDs = Set(inputs.map(TensorID.init))
    var finished: [Node] = []
    var visited: Set<ObjectIdentifier> = []
    var indices: [ObjectIdentifier: Int] = [:]
    for output in outputs {
      var stack: [(tensor: Tensor, isReady: Bool)] = [(output, false)]
      while let (tensor, isReady) = stack.popLast() {
        let node = tensor.node
        if isReady {
          finished.append(node)
          continue
        }
        guard node.isSymbolic else { continue }
        guard !inputIDs.contains(TensorID(tensor)) else {
          let id = ObjectIdentifier(node)
          if indices[id] == nil { indices[id] = indices.count }
          continue
        }
        guard visited.insert(ObjectIdentifier(node)).inserted else { continue }
        if let origin = tensor.inputOrigin { throw Self.disconnected(origin, inputs, owner) }
        let key = Self.key(node)
        if indices[key] == nil { indices[key] = indices.count }
        stack.append((tensor, true))
        for input in node.inputs.reversed() { stack.append((input, false)) }
      }
    }
    var depths: [ObjectIdentifier: Int] = [:]
    var keyDepths: [ObjectIdentifier: Int] = [:]
    for node in finished.reversed() {
      let depth = max(depths[ObjectIdentifier(node)] ?? 0, keyDepths[Self.key(node)] ?? 0)
      keyDepths[Self.key(node)] = depth
      depths[ObjectIdentifier(node)] = depth
      for input in node.inputs {
        let id = ObjectIdentifier(input.node)
        depths[id] = max(depths[id] ?? 0, depth + 1)
      }
    }
    // Deepest first; a stable sort keeps the order of the walk, in which inputs come before what uses them.
    let order = finished.enumerated().sorted { a, b in
      let (x, y) = (depths[ObjectIdentifier(a.element)]!, depths[ObjectIdentifier(b.element)]!)
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
    steps = order.map { FunctionalGraph.Step(node: $0, call: Tensor(node: $0).layerCall) }
    var seen: Set<ObjectIdentifier> = []
    // Operations of files are steps, not layers.
    let called: [Layer] = steps.compactMap { $0.call?.layer }.filter { !($0 is GraphOperation) }
    let unique = called.filter { seen.insert(ObjectIdentifier($0)).inserted }
    layers = unique.sorted { a, b in
      let (x, y) = (keyDepths[ObjectIdentifier(a)]!, keyDepths[ObjectIdentifier(b)]!)
      return x == y ? indices[ObjectIdentifier(a)]! < indices[ObjectIdentifier(b)]! : x > y
    }
    let operations = steps.filter { $0.call.map { $0.layer is GraphOperation } ?? true }.map(
      FunctionalGraph.ListedItem.operation)
    let items = inputs.map(FunctionalGraph.ListedItem.input) + layers.map(FunctionalGraph.ListedItem.layer) + operations
    func place(_ item: FunctionalGraph.ListedItem) -> (depth: Int, index: Int) {
      let id =
        switch item {
        case .input(let tensor): ObjectIdentifier(tensor.node)
        case .layer(let layer): ObjectIdentifier(layer)
        case .operation(let step): Self.key(step.node)
        }
      return (keyDepths[id] ?? depths[id] ?? 0, indices[id] ?? Int.max)
    }
    listing = items.map { (item: $0, place: place($0)) }
      .sorted { $0.place.depth == $1.place.depth ? $0.place.index < $1.place.index : $0.place.depth > $1.place.depth }
      .map(\.item)
  }

  // Calls of one layer count as one operation.
  private static func key(_ node: Node) -> ObjectIdentifier {
    Tensor(node: node).layerCall.map { ObjectIdentifier($0.layer) } ?? ObjectIdentifier(node)
  }

  private static func disconnected(_ origin: InputOrigin, _ inputs: [Tensor], _ owner: String) -> KerasError {
    KerasError(
      "\(owner) has an output that its inputs do not determine.",
      expected: "every Input that the outputs need among the inputs",
      received: "inputs \(inputs.map(\.stepName).quotedList()); '\(origin.name)' is missing",
      fix: "add the tensor of Input '\(origin.name)' to inputs:")
  }
}
