import TensorGraph
import TestKit

/// Every primitive with inputs on which it is smooth. Steps and comparisons stand here too: their gradient is zero.
enum GradientTable {
  static let rows: [GradientCase] =
    unary + binary + comparisons + reductions + contractions + convolutions + poolings + indexing + movement + sources
    + controlFlow + recurrence

  private static let unary: [GradientCase] = Unary.allCases.map { operation in
    let domain: Domain =
      switch operation {
      case .log, .sqrt, .rsqrt, .log1p: .positive([2, 3])
      case .asin, .acos, .atanh: .real([2, 3], -0.8, 0.8)
      case .acosh: .real([2, 3], 1.3, 3)
      case .tan: .real([2, 3], -1.2, 1.2)
      case .abs, .sign: .signed([2, 3])
      case .floor, .ceil, .roundNearestEven: .real([2, 3], 0.1, 0.4)
      default: .real([2, 3])
      }
    return GradientCase("\(operation)", of: Unary.self, [domain]) { x in
      apply(operation, [operation == .logicalNot ? x[0].cast(to: .bool) : x[0]])
    }
  }

  private static let binary: [GradientCase] = Binary.allCases.flatMap { operation in
    // Equal shapes, then broadcasting in both directions.
    [([2, 3], [2, 3]), ([2, 1, 3], [4, 1]), ([], [2, 2])].map { (a: [Int], b: [Int]) in
      let name = "\(operation) \(a) \(b)"
      switch operation {
      case .and, .or, .xor:
        return GradientCase(name, of: Binary.self, [.real(a), .real(b), .bools(a), .bools(b)]) { x in
          x[0] + x[1] * apply(operation, [x[2], x[3]]).cast(to: .float64)
        }
      case .power:
        return GradientCase(name, of: Binary.self, [.positive(a), .real(b)]) { apply(operation, $0) }
      case .maximum, .minimum:
        return GradientCase(name, of: Binary.self, [.real(a, -2, -0.1), .real(b, 0.1, 2)]) { x in
          apply(operation, x) + apply(operation, [-x[0], -x[1]]) * x[1]
        }
      case .remainder:
        return GradientCase(name, of: Binary.self, [.real(a, 4.2, 4.8), .real(b, 1.45, 1.55)]) { x in
          apply(operation, x) + apply(operation, [-x[0], x[1]])
        }
      default:
        return GradientCase(name, of: Binary.self, [.real(a), .signed(b)]) { apply(operation, $0) }
      }
    }
  }

  private static let comparisons: [GradientCase] =
    Comparison.allCases.map { operation in
      GradientCase("\(operation)", of: Comparison.self, [.signed([2, 3]), .real([3], -0.1, 0.1)]) { x in
        apply(operation, x).cast(to: .float64) * x[0]
      }
    } + [
      GradientCase("select", of: Select.self, [.bools([2, 3]), .real([3]), .real([2, 1])]) { apply(Select(), $0) },
      GradientCase("select by a scalar", of: Select.self, [.bools([]), .real([3]), .real([3])]) { x in
        apply(Select(), x) * x[1]
      },
    ]

  private static let reductions: [GradientCase] =
    Reduce.Kind.allCases.flatMap { kind in
      [([0], false), ([1, 2], true), ([0, 1, 2], false), ([], false)].map { (axes: [Int], keepDims: Bool) in
        GradientCase("reduce \(kind) \(axes) \(keepDims)", of: Reduce.self, [.distinct([2, 3, 2])]) { x in
          let isLogical = kind == .any || kind == .all
          let result = apply(
            Reduce(kind: kind, axes: axes, keepDims: keepDims), [isLogical ? x[0] .> 0.3 : x[0]])
          return isLogical ? result.cast(to: .float64) * x[0].sum() : result
        }
      }
    }
    + [
      GradientCase("a product with zeros", of: Reduce.self, [.real([2, 4])]) { x in
        let zeros = Tensor([1, 0, 1, 1, 0, 1, 0, 1] as [Double], shape: [2, 4])
        return (x[0] * zeros).product(axis: 1)
      }
    ]
    + ArgReduce.Kind.allCases.map { kind in
      GradientCase("arg\(kind)", of: ArgReduce.self, [.distinct([3, 4])]) { x in
        apply(ArgReduce(kind: kind, axis: 1, keepDims: true), x).cast(to: .float64) * x[0]
      }
    }

  private static let contractions: [GradientCase] = [
    GradientCase("a matrix product", of: DotGeneral.self, [.real([2, 3]), .real([3, 4])]) { x in
      apply(DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [1], rightContracting: [0]), x)
    },
    GradientCase("a batched product", of: DotGeneral.self, [.real([2, 3, 2]), .real([2, 2, 3])]) { x in
      apply(DotGeneral(leftBatch: [0], rightBatch: [0], leftContracting: [1], rightContracting: [2]), x)
    },
    GradientCase("a product over two axes, crossed", of: DotGeneral.self, [.real([2, 3, 4]), .real([4, 2, 2])]) { x in
      apply(DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [0, 2], rightContracting: [1, 0]), x)
    },
    GradientCase("two batch axes, crossed", of: DotGeneral.self, [.real([2, 3, 2, 2]), .real([3, 2, 2])]) { x in
      apply(DotGeneral(leftBatch: [0, 1], rightBatch: [2, 0], leftContracting: [3], rightContracting: [1]), x)
    },
    GradientCase("an outer product", of: DotGeneral.self, [.real([2]), .real([3])]) { x in
      apply(DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [], rightContracting: []), x)
    },
  ]

  private static let geometries: [(String, WindowGeometry)] = [
    ("valid", WindowGeometry(strides: [1, 1], padLow: [0, 0], padHigh: [0, 0], dilation: [1, 1])),
    ("strided", WindowGeometry(strides: [2, 3], padLow: [1, 0], padHigh: [0, 1], dilation: [1, 1])),
    ("dilated", WindowGeometry(strides: [1, 1], padLow: [1, 1], padHigh: [1, 2], dilation: [2, 2])),
  ]

  private static let convolutions: [GradientCase] = geometries.flatMap { name, geometry in
    [(1, 2, 3), (2, 4, 2)].flatMap { (groups: Int, channels: Int, filters: Int) -> [GradientCase] in
      let kernel = [2, 2, channels / groups, filters]
      let input = [2, 5, 4, channels]
      let forward = Convolution(geometry: geometry, groups: groups)
      let lengths = [0, 1].map { geometry.outputLength(input[$0 + 1], window: 2, axis: $0)! }
      let output = [2] + lengths + [filters]
      return [
        GradientCase("convolution \(name) \(groups)", of: Convolution.self, [.real(input), .real(kernel)]) {
          apply(forward, $0)
        },
        GradientCase(
          "input gradient \(name) \(groups)", of: ConvolutionInputGradient.self, [.real(output), .real(kernel)]
        ) { apply(ConvolutionInputGradient(geometry: geometry, groups: groups, inputShape: Shape(input)), $0) },
        GradientCase(
          "kernel gradient \(name) \(groups)", of: ConvolutionKernelGradient.self, [.real(input), .real(output)]
        ) { apply(ConvolutionKernelGradient(geometry: geometry, groups: groups, kernelShape: Shape(kernel)), $0) },
      ]
    }
  }

  private static let poolings: [GradientCase] = geometries.flatMap { name, geometry -> [GradientCase] in
    let input = [2, 5, 4, 2]
    let lengths = [0, 1].map { geometry.outputLength(input[$0 + 1], window: 2, axis: $0)! }
    let output = [2] + lengths + [2]
    return [
      GradientCase("max pooling \(name)", of: Pool.self, [.distinct(input)]) {
        apply(Pool(kind: .max, window: [2, 2], geometry: geometry), $0)
      },
      GradientCase("average pooling \(name)", of: Pool.self, [.real(input)]) {
        apply(Pool(kind: .average, window: [2, 2], geometry: geometry), $0)
      },
      GradientCase("max-pooling gradient \(name)", of: MaxPoolGradient.self, [.distinct(input), .real(output)]) {
        apply(MaxPoolGradient(window: [2, 2], geometry: geometry), $0)
      },
      GradientCase("max-pooling selection \(name)", of: MaxPoolSelect.self, [.distinct(input), .real(input)]) {
        apply(MaxPoolSelect(window: [2, 2], geometry: geometry), $0)
      },
      GradientCase("average-pooling gradient \(name)", of: AveragePoolGradient.self, [.real(output)]) {
        apply(AveragePoolGradient(window: [2, 2], geometry: geometry, inputShape: Shape(input)), $0)
      },
    ]
  }

  private static let indexing: [GradientCase] = [0, 1, 2].flatMap { (axis: Int) -> [GradientCase] in
    let shape = [3, 4, 2]
    var updates = shape
    updates.replaceSubrange(axis...axis, with: [2, 3])
    return [
      GradientCase("gather \(axis)", of: Gather.self, [.real(shape), .integers([2, 3], 0..<shape[axis])]) {
        apply(Gather(axis: axis), $0)
      },
      GradientCase(
        "scatter \(axis)", of: ScatterAdd.self, [.integers([2, 3], -1..<(shape[axis] + 1)), .real(updates)]
      ) {
        apply(ScatterAdd(axis: axis, shape: Shape(shape)), $0)
      },
    ]
  }
}
