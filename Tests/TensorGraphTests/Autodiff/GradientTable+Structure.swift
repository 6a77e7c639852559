import TensorGraph
import TestKit

extension GradientTable {
  static let movement: [GradientCase] = [
    GradientCase("convert", of: Convert.self, [.real([2, 3])]) { apply(Convert(dtype: .float64), $0) },
    GradientCase("convert to integers and back", of: Convert.self, [.real([2], 0.2, 0.8)]) { x in
      x[0].cast(to: .int32).cast(to: .float64) + x[0]
    },
    GradientCase("reshape", of: Reshape.self, [.real([2, 3])]) { apply(Reshape(shape: [3, nil]), $0) },
    GradientCase("transpose", of: Transpose.self, [.real([2, 3, 4])]) { apply(Transpose(permutation: [2, 0, 1]), $0) },
    GradientCase("broadcast", of: Broadcast.self, [.real([3, 1])]) { apply(Broadcast(shape: [2, 3, 4]), $0) },
    GradientCase("broadcast a scalar", of: Broadcast.self, [.real([])]) { apply(Broadcast(shape: [2, 1]), $0) },
    GradientCase("concatenate", of: Concatenation.self, [.real([2, 1, 2]), .real([2, 3, 2]), .real([2, 0, 2])]) {
      apply(Concatenation(axis: 1), $0)
    },
    GradientCase("slice", of: Slice.self, [.real([4, 5])]) {
      apply(Slice(starts: [1, 0], ends: [3, 5], steps: [1, 2]), $0)
    },
    GradientCase("slice with steps", of: Slice.self, [.real([4, 7])]) {
      apply(Slice(starts: [0, 1], ends: [Slice.whole, 6], steps: [3, 3]), $0)
    },
    GradientCase("an empty slice", of: Slice.self, [.real([4])]) { x in
      apply(Slice(starts: [2], ends: [2], steps: [1]), x).sum() + x[0].sum()
    },
    GradientCase("pad", of: Pad.self, [.real([2, 3])]) {
      apply(Pad(low: [1, 0], high: [0, 2], interior: [0, 0], value: .real(3)), $0)
    },
    GradientCase("pad between elements", of: Pad.self, [.real([2, 3])]) {
      apply(Pad(low: [1, 2], high: [0, 1], interior: [2, 1], value: .real(0)), $0)
    },
    GradientCase("pad with cropping", of: Pad.self, [.real([3, 4])]) {
      apply(Pad(low: [-1, 2], high: [1, -2], interior: [0, 0], value: .real(0)), $0)
    },
    GradientCase("pad with cropping between elements", of: Pad.self, [.real([4])]) {
      apply(Pad(low: [-1], high: [-2], interior: [2], value: .real(0)), $0)
    },
    GradientCase("reverse", of: Reverse.self, [.real([2, 3, 2])]) { apply(Reverse(axes: [0, 2]), $0) },
  ]

  static let sources: [GradientCase] = [
    GradientCase("constant", of: Constant.self, [.real([2])]) { x in
      x[0] * apply(Constant(value: .real(2.5), dtype: .float64), [])
    },
    GradientCase("iota", of: Iota.self, [.real([2, 3])]) { x in
      x[0] * apply(Iota(shape: [2, 3], axis: 1, dtype: .float64), [])
    },
    GradientCase("random bits and uniform values", of: RandomBits.self, [.real([5])]) { x in
      x[0] * apply(UniformFromBits(), [apply(RandomBits(shape: [5]), [Tensor([1, 2] as [UInt32])])])
    },
    GradientCase("uniform values", of: UniformFromBits.self, [.real([2])]) { x in
      x[0] * apply(UniformFromBits(), [Tensor([1 << 20, 1 << 31] as [UInt32])])
    },
  ]

  static let controlFlow: [GradientCase] = [
    GradientCase("a composite", of: Composite.self, [.real([2, 2]), .real([2])]) { x in
      composite("test", x) { [tanh($0[0]) * $0[1] + x[1]] }[0]
    },
    GradientCase("a condition that holds", of: Conditional.self, [.positive([2]), .real([2])]) { x in
      cond((x[0] .> 0).all(), { exp(x[0]) * x[1] }, { x[1] })
    },
    GradientCase("a condition that fails", of: Conditional.self, [.positive([2]), .real([2])]) { x in
      cond((x[0] .< 0).all(), { x[1] }, { exp(x[1]) * x[0] })
    },
    GradientCase("a loop without a gradient", of: WhileLoop.self, [.real([])]) { x in
      x[0] * whileLoop([Tensor(1.0, dtype: .float64)], while: { $0[0] .< 10 }) { [$0[0] * 3] }[0]
    },
    GradientCase(
      "a scan", of: Scan.self, [.real([2]), .real([3, 2]), .real([2])],
      outputs: { x in
        let result = scan([x[0]], over: [x[1]]) { state, step in
          let next = sin(state[0] * x[2] + step[0])
          return ([next], [next * state[0]])
        }
        return result.state + result.outputs
      }),
    GradientCase(
      "a reversed scan with two states", of: Scan.self, [.real([2]), .real([2]), .real([3, 2])],
      outputs: { x in
        let result = scan([x[0], x[1]], over: [x[2]], isReversed: true) { state, step in
          ([state[1] * step[0], state[0] + step[0]], [tanh(state[0])])
        }
        return result.state + result.outputs
      }),
  ]

  /// Sequences as one operation, whose gradient is one too; second order goes through the steps.
  static let recurrence: [GradientCase] = [false, true].flatMap { isReversed in
    let masks: [Domain] = isReversed ? [.bools([2, 3])] : []
    @Sendable func mask(_ x: [Tensor], _ count: Int) -> Tensor? { x.count > count ? x[count] : nil }
    let name = isReversed ? "reversed and masked" : "forward"
    return [
      GradientCase(
        "a simple recurrent sequence, \(name)", [.real([2, 3, 2]), .real([2, 2]), .real([2, 2])] + masks,
        outputs: { x in
          let result = Recurrence.simple(
            x[0], hidden: x[1], kernel: x[2], mask: mask(x, 3), isReversed: isReversed)
          return [result.sequence] + result.states
        }),
      GradientCase(
        "an LSTM sequence, \(name)", [.real([2, 3, 8]), .real([2, 2]), .real([2, 2]), .real([2, 8])] + masks,
        outputs: { x in
          let result = Recurrence.lstm(
            x[0], hidden: x[1], cell: x[2], kernel: x[3], mask: mask(x, 4), isReversed: isReversed)
          return [result.sequence] + result.states
        }),
      GradientCase(
        "a GRU sequence, \(name)", [.real([2, 3, 6]), .real([2, 2]), .real([2, 6]), .real([6])] + masks,
        outputs: { x in
          let result = Recurrence.gru(
            x[0], hidden: x[1], kernel: x[2], bias: x[3], mask: mask(x, 4), isReversed: isReversed)
          return [result.sequence] + result.states
        }),
    ]
  }
}
