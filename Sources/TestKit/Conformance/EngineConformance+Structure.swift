import TensorGraph

extension EngineConformance {
  private static let moved: [DType] = [.float32, .bool, .bfloat16, .float64, .int64, .uint8]

  static let indexing: [ConformanceCase] = moved.flatMap { dtype in
    [([5, 6], 0, [3]), ([5, 6], 1, [2, 4]), ([4, 5, 3], 1, []), ([6], 0, [0]), ([40, 16], 0, [33])].flatMap {
      (shape: [Int], axis: Int, picked: [Int]) -> [ConformanceCase] in
      var updates = shape
      updates.replaceSubrange(axis...axis, with: picked)
      let name = "\(shape) \(axis) \(picked)"
      let length = shape[axis]
      return ([.int32, .int64, .uint8] as [DType]).map { indices in
        // Indices beyond either end give NaN, and are an error for other types.
        let places =
          dtype.isFloating ? (indices.isUnsigned ? 0 : -2)..<(length + 2) : 0..<length
        return ConformanceCase(
          "gather \(name) by \(indices)", of: Gather.self,
          [.real(shape, 0, 9), .integers(picked, places)], dtype, .exact
        ) { [apply(Gather(axis: axis), [$0[0], $0[1].cast(to: indices)])] }
      }
        + (dtype == .bool
          ? []
          : [
            ConformanceCase(
              "scatter \(name)", of: ScatterAdd.self, [.integers(picked, -1..<(length + 1)), .real(updates, 0, 3)],
              dtype,
              dtype.isFloating ? .sums(terms: picked.reduce(1, *)) : .exact
            ) { [apply(ScatterAdd(axis: axis, shape: Shape(shape)), $0)] }
          ])
    }
  }

  static let movement: [ConformanceCase] =
    DType.allCases.flatMap { source in
      DType.allCases.map { target in
        ConformanceCase("convert to \(target)", of: Convert.self, [.real([3, 17], 0, 100)], source, .exact) {
          [
            apply(Convert(dtype: target), $0),
            apply(Convert(dtype: target), [target.isUnsigned ? $0[0] : Unary.negative($0[0])]),
          ]
        }
      }
    }
    + moved.flatMap { dtype -> [ConformanceCase] in
      func row(
        _ name: String, _ primitive: any Primitive.Type, _ shapes: [[Int]],
        _ function: @escaping @Sendable ([Tensor]) -> [Tensor]
      ) -> ConformanceCase {
        ConformanceCase(name, of: primitive, shapes.map { .real($0, 0, 9) }, dtype, .exact, function)
      }
      return [
        row("reshape", Reshape.self, [[4, 6]]) {
          [apply(Reshape(shape: [3, nil]), $0), apply(Reshape(shape: [24, 1]), $0)]
        },
        row("transposes", Transpose.self, [[3, 4, 5]]) { x in
          [[2, 1, 0], [0, 2, 1], [1, 0, 2], [2, 0, 1]].map { apply(Transpose(permutation: $0), x) }
        },
        row("a large transpose", Transpose.self, [[70, 65]]) { [apply(Transpose(permutation: [1, 0]), $0)] },
        row("an empty transpose", Transpose.self, [[3, 0]]) { [apply(Transpose(permutation: [1, 0]), $0)] },
        row("broadcasts", Broadcast.self, [[4, 1]]) { x in
          [[4, 3], [2, 4, 1], [2, 4, 5], [0, 4, 2]].map { apply(Broadcast(shape: $0), x) }
        },
        row("a scalar broadcast", Broadcast.self, [[]]) { [apply(Broadcast(shape: [3, 5]), $0)] },
        row("concatenate at 0", Concatenation.self, [[2, 3], [0, 3], [4, 3]]) { [apply(Concatenation(axis: 0), $0)] },
        row("concatenate at 1", Concatenation.self, [[2, 3, 2], [2, 1, 2]]) { [apply(Concatenation(axis: 1), $0)] },
        row("concatenate one twice", Concatenation.self, [[2, 3]]) { [apply(Concatenation(axis: 1), [$0[0], $0[0]])] },
        row("slices", Slice.self, [[7, 9]]) { x in
          [
            apply(Slice(starts: [2, 0], ends: [5, Slice.whole], steps: [1, 1]), x),
            apply(Slice(starts: [1, 3], ends: [7, 9], steps: [3, 2]), x),
            apply(Slice(starts: [6, 8], ends: [7, 9], steps: [1, 1]), x),
            apply(Slice(starts: [3, 0], ends: [3, 9], steps: [1, 1]), x),
          ]
        },
        row("pads", Pad.self, [[3, 4]]) { x in
          [
            apply(Pad(low: [1, 0], high: [2, 3], interior: [0, 0], value: .real(1)), x),
            apply(Pad(low: [0, 2], high: [1, 0], interior: [2, 1], value: .real(0)), x),
            apply(Pad(low: [-1, 1], high: [0, -2], interior: [0, 0], value: .real(0)), x),
            apply(Pad(low: [-1, -2], high: [2, -1], interior: [1, 2], value: .real(1)), x),
          ]
        },
        row("reversals", Reverse.self, [[3, 4, 5]]) { x in
          [[0], [2], [0, 1, 2], []].map { apply(Reverse(axes: $0), x) }
        },
        row("stop gradient", StopGradient.self, [[3, 4]]) { [apply(StopGradient(), $0)] },
        row("results that are arguments", StopGradient.self, [[3], [3]]) { [$0[1], $0[0], $0[0]] },
      ]
    }

  static let sources: [ConformanceCase] =
    DType.allCases.flatMap { dtype in
      [
        ConformanceCase("constant", of: Constant.self, [], dtype, .exact) { _ in
          [
            apply(Constant(value: .real(3), dtype: dtype), []), apply(Constant(value: .integer(100), dtype: dtype), []),
            apply(Constant(value: .bool(true), dtype: dtype), []).broadcast(to: [3, 40]),
          ]
        },
        ConformanceCase("iota", of: Iota.self, [], dtype, .exact) { _ in
          dtype == .bool ? [] : [0, 1, 2].map { apply(Iota(shape: [3, 5, 7], axis: $0, dtype: dtype), []) }
        },
      ]
    }
    + [[], [1], [2], [7, 9], [1000], [0]].map { (shape: [Int]) in
      ConformanceCase("random bits \(shape)", of: RandomBits.self, [.integers([2], 0..<1000)], .float32, .exact) { x in
        [apply(RandomBits(shape: Shape(shape)), [x[0].cast(to: .uint32)])]
      }
    }
    + [
      ConformanceCase("uniform values", of: UniformFromBits.self, [.integers([2], 0..<1000)], .float32, .exact) { x in
        [apply(UniformFromBits(), [apply(RandomBits(shape: [333]), [x[0].cast(to: .uint32)])])]
      }
    ]

  static let controlFlow: [ConformanceCase] = [
    ConformanceCase("composite", of: Composite.self, [.real([4, 9])], .float32, .program) { x in
      [softmax(x[0]), logSoftmax(x[0], axis: 0)]
    },
    ConformanceCase("conditional", of: Conditional.self, [.real([3, 4]), .real([4, 2])], .float32, .program) { x in
      [Tensor(true), Tensor(false), (x[0] .> 0).any(), (x[0] .> 5).any()].flatMap { condition in
        cond(condition, { [matmul(x[0], x[1]), x[0]] }, { [matmul(x[0] * 2, x[1]) + 1, -x[0]] })
      }
    },
    ConformanceCase("while", of: WhileLoop.self, [.real([5], 0.5, 1)], .float32, .program) { x in
      whileLoop([x[0], Tensor(0)], while: { ($0[0].sum() .< 300) }) { [$0[0] * 1.5 + x[0], $0[1] + 1] }
    },
    ConformanceCase(
      "scan", of: Scan.self, [.real([2, 3]), .real([6, 2, 4]), .real([4, 3]), .real([3, 3], -0.5, 0.5)], .float32,
      .program
    ) { x in
      [false, true].flatMap { isReversed in
        let result = scan([x[0]], over: [x[1]], isReversed: isReversed) { state, step in
          let next = tanh(matmul(step[0], x[2]) + matmul(state[0], x[3]))
          return ([next], [next * 2, step[0]])
        }
        return result.state + result.outputs
      }
    },
    ConformanceCase(
      "a scan with its gradient", of: Scan.self, [.real([2, 3]), .real([5, 2, 3]), .real([3])], .float32, .program
    ) { x in
      let loss = { (w: Tensor) -> Tensor in
        let result = scan([x[0]], over: [x[1]]) { state, step in
          let next = tanh(step[0] + state[0] * w)
          return ([next], [next])
        }
        return (result.outputs[0] * x[1]).sum()
      }
      let (value, gradient) = valueAndGradient(at: x[2], loss)
      return [value, gradient]
    },
  ]
}

extension Unary {
  /// Negative numbers where the type has them.
  fileprivate static func negative(_ x: Tensor) -> Tensor { x.dtype == .bool || x.dtype.isUnsigned ? x : -x }
}
