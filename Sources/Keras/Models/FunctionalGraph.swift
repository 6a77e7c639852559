/// The graph of layers between symbolic inputs and outputs, in an order in which it can be run.
package struct FunctionalGraph {
  /// One call of a layer, or one operation on symbolic tensors.
  package struct Step {
    package let node: Node
    package let call: LayerCall?

    /// In listings: the layer's or the operation's name.
    package var name: String {
      if let call { return call.layer.name }
      if case .deferred(let deferred) = node.kind { return deferred.name }
      if case .operation(let operation) = node.kind { return operation.name }
      return "tensor"
    }
    package var inputs: [Tensor] { node.inputs }
    package var outputs: [Tensor] { node.types.indices.map { Tensor(node: node, index: $0) } }
  }

  /// What a summary has a row for.
  package enum ListedItem {
    case input(Tensor)
    case layer(Layer)
    case operation(Step)
  }

  package let inputs: [Tensor]
  package let outputs: [Tensor]
  package let inputNames: [String]
  package let outputNames: [String]
  /// Whether all inputs were given by name.
  package let hasNamedInputs: Bool
  /// Whether all outputs were given by name.
  package let hasNamedOutputs: Bool
  package let steps: [Step]
  /// Each layer that is called once, deepest first, in Keras' order.
  package let layers: [Layer]
  /// The layers with those of the inputs, in Keras' order.
  package let layersWithInputs: [Layer]
  /// Inputs, layers and operations in the order of a summary.
  package let listing: [ListedItem]

  package init(inputs: TensorMap, outputs: TensorMap, owner: String) throws {
    for tensor in outputs.tensors + inputs.tensors { _ = try tensor.checked() }
    self.inputs = inputs.tensors
    self.outputs = outputs.tensors
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw KerasError(
        "\(owner) needs inputs and outputs.", expected: "at least one of each",
        received: "\(inputs.count.counted("input", "inputs")) and \(outputs.count.counted("output", "outputs"))",
        fix: "give the tensors that Input made")
    }
    for tensor in self.inputs + self.outputs where !tensor.isSymbolic {
      throw KerasError(
        "\(owner) needs symbolic tensors.", expected: "tensors that come from Input",
        received: "values of \(tensor.type)",
        fix: "start the graph with Input(shape:)")
    }
    let order = try FunctionalOrder(inputs: self.inputs, outputs: self.outputs, owner: owner)
    steps = order.steps
    layers = order.layers
    listing = order.listing
    inputNames = inputs.entries.map { $0.name ?? $0.tensor.inputOrigin?.name ?? $0.tensor.stepName }
    hasNamedInputs = inputs.names.map { Set($0).count == $0.count } ?? false
    hasNamedOutputs = outputs.names.map { Set($0).count == $0.count } ?? false
    layersWithInputs = order.listing.compactMap { item in
      switch item {
      case .input(let tensor): InputLayer.of(tensor, name: tensor.stepName)
      case .layer(let layer): layer
      case .operation: nil
      }
    }
    var seen: [String: Int] = [:]
    outputNames = outputs.entries.map { entry in
      let name = entry.name ?? entry.tensor.stepName
      let count = seen[name, default: 0]
      seen[name] = count + 1
      return count == 0 ? name : "\(name)_\(count)"
    }
  }

  /// Repeats the graph on other tensors.
  package func run(_ arguments: [Tensor]) -> [Tensor] {
    var values: [TensorID: Tensor] = [:]
    for (input, argument) in zip(inputs, arguments) { values[TensorID(input)] = argument }
    for step in steps {
      let arguments = step.inputs.map { values[TensorID($0)] ?? $0 }
      let results: [Tensor]
      if let call = step.call {
        results = call.layer.invoke(
          call.masked(arguments), training: call.training, options: call.options, file: call.site.file,
          line: call.site.line)
      } else {
        results = step.node.replayed(on: arguments)
      }
      if let failed = results.first(where: { $0.error != nil }) { return outputs.map { _ in failed } }
      for (output, result) in zip(step.outputs, results) { values[TensorID(output)] = result }
    }
    return outputs.map { values[TensorID($0)]! }
  }
}

extension Node {
  /// The operation behind a symbolic tensor, applied to other tensors.
  fileprivate func replayed(on arguments: [Tensor]) -> [Tensor] {
    switch kind {
    case .operation(let operation): applyAll(operation, arguments, rule: gradientRule)
    case .deferred(let deferred): deferrable(deferred.name, arguments, record: deferred.record, deferred.body)
    case .values, .placeholder, .symbolic, .failure: preconditionFailure("a graph step is an operation or a call")
    }
  }
}

extension Tensor {
  /// The name of the step that made the tensor, which names the output of a model.
  package var stepName: String {
    if let call = layerCall { return call.layer.name }
    if let input = inputOrigin { return input.name }
    return FunctionalGraph.Step(node: node, call: nil).name
  }
}
