import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// What the engine does itself: an operation left to the interpreter is right, but slow, and nothing else would say so.
@Suite struct LoweringTests {
  struct Window: Sendable, CustomTestStringConvertible {
    let lengths: [Int]
    let size: [Int]
    var strides = 1
    var dilation = 1
    var groups = 1
    var testDescription: String { "\(lengths) k\(size) s\(strides) d\(dilation) g\(groups)" }

    var geometry: WindowGeometry {
      let padding = size.map { ($0 - 1) * dilation }
      return WindowGeometry(
        strides: size.map { _ in strides }, padLow: padding.map { $0 / 2 }, padHigh: padding.map { $0 - $0 / 2 },
        dilation: size.map { _ in dilation })
    }
  }

  static let windows: [Window] = [
    Window(lengths: [10], size: [3]), Window(lengths: [11], size: [4], strides: 2),
    Window(lengths: [12], size: [3], dilation: 2), Window(lengths: [10], size: [3], groups: 2),
    Window(lengths: [10], size: [3], strides: 2, groups: 4), Window(lengths: [7, 6], size: [3, 3], groups: 4),
    Window(lengths: [7, 6], size: [3, 2], strides: 2, groups: 2),
    Window(lengths: [9, 8], size: [3, 3], dilation: 2, groups: 4), Window(lengths: [5, 4, 6], size: [3, 2, 3]),
    Window(lengths: [5, 4, 6], size: [2, 2, 2], strides: 2), Window(lengths: [6, 5, 6], size: [3, 3, 3], groups: 2),
  ]

  private func expectNothingInterpreted(_ inputs: [HostArray], _ body: ([Tensor]) -> [Tensor]) throws {
    let plan = try OneDNNEngine.shared.plan(traced(inputs, body))
    #expect(plan.names.filter { $0.hasSuffix("(interpreted)") } == [])
    try expectAgreement(inputs, tolerance: 1e-4, ways: [.usual, .oneThread], body)
  }

  @Test(arguments: windows) func convolutions(_ window: Window) throws {
    let x = sample([3] + window.lengths + [4], seed: 1)
    let kernel = sample(window.size + [4 / window.groups, 8], seed: 2)
    try expectNothingInterpreted([x, kernel]) { inputs in
      let convolution = Convolution(geometry: window.geometry, groups: window.groups)
      let y = apply(convolution, inputs)
      let g = y * 0.5 + 1
      return [
        y,
        apply(
          ConvolutionInputGradient(geometry: window.geometry, groups: window.groups, inputShape: inputs[0].shape),
          [g, inputs[1]]),
        apply(
          ConvolutionKernelGradient(geometry: window.geometry, groups: window.groups, kernelShape: inputs[1].shape),
          [inputs[0], g]),
      ]
    }
  }

  @Test(arguments: windows.filter { $0.groups == 1 && $0.dilation == 1 }, [Pool.Kind.max, .average])
  func poolings(_ window: Window, kind: Pool.Kind) throws {
    try expectNothingInterpreted([sample([3] + window.lengths + [5], seed: 1)]) { inputs in
      let y = apply(Pool(kind: kind, window: window.size, geometry: window.geometry), inputs)
      let g = y * 0.5 + 1
      let gradient: any Primitive =
        kind == .max
        ? MaxPoolGradient(window: window.size, geometry: window.geometry)
        : AveragePoolGradient(window: window.size, geometry: window.geometry, inputShape: inputs[0].shape)
      return [y, apply(gradient, kind == .max ? [inputs[0], g] : [g])]
    }
  }

  /// The gradient of a sum over rows is a repeated value, which would end the group of fused operations that computes it.
  @Test func gradientsOfRowsStayInOneGroup() throws {
    let body = { (inputs: [Tensor]) -> [Tensor] in
      let shifted = inputs[0] - inputs[0].max(axis: 1, keepDims: true)
      let sums = exp(shifted).sum(axis: 1)
      let picked = which(inputs[0] .> inputs[1], shifted, 0).sum(axis: 1)
      let g = (1 / sums).expandedDimensions(1).broadcast(to: [6, 50])
      let h = picked.expandedDimensions(1).broadcast(to: [6, 50])
      return [exp(shifted) * g - which(inputs[0] .> inputs[1], h, 0)]
    }
    let inputs = [sample([6, 50], seed: 1), sample([6, 1], seed: 2)]
    #expect(try OneDNNEngine.shared.plan(traced(inputs, body)).names.count == 1)
    try expectAgreement(inputs, tolerance: 1e-5, ways: [.usual, .oneThread], body)
  }
}
