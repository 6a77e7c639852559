/// One call of a layer on symbolic tensors: a node of a model's graph.
package final class LayerCall: SymbolicOrigin {
  package let layer: Layer
  package let inputs: [Tensor]
  package let training: Bool?
  package let options: CallOptions
  /// For each input, where its mask comes from.
  package let maskUses: [MaskUse]
  /// Masks that were given to inputs, as `x.masked(by:)` does: inputs of the call too.
  package let masks: [Tensor]
  package let site: (file: String, line: Int)
  // The node holds the call; the other way round would keep both for ever.
  private weak var node: Node?
  fileprivate private(set) var mask: Tensor?
  /// The graph inside the layer: what its `call` did with inputs of its own.
  package let innerInputs: [Tensor]
  package let innerOutputs: [Tensor]

  package init(
    layer: Layer, inputs: [Tensor], masks: (uses: [MaskUse], given: [Tensor]), training: Bool?, options: CallOptions,
    site: (file: String, line: Int), innerInputs: [Tensor], innerOutputs: [Tensor]
  ) {
    self.layer = layer
    self.inputs = inputs
    self.training = training
    self.options = options
    (maskUses, self.masks) = masks
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
    let node = Node(kind: .symbolic(self), inputs: inputs + masks, types: types, isSymbolic: true)
    self.node = node
    self.mask = mask
    return outputs
  }

  /// Tensors in the place of inputs and masks, as the layer takes them.
  func masked(_ arguments: [Tensor]) -> [Tensor] {
    maskUses.enumerated().map { index, use in
      switch use {
      case .own: arguments[index]
      case .none: arguments[index].masked(by: nil)
      case .given(let number): arguments[index].masked(by: arguments[inputs.count + number])
      }
    }
  }
}

/// Where the mask of an input of a call comes from.
package enum MaskUse: Hashable {
  /// From what made the input.
  case own
  /// There is none, although what made the input gave one.
  case none
  /// It is this one of the call's masks.
  case given(Int)

  /// The masks that differ from those that inputs have by themselves. A call with one of them says all.
  static func masks(of inputs: [Tensor]) -> (uses: [MaskUse], given: [Tensor]) {
    func differs(_ input: Tensor) -> Bool {
      input.isSymbolic && input.mask.map(TensorID.init) != input.ownMask.map(TensorID.init)
    }
    guard inputs.contains(where: differs) else { return (inputs.map { _ in .own }, []) }
    var given: [Tensor] = []
    let uses = inputs.map { input -> MaskUse in
      guard let mask = input.mask, input.isSymbolic else { return input.ownMask == nil ? .own : .none }
      given.append(mask)
      return .given(given.count - 1)
    }
    return (uses, given)
  }
}

/// A layer's memory of its calls, which does not keep them alive.
struct CallReferences {
  private struct Reference {
    weak var call: LayerCall?
    /// Whether the call was made inside the call of another layer, or of a model that repeats its graph.
    let isInner: Bool
  }
  private var references: [Reference] = []
  /// How many there may be before those of calls that are gone are looked for: each search finds the next one rarer.
  private var limit = 8

  /// The calls that are still part of a graph; inner ones only if there are no others.
  var calls: [LayerCall] {
    let outer = references.filter { !$0.isInner }.compactMap(\.call)
    return outer.isEmpty ? references.compactMap(\.call) : outer
  }

  mutating func append(_ call: LayerCall, isInner: Bool) {
    if references.count >= limit {
      references.removeAll { $0.call == nil }
      limit = max(8, 2 * references.count)
    }
    references.append(Reference(call: call, isInner: isInner))
  }
}

/// A symbolic input of a model.
package final class InputOrigin: SymbolicOrigin {
  package let name: String
  package let type: TensorType
  /// Set where the input stands for a tensor with a mask.
  package let mask: Tensor?
  /// Whether the library made it of data, and no `Input`: a model without one learns what it is from its first data.
  let standsForData: Bool
  /// The layer that models list for it, which holds the tensor and thus this origin.
  weak var layer: InputLayer?

  package init(name: String, type: TensorType, mask: Tensor? = nil, standsForData: Bool = false) {
    self.name = name
    self.type = type
    self.mask = mask
    self.standsForData = standsForData
  }

  package var displayName: String { "'\(name)'" }
}

extension Tensor {
  /// What the graph of a model says made this tensor, for messages: a layer, an input, or an operation.
  package var producerName: String? {
    guard isSymbolic else { return nil }
    return switch node.kind {
    case .symbolic(let origin): origin.displayName
    case .deferred, .operation: "'\(node.kind.displayName)'"
    case .values, .placeholder, .failure: nil
    }
  }

  package var layerCall: LayerCall? {
    if case .symbolic(let origin) = node.kind { return origin as? LayerCall }
    return nil
  }

  /// The mask that the tensor has from what made it.
  var ownMask: Tensor? { layerCall.map { index == 0 ? $0.mask : nil } ?? inputOrigin?.mask }

  package var inputOrigin: InputOrigin? {
    if case .symbolic(let origin) = node.kind { return origin as? InputOrigin }
    return nil
  }
}
