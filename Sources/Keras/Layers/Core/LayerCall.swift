/// One call of a layer on symbolic tensors: a node of a model's graph.
package final class LayerCall: SymbolicOrigin {
  package let layer: Layer
  package let inputs: [Tensor]
  package let training: Bool?
  package let options: CallOptions
  package let site: (file: String, line: Int)
  // The node holds the call; the other way round would keep both for ever.
  private weak var node: Node?
  private var mask: Tensor?
  /// The graph inside the layer: what its `call` did with inputs of its own.
  package let innerInputs: [Tensor]
  package let innerOutputs: [Tensor]

  package init(
    layer: Layer, inputs: [Tensor], training: Bool?, options: CallOptions, site: (file: String, line: Int),
    innerInputs: [Tensor], innerOutputs: [Tensor]
  ) {
    self.layer = layer
    self.inputs = inputs
    self.training = training
    self.options = options
    self.site = site
    self.innerInputs = innerInputs
    self.innerOutputs = innerOutputs
  }

  package var displayName: String { "'\(layer.name)'" }

  /// The call's symbolic results, as long as a tensor or a model holds them.
  package var outputs: [Tensor] {
    guard let node else { return [] }
    var outputs = node.types.indices.map { Tensor(node: node, index: $0) }
    outputs[0] = outputs[0].masked(by: mask)
    return outputs
  }

  func makeOutputs(_ types: [TensorType], mask: Tensor?) -> [Tensor] {
    let node = Node(kind: .symbolic(self), inputs: inputs, types: types, isSymbolic: true)
    self.node = node
    self.mask = mask
    return outputs
  }
}

/// A layer's memory of its calls, which does not keep them alive.
struct CallReference {
  weak var call: LayerCall?
}

/// A symbolic input of a model.
package final class InputOrigin: SymbolicOrigin {
  package let name: String
  package let type: TensorType

  package init(name: String, type: TensorType) {
    self.name = name
    self.type = type
  }

  package var displayName: String { "'\(name)'" }
}

extension Tensor {
  /// What the graph says made this tensor, for messages: a layer, an input, or an operation.
  package var producerName: String? {
    switch node.kind {
    case .symbolic(let origin): origin.displayName
    case .deferred(let deferred): "'\(deferred.name)'"
    case .operation(let operation): "'\(operation.name)'"
    case .values, .placeholder, .failure: nil
    }
  }

  package var layerCall: LayerCall? {
    if case .symbolic(let origin) = node.kind { return origin as? LayerCall }
    return nil
  }

  package var inputOrigin: InputOrigin? {
    if case .symbolic(let origin) = node.kind { return origin as? InputOrigin }
    return nil
  }
}
