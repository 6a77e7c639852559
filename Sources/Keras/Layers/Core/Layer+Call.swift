extension Layer {
  /// The one way in which a layer is called: checks and builds, then computes or adds a node to a symbolic graph.
  package final func invoke(
    _ inputs: [Tensor], training: Bool?, options: CallOptions = CallOptions(), file: String, line: Int
  ) -> [Tensor] {
    guard let callLock else { return invokeAlone(inputs, training: training, options: options, file: file, line: line) }
    return callLock.withLock {
      invokeAlone(inputs, training: training, options: options, file: file, line: line)
    }
  }

  private func invokeAlone(
    _ inputs: [Tensor], training: Bool?, options: CallOptions, file: String, line: Int
  ) -> [Tensor] {
    for input in inputs { if input.error != nil { return [input] } }
    if let picture = singlePicture(inputs) {
      let batch = picture.expandedDimensions(0)
      return invoke([batch], training: training, options: options, file: file, line: line).map { $0.squeezed(axis: 0) }
    }
    let location = CallSite.Location(who: displayName, file: file, line: line)
    return CallSite.$current.withValue(location) {
      let masks = MaskUse.masks(of: inputs)
      let inputs = inputs.map { castsInputs ? $0.autocast(to: computeDType).masked(by: $0.mask) : $0 }
      if inputs.isEmpty, self is any UnaryLayer {
        return [.failed(countError(expected: "at least one tensor", inputs).located(file: file, line: line))]
      }
      // What a layer demands before it is built keeps it from being built for something that it can't take.
      if let error = (isBuilt ? nil : checkInputs(inputs)) ?? buildIfNeeded(inputs) ?? checkInputs(inputs) {
        return [.failed(error.located(file: file, line: line))]
      }
      var context = CallContext.current
      guard context.path.count < CallContext.mostLayersAround else {
        return [.failed(endlessError.located(file: file, line: line))]
      }
      if let training { context.isTraining = training }
      context.path.append(name)
      context.options = options
      return CallContext.$current.withValue(context) {
        inputs.contains(where: \.isSymbolic)
          ? describe(inputs, masks, training: training, options: options, file: file, line: line) : compute(inputs)
      }
    }
  }

  private var endlessError: KerasError {
    KerasError(
      "\(displayName) is called within its own call, without end.", expected: "layers that don't contain themselves",
      received: "calls in calls, \(CallContext.mostLayersAround) deep",
      fix: "don't call a layer, or a model that it is part of, in its call")
  }

  /// A picture without a batch axis; where the first length is open it is a batch that lacks another axis.
  private func singlePicture(_ inputs: [Tensor]) -> Tensor? {
    guard takesSinglePictures, inputs.count == 1, inputs[0].rank == 3, inputs[0].shape[0] != nil else { return nil }
    return inputs[0]
  }

  private func compute(_ inputs: [Tensor]) -> [Tensor] {
    var outputs = perform(inputs)
    if let first = outputs.first, first.error == nil, let mask = computeMask(inputs) {
      outputs[0] = first.masked(by: mask)
    }
    Trace.current?.note(ownVariables)
    return outputs
  }

  /// Learns output types by a call on symbolic inputs of its own, and adds the call to the graph.
  private func describe(
    _ inputs: [Tensor], _ masks: (uses: [MaskUse], given: [Tensor]), training: Bool?, options: CallOptions,
    file: String, line: Int
  ) -> [Tensor] {
    let innerInputs = inputs.enumerated().map { index, input in
      Tensor.symbolicInput(
        name: input.producerName == nil ? "input_\(index)" : input.stepName, type: input.type, mask: input.mask,
        standsForData: input.inputOrigin?.standsForData ?? false)
    }
    let trace = Trace(.abstract)
    let (innerOutputs, mask) = trace.record { () -> ([Tensor], Tensor?) in
      let outputs = perform(innerInputs)
      return (outputs, outputs.contains { $0.error != nil } ? nil : computeMask(inputs))
    }
    if let failed = innerOutputs.first(where: { $0.error != nil }) { return [failed] }
    for output in innerOutputs where !output.shape.isPossible {
      return [
        failed(
          expected: "a result of at most \(Shape.mostElements) elements", received: "\(output.type.batchDescription)",
          fix: "check the layer's arguments and the lengths of its input")
      ]
    }
    if let error = trace.error ?? untrackedError(trace) { return [.failed(error.located(file: file, line: line))] }
    trace.parent?.note(trace.readVariables + trace.notedVariables)
    let call = LayerCall(
      layer: self, inputs: inputs, masks: masks, training: training, options: options, site: (file, line),
      innerInputs: innerInputs, innerOutputs: innerOutputs)
    callReferences.append(call, isInner: Trace.isAbstract)
    return call.makeOutputs(innerOutputs.map(\.type), mask: mask)
  }

  private func checkInputs(_ inputs: [Tensor]) -> KerasError? {
    guard let spec = inputSpec else { return nil }
    // First states have a form of their own.
    for input in self is any StateTakingLayer ? inputs.prefix(1) : inputs[...] where !spec.accepts(input.shape) {
      return inputError(spec, input)
    }
    return nil
  }

  /// Weights that the call used but that no property leads to: they would be neither trained nor saved.
  private func untrackedError(_ trace: Trace) -> KerasError? {
    let used = trace.readVariables + trace.notedVariables
    guard !used.isEmpty else { return nil }
    let tracked = Set((variables + layerMetrics.flatMap(\.variables)).map(ObjectIdentifier.init))
    return untrackedError(
      used, tracked, expected: "weights and layers in properties (or arrays, dictionaries, optionals of them)",
      keep: "in a property of \(displayName)")
  }

  /// The error that the first of the variables that are used but not tracked makes.
  func untrackedError(
    _ used: [Variable], _ tracked: Set<ObjectIdentifier>, expected: String, keep place: String
  ) -> KerasError? {
    guard let lost = used.first(where: { !tracked.contains(ObjectIdentifier($0)) }) else { return nil }
    return KerasError(
      "\(displayName) uses the variable '\(lost.path)' that it does not track.", expected: expected,
      received: "a variable reached another way, such as through a closure or a struct",
      fix: "keep '\(lost.path)', or what owns it, \(place)")
  }

  /// The symbolic output of the layer's only call; of a functional model, the output of its own graph.
  ///
  /// A layer that was not called, or was called several times, gives a tensor that carries the error. Calls that a model repeats when
  /// it is called itself don't count. A model with several outputs has `outputs`.
  public var output: Tensor { end(\.outputs, "output") }

  /// The symbolic input of the layer's only call; of a functional model, the input of its own graph.
  ///
  /// A model with several inputs has `inputs`.
  public var input: Tensor { end(\.inputs, "input") }

  /// The tensors at both ends of a layer.
  struct Ends {
    let inputs: [Tensor]
    let outputs: [Tensor]
  }

  private func end(_ side: KeyPath<Ends, [Tensor]>, _ word: String) -> Tensor {
    if let tensors = ends?[keyPath: side] {
      return tensors.count == 1 ? tensors[0] : .failed(severalError(tensors.count, word))
    }
    guard calls.count == 1 else { return .failed(buildError ?? callCountError) }
    return Ends(inputs: calls[0].inputs, outputs: calls[0].outputs)[keyPath: side][0]
  }

  private func severalError(_ count: Int, _ word: String) -> KerasError {
    KerasError(
      "\(displayName) has no single \(word).", expected: "a model with one \(word)", received: "\(count) \(word)s",
      fix: "use \(word)s, the list of all of them")
  }

  private var callCountError: KerasError {
    KerasError(
      "\(displayName) has no single output.", expected: "a layer called once on a symbolic tensor",
      received: calls.isEmpty
        ? "a layer that was not called yet" : "a layer called \(calls.count.counted("time", "times"))",
      fix: calls.isEmpty ? "call it on an Input first" : "keep the tensor that the call you mean gave")
  }
}

extension Tensor {
  /// A symbolic tensor with no maker but a name.
  ///
  /// - Parameter standsForData: whether the library made it of data, and no `Input`.
  package static func symbolicInput(
    name: String, type: TensorType, mask: Tensor? = nil, standsForData: Bool = false
  ) -> Tensor {
    let origin = InputOrigin(name: name, type: type, mask: mask, standsForData: standsForData)
    return Tensor(node: Node(kind: .symbolic(origin), types: [type], isSymbolic: true)).masked(by: mask)
  }
}
