/// Applies one layer to each step of a sequence.
///
/// Input: `[batch, time, …]`; output: `[batch, time]` with what the layer makes of the rest. The steps of all samples go
/// through the layer as one batch; but where samples of a batch meet (`BatchNormalization`) and the length is known, step by
/// step, as in Keras. The input's mask `[batch, time]` stays. Source: `keras.layers.TimeDistributed`.
public final class TimeDistributed: Wrapper, UnaryLayer {
  /// - Parameter layer: takes one tensor, `[batch, …]`.
  public override init(_ layer: Layer, name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(layer, name: name, dtype: dtype)
    supportsMasking = true
    inputSpec = InputSpec(minimumRank: 3)
  }

  public override func build(_ input: Shape) {
    buildInner(Shape([input[0]] + input.dimensions.dropFirst(2)))
  }

  private var meetsSamples: Bool { layer.flattened.contains { $0 is BatchNormalization } }

  public func call(_ x: Tensor) -> Tensor {
    if let mask = x.mask, mask.rank < 2 || !mask.shape[..<2].matches(x.shape[..<2]) {
      return failed(
        expected: "a mask [batch, time] of the input", received: "mask \(mask.type) of an input \(x.type)",
        fix: "mask whole steps, or drop the mask with masked(by: nil)")
    }
    func apply(_ step: Tensor) -> Tensor { inner(step).masked(by: nil) }
    // One truth value a step says nothing to a layer that has steps of its own.
    let given = x.mask.flatMap { $0.rank > 2 || x.rank == 3 ? $0 : nil }
    if meetsSamples, let length = x.shape[1] {
      let steps = (0..<length).map { step -> Tensor in apply(x[0..., step].masked(by: given.map { $0[0..., step] })) }
      return stacked(steps, axis: 1)
    }
    let mask = given.map(\.foldedSteps)
    return apply(x.masked(by: nil).foldedSteps.masked(by: mask)).unfoldedSteps(like: x.masked(by: nil))
  }
}

extension Tensor {
  /// Batch and time as one axis.
  var foldedSteps: Tensor {
    deferrable("folded", [self]) { inputs in
      let x = inputs[0]
      let count = x.shape[0].flatMap { batch in x.shape[1].map { batch * $0 } }
      return [x.reshaped(Shape([count] + x.shape.dimensions.dropFirst(2)))]
    }[0]
  }
  /// The first axis as batch and time of another tensor again.
  func unfoldedSteps(like whole: Tensor) -> Tensor {
    if error != nil { return self }
    return deferrable("unfolded", [whole, self]) { inputs in
      let (x, y) = (inputs[0], inputs[1])
      return [y.reshaped(Shape([x.shape[0], x.shape[1]] + y.shape.dimensions.dropFirst()))]
    }[0]
  }
}
