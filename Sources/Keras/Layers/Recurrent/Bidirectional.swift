/// Runs a recurrent layer over a sequence in both directions and merges the outputs.
///
/// Input: `[batch, time, features]`; output: as the layer's, with twice the features where they are concatenated. States:
/// those of the forward layer, then those of the backward layer. With `mergeMode: nil` there are two outputs, which
/// `callAll` gives. Both layers have weights of their own, named `forward_…` and `backward_…`; the layer given serves as the
/// model of both. With `returnSequences` outputs of masked steps are zeros. Source: `keras.layers.Bidirectional`.
public final class Bidirectional: Layer, UnaryLayer, StateTakingLayer {
  /// How the outputs of the two directions become one.
  public enum MergeMode: String, Sendable {
    case concat
    case sum
    /// The product, Keras' `mul`.
    case multiply = "mul"
    /// The mean, Keras' `ave`.
    case average = "ave"
  }

  public let mergeMode: MergeMode?
  /// What runs from the first step to the last.
  public let forwardLayer: RNN
  /// What runs from the last step to the first.
  public let backwardLayer: RNN
  private let hasCopies: Bool

  /// - Parameters:
  ///   - layer: `LSTM(32)`, `GRU(8, returnSequences: true)`, or an `RNN` whose cell can be copied.
  ///   - mergeMode: how the two outputs become one; `nil` leaves them as they are.
  ///   - backwardLayer: another layer for the other direction, with `goBackwards` the opposite of `layer`'s.
  public init(
    _ layer: RNN, mergeMode: MergeMode? = .concat, backwardLayer: RNN? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.mergeMode = mergeMode
    let forward = layer.twin(
      name: "forward_" + layer.name.withoutPrefix("forward_"), goBackwards: layer.goBackwards)
    let backward =
      backwardLayer
      ?? layer.twin(name: "backward_" + layer.name.withoutPrefix("backward_"), goBackwards: !layer.goBackwards)
    hasCopies = forward != nil && backward != nil
    forwardLayer = forward ?? layer
    self.backwardLayer = backward ?? layer
    super.init(name: name, dtype: dtype)
    // Repeated outputs of masked steps would come from the wrong side.
    for part in [forwardLayer, self.backwardLayer] where hasCopies {
      part.options.zeroOutputForMask = layer.returnSequences
    }
    supportsMasking = true
    inputSpec = InputSpec(minimumRank: 3)
  }

  /// Sets the states of stateful layers to zeros.
  public func resetState() {
    forwardLayer.resetState()
    backwardLayer.resetState()
  }

  public override func build(_ inputs: [Shape]) {
    checkLayers()
    guard !hasBuildError else { return }
    let type = TensorType(inputs[0], computeDType)
    for layer in [forwardLayer, backwardLayer] {
      if let error = layer.buildIfNeeded([.symbolicInput(name: name, type: type)]) { buildError = buildError ?? error }
    }
  }

  private func checkLayers() {
    let (forward, backward) = (forwardLayer, backwardLayer)
    if !hasCopies {
      fail(
        expected: "a recurrent layer whose cell can be copied", received: "an RNN of \(type(of: forward.cell))",
        fix: "write the cell's func copy(), which makes a cell with the same arguments")
    } else if forward.goBackwards == backward.goBackwards {
      fail(
        expected: "layers of opposite directions", received: "goBackwards: \(forward.goBackwards) for both",
        fix: "give the backward layer goBackwards: \(!forward.goBackwards)")
    } else if (forward.returnSequences, forward.returnState, forward.stateful)
      != (backward.returnSequences, backward.returnState, backward.stateful)
    {
      fail(
        expected: "layers that agree on returnSequences, returnState and stateful",
        received: "\(settings(forward)) and \(settings(backward))", fix: "give both the same")
    }
  }

  private func settings(_ layer: RNN) -> String {
    "(\(layer.returnSequences), \(layer.returnState), \(layer.stateful))"
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    forwardLayer.returnSequences ? inputs.first?.mask : nil
  }

  public func call(_ x: Tensor) -> Tensor { perform([x])[0] }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    let states = Array(inputs.dropFirst())
    guard states.count % 2 == 0 else {
      return [
        failed(
          expected: "first states for both directions", received: "\(states.count.counted("state", "states"))",
          fix: "give initialState: the forward layer's states, then the backward layer's")
      ]
    }
    let half = states.count / 2
    let (file, line) = (CallSite.current?.file ?? name, CallSite.current?.line ?? 0)
    let forward = forwardLayer.invoke([inputs[0]] + states[..<half], training: nil, file: file, line: line)
    let backward = backwardLayer.invoke([inputs[0]] + states[half...], training: nil, file: file, line: line)
    for result in [forward[0], backward[0]] where result.error != nil { return [result] }
    let y = forward[0].autocast(to: computeDType)
    let reversed = backward[0].autocast(to: computeDType)
    let other = forwardLayer.returnSequences ? reversed.reversed(axes: [1]) : reversed
    return merged(y, other) + forward.dropFirst() + backward.dropFirst()
  }

  private func merged(_ a: Tensor, _ b: Tensor) -> [Tensor] {
    switch mergeMode {
    case .concat: [concatenated([a, b], axis: -1)]
    case .sum: [a + b]
    case .multiply: [a * b]
    case .average: [(a + b) / 2]
    case nil: [a, b]
    }
  }
}

extension String {
  fileprivate func withoutPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
