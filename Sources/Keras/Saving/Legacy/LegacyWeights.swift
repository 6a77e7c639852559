import Formats

/// The weights of an older file: a group for each layer, found by position or by name.
struct LegacyWeights {
  private let group: HDF5Group
  private let major: Int
  private let origin: LegacyConversion.Origin

  init(_ group: HDF5Group, major: Int, backend: String? = nil) throws {
    self.group = group
    self.major = major
    let named = try backend ?? group.attributes().value("backend")?.text
    origin = LegacyConversion.Origin(major: major, isTheano: named == "theano")
  }

  /// Weights-only files have at the root what whole models have in `model_weights`.
  init(_ root: HDF5Group) throws {
    let hasNames = try !Self.texts("layer_names", of: root).isEmpty
    try self.init(
      hasNames ? root : root.group("model_weights") ?? root, major: LegacyFile.major(root),
      backend: root.attributes().value("backend")?.text)
  }

  /// A list of texts in an attribute, or in several if it is long.
  static func texts(_ name: String, of group: HDF5Group) throws -> [String] {
    let attributes = try group.attributes()
    if let texts = try attributes.value(name)?.texts { return texts }
    var result: [String] = []
    var index = 0
    while let part = try attributes.value("\(name)\(index)")?.texts {
      result += part
      index += 1
    }
    return result
  }

  private struct FileLayer {
    let name: String
    let weights: [HDF5Dataset]
  }

  private func fileLayers(_ session: SavingSession) throws -> [FileLayer] {
    try Self.texts("layer_names", of: group).map { name in
      guard let layer = try group.group(name) else { return FileLayer(name: name, weights: []) }
      let names = try Self.texts("weight_names", of: layer)
      let datasets = try names.compactMap { try layer.dataset($0) }
      if datasets.count != names.count {
        session.note(
          name, expected: "\(names.count.counted("weight", "weights"))", received: "\(datasets.count) of them",
          fix: "the file is cut short or damaged: download or write it again")
      }
      return FileLayer(name: name, weights: datasets)
    }
  }

  /// Sets a model's weights; on problems, which are noted, none is changed.
  ///
  /// - Parameters:
  ///   - byName: whether layers are found by name, else by their order among those with weights.
  ///   - skipsMismatches: whether what does not fit is passed over.
  func load(
    into model: Model, _ session: SavingSession, byName: Bool, skipsMismatches: Bool = false, isPartial: Bool = false
  ) throws {
    let file = try fileLayers(session)
    let layers = model.layers.filter { !$0.weights.isEmpty }
    var pairs: [(Layer, FileLayer)] = []
    if byName {
      var lost: [String] = []
      let known = Dictionary(file.map { ($0.name, $0) }) { first, _ in first }
      for layer in layers {
        if let found = known[layer.name] {
          pairs.append((layer, found))
        } else {
          lost.append(layer.name)
        }
      }
      for name in lost {
        // Of several that are missing none is a misspelling.
        let near = lost.count == 1 ? NearestName.find(name, in: known.keys.sorted(), except: layers.map(\.name)) : nil
        session.note(
          name, expected: "weights of the layer", received: "none in the file",
          fix: near.map { "the nearest name is '\($0)'" } ?? "load the weights of a model of the same layers",
          isPassedOver: isPartial || skipsMismatches)
      }
    } else {
      let filled = file.filter { !$0.weights.isEmpty }
      guard filled.count == layers.count || skipsMismatches else {
        session.note(
          model.name, expected: "\(layers.count.counted("layer", "layers")) with weights", received: "\(filled.count)",
          fix: "load the weights of a model of the same layers, or byName: true for those that are the same")
        return
      }
      pairs = Array(zip(layers, filled))
    }
    var assignments: [(Variable, Tensor)] = []
    for (layer, found) in pairs {
      assignments += try values(of: layer, found, session, skipsMismatches: skipsMismatches)
    }
    guard session.problems.isEmpty, session.readsValues else { return }
    for (variable, value) in assignments { variable.assign(value) }
  }

  /// The values of a dataset, or zeros in their place where values are not read.
  private func array(_ dataset: HDF5Dataset, _ session: SavingSession) throws -> Tensor {
    if session.readsValues { return Tensor(try dataset.read()) }
    var values = Tensor.zeros([])
    session.attempt(dataset.path) {
      _ = try dataset.numericByteCount()
      values = .zeros(Shape(dataset.shape))
    }
    return values
  }

  private func values(
    of layer: Layer, _ found: FileLayer, _ session: SavingSession, skipsMismatches: Bool
  ) throws -> [(Variable, Tensor)] {
    // Of a nested model, all that is trained comes first.
    let variables = layer.trainableVariables + layer.nonTrainableVariables
    let arrays = try found.weights.map { try array($0, session) }
    let tensors = LegacyConversion(layer, origin).converted(arrays)
    guard tensors.count == variables.count else {
      session.note(
        layer.name, expected: "\(variables.count.counted("weight", "weights"))",
        received: "\(tensors.count), of '\(found.name)'",
        fix: "load the weights of a model of the same layers", isPassedOver: skipsMismatches)
      return []
    }
    var result: [(Variable, Tensor)] = []
    for (variable, tensor) in zip(variables, tensors) {
      guard tensor.shape == variable.shape else {
        session.note(
          layer.name, expected: "\(variable.shape) for '\(variable.name)'", received: "\(tensor.shape)",
          fix: "load the weights of a model of the same layers", isPassedOver: skipsMismatches)
        continue
      }
      result.append((variable, tensor.cast(to: variable.dtype)))
    }
    return result
  }
}

/// Brings weights of Keras 1 and of CuDNN's layers to the form of now.
private struct LegacyConversion {
  /// Who wrote the file.
  struct Origin {
    let major: Int
    /// Theano's convolutions turn the kernel round, and Keras 2 says so in its files.
    let isTheano: Bool
  }

  private let layer: Layer
  private let origin: Origin
  private var major: Int { origin.major }

  init(_ layer: Layer, _ origin: Origin) {
    self.layer = layer
    self.origin = origin
  }

  func converted(_ arrays: [Tensor]) -> [Tensor] {
    let current = rearranged(arrays)
    guard origin.isTheano else { return current }
    let kernels = layer is ConvLSTMLayer ? 2 : layer is ConvolutionLayer || layer is TransposedConvolutionLayer ? 1 : 0
    return current.prefix(kernels).map { $0.reversed(axes: Array(0..<max($0.rank - 2, 0))) }
      + current.dropFirst(kernels)
  }

  /// A nested model has all its trainable weights first, then the others.
  private func nested(_ model: Model, _ arrays: [Tensor]) -> [Tensor] {
    var rest = arrays[...]
    var result: [Tensor] = []
    for isTrainable in [true, false] {
      for inner in model.computingLayers {
        let count = (isTrainable ? inner.trainableVariables : inner.nonTrainableVariables).count
        guard count <= rest.count else { return arrays }
        result += LegacyConversion(inner, origin).converted(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
    }
    return result + rest
  }

  private func rearranged(_ arrays: [Tensor]) -> [Tensor] {
    switch layer {
    case let model as Model: return nested(model, arrays)
    case let both as Bidirectional:
      guard arrays.count % 2 == 0 else { return arrays }
      let half = arrays.count / 2
      return LegacyConversion(both.forwardLayer, origin).converted(Array(arrays[..<half]))
        + LegacyConversion(both.backwardLayer, origin).converted(Array(arrays[half...]))
    case let wrapper as TimeDistributed:
      return LegacyConversion(wrapper.layer, origin).converted(arrays)
    case let layer as ConvLSTMLayer: return convolutional(arrays, layer)
    case is LocallyConnectedLayer: return LocalKernels(layer).map { arrays.map($0.converted) } ?? arrays
    case let lstm as LSTM: return recurrent(arrays, units: lstm.units, gates: 4)
    case let gru as GRU: return recurrent(arrays, units: gru.units, gates: 3)
    case is Conv1D where major < 2: return arrays.map { $0.rank == 4 ? $0.squeezed(axis: 1) : $0 }
    case let layer as ConvolutionLayer where major < 2 && layer.dataFormat == .channelsFirst:
      return arrays.map {
        $0.rank == 4 ? $0.transposed([2, 3, 1, 0]) : $0.rank == 5 ? $0.transposed([2, 3, 4, 1, 0]) : $0
      }
    case is TransposedConvolutionLayer where major < 2:
      return arrays.map { $0.rank == 4 ? $0.transposed([0, 1, 3, 2]) : $0 }
    default: return arrays
    }
  }

  private func recurrent(_ arrays: [Tensor], units: Int, gates: Int) -> [Tensor] {
    if major < 2, arrays.count == 3 * gates { return joined(arrays, gates: gates) }
    guard arrays.count == 3, arrays[2].rank == 1, arrays[2].shape[0] == 2 * gates * units else { return arrays }
    // CuDNN's kernels are transposed gate by gate, and its biases are two.
    func gate(_ kernel: Tensor, _ body: (Tensor) -> Tensor) -> Tensor {
      concatenated((0..<gates).map { body(kernel.slice(axis: 1, from: $0 * units, count: units)) }, axis: 1)
    }
    let inputs = arrays[0].shape[0] ?? 0
    let kernel = gate(arrays[0]) { $0.transposed().reshaped([inputs, units]) }
    let recurrent = gate(arrays[1]) { $0.transposed() }
    let biases = arrays[2].reshaped([2, gates * units])
    return [kernel, recurrent, gates == 4 ? biases.sum(axis: 0) : biases]
  }

  /// Keras 1's kernels `[filters, channels, rows, columns]` of channels first, and its arrays for each gate.
  private func convolutional(_ arrays: [Tensor], _ layer: ConvLSTMLayer) -> [Tensor] {
    guard major < 2, arrays.count == 12 else { return arrays }
    let gates = arrays.map {
      $0.rank == 4 && layer.dataFormat == .channelsFirst ? $0.transposed([2, 3, 1, 0]) : $0
    }
    return joined(gates, gates: 4)
  }

  /// Keras 1 has an array for each gate: input, recurrent and bias of each, of LSTM in the order i, c, f, o.
  private func joined(_ arrays: [Tensor], gates: Int) -> [Tensor] {
    let order = gates == 4 ? [0, 2, 1, 3] : [0, 1, 2]
    return (0..<3).map { kind in concatenated(order.map { arrays[3 * $0 + kind] }, axis: -1) }
  }
}
