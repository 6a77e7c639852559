extension Layer {
  func inputError(_ spec: InputSpec, _ input: Tensor) -> KerasError {
    let received = input.type.batchDescription + (input.producerName.map { "   from \($0)" } ?? "")
    if let rank = spec.rank ?? spec.minimumRank, input.rank != rank, spec.rank != nil || input.rank < rank {
      let isExact = spec.rank != nil
      return KerasError(
        "\(displayName) cannot accept this input.",
        expected: "\(isExact ? "" : "at least ")\(rank.counted("axis", "axes")), with the batch",
        received: input.isData && input.rank < rank ? input.shownAsGiven : received,
        fix: input.rank < rank
          ? missingAxesFix(input, rank: rank) : "remove an axis, for example with Flatten")
    }
    var shape = Shape(Array(repeating: nil, count: max(input.rank, 1)))
    var fixedAxis = -1
    for (axis, length) in spec.axes {
      if let index = shape.resolve(axis: axis) { shape.dimensions[index] = length }
      if input.shape[axis] != length { fixedAxis = axis }
    }
    let length = spec.axes[fixedAxis] ?? 0
    let index = input.shape.resolve(axis: fixedAxis) ?? fixedAxis
    let change =
      index == input.rank - 1
      ? "project to \(length.counted("feature", "features"))" : "bring axis \(index) to length \(length)"
    let source = firstInputName.map { ", \($0)" } ?? ""
    let known = Shape(
      input.shape.dimensions.enumerated().map { index, dimension in
        shape.dimensions[index] ?? (index == 0 ? nil : dimension)
      })
    return KerasError(
      "\(displayName) cannot accept this input.",
      expected:
        "\(TensorType(known, input.dtype).batchDescription)   (\(length) was fixed by its first input\(source))",
      received: received,
      fix: "give this branch its own \(Swift.type(of: self)), or \(change) first")
  }

  private func missingAxesFix(_ input: Tensor, rank: Int) -> String {
    if input.rank + 1 == rank, let fix = input.sequencesFix { return fix }
    guard input.isData else {
      return "add an axis: give Input a shape with \((rank - 1).counted("axis", "axes")), or use Reshape"
    }
    guard input.rank + 1 == rank else { return "give data with \(rank.counted("axis", "axes")), or use Reshape" }
    if rank == 2 { return "x.expandedDimensions(0) makes it one sample, x.expandedDimensions(1) makes each number one" }
    return "a batch lacks its last axis, such as channels: x.expandedDimensions(-1); one sample lacks the batch axis: "
      + "x.expandedDimensions(0)"
  }
}

extension Tensor {
  /// Whether the tensor is data, or stands for them, and was not made by an `Input` or a layer.
  var isData: Bool { !isSymbolic || inputOrigin?.standsForData == true }

  /// The type as given where it is known, without a word for the first axis.
  var shownAsGiven: String { isSymbolic ? type.batchDescription : type.description }

  /// How to get every step of a sequence where a recurrent layer gave the last one, or some layers after it; `nil` if none did.
  var sequencesFix: String? {
    var tensor = self
    while let call = tensor.layerCall {
      if let layer = call.layer as? any SequenceLayer, !layer.returnSequences {
        return "give \(layer.displayName) returnSequences: true, so that it gives every step"
      }
      guard let input = call.inputs.first, input.rank == rank else { return nil }
      tensor = input
    }
    return nil
  }
}

/// A layer that gives the last step of a sequence, or all.
protocol SequenceLayer: Layer {
  var returnSequences: Bool { get }
}

extension RNN: SequenceLayer {}

extension Bidirectional: SequenceLayer {
  var returnSequences: Bool { forwardLayer.returnSequences }
}
