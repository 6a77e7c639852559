/// Recurrent layers over whole sequences as single operations, which engines may have something faster for; so may their
/// gradients be. Each is stated as a `scan` over the steps.
///
/// Sequences are `[batch, time, …]`, states `[batch, units]`, gates lie side by side on the last axis. Inputs come already
/// multiplied by the kernel, with the bias: `projected`. A step that `mask [batch, time]` excludes keeps the state.
package enum Recurrence {
  /// What the functions here give: the state after each step, and the last states.
  package typealias Result = (sequence: Tensor, states: [Tensor])

  /// Functions of a simple recurrent layer that engines know; the numbers are those of the kernels.
  package enum Function: Int, Sendable {
    case linear = 0
    case tanh, relu, sigmoid

    func value(_ x: Tensor) -> Tensor {
      switch self {
      case .linear: x
      case .tanh: TensorGraph.tanh(x)
      case .relu: TensorGraph.relu(x)
      case .sigmoid: TensorGraph.sigmoid(x)
      }
    }

    /// The derivative, from the function's value.
    func slope(_ y: Tensor) -> Tensor {
      switch self {
      case .linear: Tensor.ones(like: y)
      case .tanh: 1 - y * y
      case .relu: (y .> 0).cast(to: y.dtype)
      case .sigmoid: y * (1 - y)
      }
    }
  }

  /// Composites by the names that engines know them by; the gradient's name ends in `Gradient`.
  package enum Kind: String, Sendable, CaseIterable {
    case simple = "simple_rnn_sequence"
    case lstm = "lstm_sequence"
    case gru = "gru_sequence"

    package var gradientName: String { rawValue + "_gradient" }
    package var gateCount: Int {
      switch self {
      case .simple: 1
      case .lstm: 4
      case .gru: 3
      }
    }
  }

  static func attributes(isReversed: Bool, mask: Tensor?, function: Function = .tanh) -> [String: Scalar] {
    ["reversed": .bool(isReversed), "masked": .bool(mask != nil), "function": .integer(function.rawValue)]
  }

  // MARK: - Steps

  /// A scan over the steps of `[batch, time, …]` sequences, with the mask of each step as `[batch, 1]`.
  package static func overSteps(
    _ state: [Tensor], _ sequences: [Tensor], mask: Tensor?, isReversed: Bool,
    _ body: @escaping (_ state: [Tensor], _ step: [Tensor], _ mask: Tensor?) -> (state: [Tensor], outputs: [Tensor])
  ) -> (state: [Tensor], outputs: [Tensor]) {
    let all = sequences + (mask.map { [$0.expandedDimensions(-1)] } ?? [])
    let (states, outputs) = scan(state, over: all.map(swapped), isReversed: isReversed) { state, step in
      body(state, Array(step[..<sequences.count]), mask == nil ? nil : step[sequences.count])
    }
    return (states, outputs.map(swapped))
  }

  /// Batch and time exchanged.
  private static func swapped(_ x: Tensor) -> Tensor {
    x.node.failure != nil || x.rank < 2 ? x : x.transposed([1, 0] + Array(2..<x.rank))
  }

  static func gate(_ x: Tensor, _ index: Int, of count: Int) -> Tensor {
    guard let width = x.shape.last else { return x }
    return x.slice(axis: x.rank - 1, from: index * (width / count), count: width / count)
  }

  static func choose(_ mask: Tensor?, _ new: Tensor, _ old: Tensor) -> Tensor {
    mask.map { which($0, new, old) } ?? new
  }

  /// The sum over batch and time of products of a state with a gradient: the gradient of a recurrent kernel.
  static func kernelGradient(_ states: Tensor, _ gradient: Tensor) -> Tensor {
    apply(
      DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [0, 1], rightContracting: [0, 1]), [states, gradient])
  }

  /// The gradient rule of a sequence operation: the operation made for it, as long as nothing flows back into what the
  /// forward pass keeps for it (as it does in gradients of gradients).
  static func rule(
    keeping kept: Int, _ decomposition: @escaping ([Tensor]) -> [Tensor],
    _ gradient: @escaping (GradientContext, _ cotangents: [Tensor]) -> [Tensor?]
  ) -> (GradientContext) -> [Tensor?] {
    { context in
      let flowing = context.cotangents.count - kept
      guard context.cotangents[flowing...].allSatisfy({ $0 == nil }) else {
        let inputs = context.inputs.map { apply(Convert(dtype: $0.dtype), [$0]) }
        let results = Autodiff.gradients(
          of: decomposition(inputs), cotangents: context.cotangents, withRespectTo: inputs)
        return zip(results, inputs).map { $1.dtype.isFloating ? $0 : nil }
      }
      let cotangents = zip(context.cotangents, context.outputs).prefix(flowing).map {
        $0 ?? .zeros($1.shape, dtype: $1.dtype)
      }
      return gradient(context, cotangents)
    }
  }
}
