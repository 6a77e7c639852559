/// What layers share that merge several tensors element by element: `Add`, `Multiply`, `Maximum` …
///
/// Inputs: at least one tensor, of one batch size; from axis 1 on their shapes broadcast, and a tensor with fewer axes
/// gets axes of length 1 after the batch. Output: the broadcast shape. Its mask is `true` where that of any input is, if
/// all have one. Not for use by itself. Source: `keras.src.layers.merging.base_merge`.
public class ElementwiseMerge: Layer, MergeLayer {
  /// - Parameter name: `nil` makes one from the class name.
  public override init(name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  /// How many tensors the layer takes.
  var countDescription: String { "a list of at least one tensor" }
  func accepts(count: Int) -> Bool { count > 0 }

  func merge(_ inputs: [Tensor]) -> Tensor { inputs[0] }

  public func call(_ inputs: [Tensor]) -> Tensor {
    guard accepts(count: inputs.count) else { return .failed(countError(expected: countDescription, inputs)) }
    if let error = shapeError(inputs) { return .failed(error) }
    let rank = inputs.map(\.rank).max() ?? 0
    guard inputs.contains(where: { $0.rank != rank }) else { return merge(inputs) }
    return merge(
      inputs.map { input in (input.rank..<rank).reduce(input) { x, _ in x.expandedDimensions(1) } })
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    let masks = inputs.compactMap(\.mask)
    guard let first = masks.first, masks.count == inputs.count else { return nil }
    return masks.dropFirst().reduce(first, logicalOr)
  }

  /// Left to right, with a mask's positions of one input replaced by what the others give.
  func fold(_ inputs: [Tensor], _ operation: (Tensor, Tensor) -> Tensor) -> Tensor {
    var output = inputs[0]
    var outputMask = inputs[0].mask?.expandedDimensions(-1)
    for input in inputs.dropFirst() {
      var x = input
      let mask = x.mask?.expandedDimensions(-1)
      if let mask { x = which(mask, x, output) }
      if let outputMask { output = which(outputMask, output, x) }
      if let mask, let known = outputMask { outputMask = logicalOr(known, mask) } else { outputMask = nil }
      output = operation(output, x)
    }
    return output
  }

  private func shapeError(_ inputs: [Tensor]) -> KerasError? {
    if inputs.contains(where: { $0.rank == 0 }) {
      return mergeError(
        inputs, expected: "tensors with a batch axis", fix: "give numbers a batch axis with expandedDimensions(0)")
    }
    if Set(inputs.compactMap { $0.shape[0] }).count > 1 {
      return mergeError(inputs, expected: "one batch size", fix: "take the same number of rows of each")
    }
    var merged: Shape? = inputs.first?.shape[1...]
    for input in inputs.dropFirst() { merged = merged?.broadcast(with: input.shape[1...]) }
    guard merged == nil else { return nil }
    return mergeError(
      inputs, expected: "shapes that broadcast: equal lengths after the batch, or 1",
      fix: "project them to one shape first, for example with Dense or Conv2D, or use Concatenate")
  }
}

extension Layer {
  /// What is wrong with tensors to be merged, each named with its type.
  func mergeError(_ inputs: [Tensor], expected: String, fix: String) -> KerasError {
    callError(
      expected: expected,
      received: inputs.map { input in
        let type = input.shape[0] == nil ? input.type.batchDescription : input.type.description
        return type + (input.producerName.map { " from \($0)" } ?? "")
      }.joined(separator: " and "),
      fix: fix)
  }
}
