extension Model {
  /// Inputs in the model's order: as given, or by name.
  package func orderedInputs(_ map: TensorMap) throws(KerasError) -> [Tensor] {
    // The inputs of a class with a call have no names that its user could know.
    guard isFunctional, let graph else { return map.tensors }
    return try map.ordered(by: graph.inputNames, owner: displayName)
  }

  /// Inputs as the graph takes them: of its ranks and types, each with its own mask.
  ///
  /// A batch may have any size, also where the `Input` names one: a stateful layer says what it can't take.
  func adapted(_ inputs: [Tensor], to graph: FunctionalGraph) throws(KerasError) -> [Tensor] {
    var result: [Tensor] = []
    for (index, (given, expected)) in zip(inputs, graph.inputs).enumerated() {
      let input = given.withRank(of: expected.shape)
      guard input.shape.matches(expected.shape.withOpenBatch) else {
        throw inputMismatch(given, expected, graph.inputNames[index])
      }
      result.append(input.cast(to: expected.dtype).masked(by: given.mask))
    }
    return result
  }

  private func inputMismatch(_ input: Tensor, _ expected: Tensor, _ inputName: String) -> KerasError {
    let isSample = input.lacksBatchAxis(of: expected.shape)
    return KerasError(
      "\(displayName) cannot accept this input for '\(inputName)'.", expected: expected.type.batchDescription,
      received: (isSample ? input.type.description : input.type.batchDescription)
        + (input.producerName.map { "   from \($0)" } ?? ""),
      fix: isSample
        ? "add the batch axis in front: x.expandedDimensions(0)" : "reshape the data, or change Input(shape:)",
      file: CallSite.current?.file, line: CallSite.current?.line)
  }
}

extension Tensor {
  /// With a last axis of length 1 added or left out, where that gives the rank of `shape`, as Keras does.
  func withRank(of shape: Shape) -> Tensor {
    if rank == shape.rank + 1, self.shape.last == 1 { return squeezed(axis: -1) }
    if rank == shape.rank - 1, shape.last == 1 { return expandedDimensions(-1) }
    return self
  }

  /// Whether the tensor looks like one sample of a batch of this shape.
  func lacksBatchAxis(of shape: Shape) -> Bool {
    !isSymbolic && self.shape.matches(Shape(Array(shape.dimensions.dropFirst())))
  }
}

extension Shape {
  /// The shape with any size of the batch.
  var withOpenBatch: Shape { Shape([nil] + dimensions.dropFirst()) }
}
