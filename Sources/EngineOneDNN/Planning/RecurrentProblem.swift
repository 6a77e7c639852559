import CKernels
import TensorGraph

/// A recurrent layer over a sequence as the C kernels see it: which composite it is, and where its operands are.
struct RecurrentProblem {
  let kind: Recurrence.Kind
  let isGradient: Bool
  let isMasked: Bool
  let function: Recurrence.Function
  let isReversed: Bool
  let batch: Int
  let steps: Int
  let units: Int

  /// `nil` if the instruction is something else, or of a type that the kernels don't have.
  init?(_ instruction: Program.Instruction, types: [TensorType]) {
    guard let composite = instruction.operation as? Composite,
      let kind = Recurrence.Kind.allCases.first(where: { [$0.rawValue, $0.gradientName].contains(composite.name) }),
      case .bool(let isReversed)? = composite.attributes["reversed"],
      case .bool(let isMasked)? = composite.attributes["masked"],
      case .integer(let number)? = composite.attributes["function"],
      let function = Recurrence.Function(rawValue: number)
    else { return nil }
    self.kind = kind
    self.isReversed = isReversed
    self.isMasked = isMasked
    self.function = function
    isGradient = composite.name == kind.gradientName
    let first = types[instruction.outputs[0]]
    guard first.dtype == .float32, first.shape.rank == 3 else { return nil }
    let shape = first.shape.staticDimensions
    guard shape.reduce(1, *) > 0 else { return nil }
    batch = shape[0]
    steps = shape[1]
    // A gradient's first result is that of the projected inputs, which have all gates.
    units = isGradient ? shape[2] / kind.gateCount : shape[2]
  }

  func shape(rows: Int) -> ck_recurrent_shape {
    let kinds: [Recurrence.Kind: ck_recurrent_kind] = [
      .simple: CK_RECURRENT_SIMPLE, .lstm: CK_RECURRENT_LSTM, .gru: CK_RECURRENT_GRU,
    ]
    return ck_recurrent_shape(
      kind: kinds[kind]!, activation: ck_recurrent_activation(UInt32(function.rawValue)), reversed: isReversed,
      rows: Int64(rows), steps: Int64(steps), units: Int64(units))
  }

  /// Where the recurrent kernel stands among the inputs.
  var kernelInput: Int {
    if isGradient { return 0 }
    return kind == .lstm ? 3 : 2
  }

  /// Inputs that all rows share, besides the kernel.
  var sharedInputs: Set<Int> { !isGradient && kind == .gru ? [3] : [] }

  /// States and cotangents, and the bias of a GRU: the kernels need no memory for those of zeros.
  var optionalInputs: Range<Int> {
    switch kind {
    case .simple: isGradient ? 2..<4 : 1..<2
    case .lstm: isGradient ? 3..<6 : 1..<3
    case .gru: isGradient ? 3..<5 : 1..<4
    }
  }

  /// The output of an LSTM that may be written over an input: its gates over what they are made of, and the gradients of
  /// that over the gates.
  var inPlace: (input: Int, output: Int)? {
    guard kind == .lstm else { return nil }
    return isGradient ? (2, 0) : (0, 5)
  }

  /// A guess of the time of the products and the gates, in nanoseconds.
  var cost: Double {
    let flops = 2.0 * Double(batch * steps) * Double(units * units * kind.gateCount)
    let gates = Double(batch * steps * units * kind.gateCount) * (isGradient ? 0.5 : 1)
    return 1000 + flops / 120 + gates
  }
}
