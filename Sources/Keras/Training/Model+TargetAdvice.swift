extension Model {
  /// What to do about an output that has axes which its targets lack, or the other way round, if its layers say why: `Flatten` was
  /// forgotten behind images, or a recurrent layer gives the last step instead of all, or all instead of the last.
  func axesFix(ofOutput index: Int, _ target: Tensor, _ prediction: Tensor) -> String? {
    guard let graph, graph.outputs.indices.contains(index) else { return nil }
    let output = graph.outputs[index]
    if target.rank > prediction.rank { return output.sequencesFix }
    // Targets of whole samples: numbers, class numbers or one-hot.
    let isOfSamples =
      target.rank == 1 || target.rank == 2 && (target.shape.last == 1 || target.shape.last == prediction.shape.last)
    guard isOfSamples, prediction.rank > 2, output.rank > 2 else { return nil }
    return output.foldingFix
  }
}

extension Tensor {
  /// How to bring the positions of images or sequences to one vector a sample, in front of the `Dense` layers that gave the tensor.
  fileprivate var foldingFix: String {
    var tensor = self
    var head: Layer?
    while let call = tensor.layerCall, let input = call.inputs.first {
      if let layer = call.layer as? any SequenceLayer, layer.returnSequences {
        return "leave out returnSequences: true of \(layer.displayName), or fold the steps: add "
          + "GlobalAveragePooling1D()" + (head.map { " before \($0.displayName)" } ?? " behind it")
      }
      if call.layer is Dense { head = call.layer }
      guard call.layer is Dense || input.shape.matches(tensor.shape) else { break }
      tensor = input
    }
    let pooling = (3...5).contains(tensor.rank) ? " or GlobalAveragePooling\(tensor.rank - 2)D()" : ""
    return "add Flatten()\(pooling) " + (head.map { "before \($0.displayName)" } ?? "at the end of the model")
  }
}
