import TensorGraph
import Testing

/// A function with sizes, axes, places or counts as arguments, given numbers that no one should give.
struct ExtremeCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: @Sendable (Int) -> [Tensor]

  init(_ name: String, _ function: @escaping @Sendable (Int) -> Tensor) {
    testDescription = name
    self.function = { [function($0)] }
  }

  init(all name: String, _ function: @escaping @Sendable (Int) -> [Tensor]) {
    testDescription = name
    self.function = function
  }
}

private var x: Tensor { .arange(6).reshaped([2, 3]).cast(to: .float32) }
private var row: Tensor { .arange(3) }

private let extremeCases: [ExtremeCase] = [
  ExtremeCase("zeros") { .zeros([$0]) },
  ExtremeCase("zeros, two axes") { .zeros([$0, $0]) },
  ExtremeCase("ones beside an empty axis") { .ones([0, $0]) },
  ExtremeCase("full") { .full([2, $0], 3, dtype: .int8) },
  ExtremeCase("Tensor of elements") { Tensor([1, 2] as [Float], shape: [$0, $0]) },
  ExtremeCase("Tensor of bytes") { Tensor(bytes: [1, 2], shape: [$0, $0], dtype: .uint8) },
  ExtremeCase("arange to") { .arange($0) },
  ExtremeCase("arange from") { .arange($0, 5) },
  ExtremeCase("arange by") { .arange(0, 5, step: $0) },
  ExtremeCase("arange over everything") { .arange(.min, .max, step: $0) },
  ExtremeCase("arange of reals") { .arange(0, 1, step: 1 / Double($0)) },
  ExtremeCase("linspace") { .linspace(0, 1, count: $0) },
  ExtremeCase("linspace without its end") { .linspace(0, 1, count: $0, includesEnd: false) },
  ExtremeCase("eye") { .eye($0) },
  ExtremeCase("eye, columns") { .eye(2, $0) },
  ExtremeCase("eye, offset") { .eye(2, offset: $0) },
  ExtremeCase("uniform") { Random.uniform([$0, 2]) },
  ExtremeCase("normal") { Random.normal([$0, 2]) },
  ExtremeCase("truncatedNormal") { Random.truncatedNormal([2, $0]) },
  ExtremeCase("reshaped") { x.reshaped([$0]) },
  ExtremeCase("reshaped, two axes") { x.reshaped([$0, $0]) },
  ExtremeCase("reshaped, one left") { x.reshaped([$0, nil]) },
  ExtremeCase("broadcast") { x.broadcast(to: [$0, 2, 3]) },
  ExtremeCase("transposed") { x.transposed([$0, 0]) },
  ExtremeCase("expandedDimensions") { x.expandedDimensions($0) },
  ExtremeCase("squeezed") { x.squeezed(axis: $0) },
  ExtremeCase("reversed") { x.reversed(axes: [$0]) },
  ExtremeCase(all: "split into") { x.split(into: $0, axis: 1) },
  ExtremeCase(all: "split nothing into") { Tensor.zeros([0]).split(into: $0) },
  ExtremeCase(all: "split, axis") { x.split(into: 1, axis: $0) },
  ExtremeCase(all: "split at") { x.split(at: [$0], axis: 1) },
  ExtremeCase(all: "split at two") { x.split(at: [1, $0]) },
  ExtremeCase(all: "unstacked") { x.unstacked(axis: $0) },
  ExtremeCase(all: "unstacked, many") { Tensor.zeros([$0]).unstacked() },
  ExtremeCase("repeated") { x.repeated($0, axis: 1) },
  ExtremeCase("repeated, flattened") { x.repeated($0) },
  ExtremeCase("repeated, axis") { x.repeated(2, axis: $0) },
  ExtremeCase("repeated by counts") { x.repeated([$0, 1], axis: 0) },
  ExtremeCase("repeated by sums of counts") { x.repeated([$0, $0], axis: 0) },
  ExtremeCase("tiled") { x.tiled([$0]) },
  ExtremeCase("tiled, more axes") { x.tiled([$0, $0, $0]) },
  ExtremeCase("rolled") { x.rolled(by: $0, axis: 1) },
  ExtremeCase("rolled, flattened") { x.rolled(by: $0) },
  ExtremeCase("rolled, axis") { x.rolled(by: 1, axis: $0) },
  ExtremeCase("swappingAxes") { x.swappingAxes($0, 0) },
  ExtremeCase("movingAxis") { x.movingAxis($0, to: 0) },
  ExtremeCase("movingAxis to") { x.movingAxis(0, to: $0) },
  ExtremeCase("padded") { x.padded([($0, 0)]) },
  ExtremeCase("padded on both sides") { x.padded([($0, $0), (1, 1)]) },
  ExtremeCase("padded by edges") { x.padded([($0, $0), (1, 1)], mode: .edge) },
  ExtremeCase("padded by reflection") { x.padded([(0, 0), (0, $0)], mode: .reflect) },
  ExtremeCase("padded by symmetry") { x.padded([(0, 0), ($0, 0)], mode: .symmetric) },
  ExtremeCase("take") { x.take([$0], axis: 0) },
  ExtremeCase("take, axis") { x.take([0], axis: $0) },
  ExtremeCase("take by a tensor") { x.take(Tensor([Int64($0)]), axis: 0) },
  ExtremeCase("takeAlong") { x.takeAlong(Tensor([Int64($0)], shape: [1, 1]), axis: 0) },
  ExtremeCase("takeAlong, axis") { x.takeAlong(.zeros([1, 1], dtype: .int32), axis: $0) },
  ExtremeCase("oneHot") { oneHot(row, $0) },
  ExtremeCase("oneHot, axis") { oneHot(row, 3, axis: $0) },
  ExtremeCase("multiHot") { multiHot(row, $0) },
  ExtremeCase("multiHot, axis") { multiHot(row, 3, axis: $0) },
  ExtremeCase("subscript") { x[$0] },
  ExtremeCase("subscript of the last axis") { x[..., $0] },
  ExtremeCase("subscript by an array") { x[[$0]] },
  ExtremeCase("subscript to") { x[..<$0] },
  ExtremeCase("subscript through") { x[...$0] },
  ExtremeCase("subscript from") { x[$0...] },
  ExtremeCase("stride from") { x[.stride(from: $0, by: 1)] },
  ExtremeCase("stride to") { x[.stride(to: $0, by: -1)] },
  ExtremeCase("stride by") { x[.stride(by: $0)] },
  ExtremeCase("sum") { x.sum(axis: $0) },
  ExtremeCase("product") { x.product(axis: $0) },
  ExtremeCase("max") { x.max(axis: $0) },
  ExtremeCase("min") { x.min(axis: $0) },
  ExtremeCase("any") { x.any(axes: [$0]) },
  ExtremeCase("all") { x.all(axes: [$0]) },
  ExtremeCase("mean") { x.mean(axis: $0) },
  ExtremeCase("mean, axes") { x.mean(axes: [$0, $0]) },
  ExtremeCase("variance") { x.variance(axis: $0) },
  ExtremeCase("standardDeviation") { x.standardDeviation(axis: $0) },
  ExtremeCase(all: "moments") { [x.moments(axes: [$0]).mean, x.moments(axes: [$0]).variance] },
  ExtremeCase("argmax") { x.argmax(axis: $0) },
  ExtremeCase("argmin") { x.argmin(axis: $0) },
  ExtremeCase("average") { x.average(axis: $0, weights: row) },
  ExtremeCase("differences") { x.differences(order: $0) },
  ExtremeCase("differences, axis") { x.differences(axis: $0) },
  ExtremeCase("lowerTriangle") { x.lowerTriangle(offset: $0) },
  ExtremeCase("upperTriangle") { x.upperTriangle(offset: $0) },
  ExtremeCase("diagonal") { x.diagonal(offset: $0) },
  ExtremeCase("diagonal, axis") { x.diagonal(axis1: $0) },
  ExtremeCase("trace") { x.trace(offset: $0) },
  ExtremeCase("softmax") { softmax(x, axis: $0) },
  ExtremeCase("logSoftmax") { logSoftmax(x, axes: [0, $0]) },
  ExtremeCase("logSumExp") { logSumExp(x, axis: $0) },
  ExtremeCase("tensordot") { tensordot(x, x.transposed(), axes: $0) },
  ExtremeCase("tensordot, pairs") { tensordot(x, x, axes: ([$0], [1])) },
  ExtremeCase("norm") { norm(x, axis: $0) },
  ExtremeCase("norm of an order") { norm(x, order: Double($0), axis: 0) },
  ExtremeCase("norm of matrices") { norm(x, order: 1, axes: [0, $0]) },
  ExtremeCase("normalize") { normalize(x, axis: $0) },
  ExtremeCase("round") { round(x, decimals: $0) },
  ExtremeCase("round whole numbers") { round(row, decimals: $0) },
  ExtremeCase("concatenated") { concatenated([x, x], axis: $0) },
  ExtremeCase("concatenated, long") { concatenated([.zeros([$0, 2]), .zeros([$0, 2])]) },
  ExtremeCase("stacked") { stacked([x, x], axis: $0) },
  ExtremeCase("outer") { outer(.zeros([$0]), .zeros([$0])) },
  ExtremeCase("matmul") { matmul(.zeros([$0, 1]), .zeros([1, $0])) },
  ExtremeCase("einsum") { einsum("i,j->ij", .zeros([$0]), .zeros([$0])) },
  ExtremeCase(all: "meshgrid") { Tensor.meshgrid([.zeros([$0]), .zeros([$0])]) },
  ExtremeCase("scan") { scan([x], over: [], length: $0 > 5 ? -1 : $0) { state, _ in (state, state) }.outputs[0] },
]

struct ExtremeSizesTests {
  static let numbers = [0, -1, 2, .min, .max, .min + 1, .max - 1, 1 << 31, 1 << 32, 1 << 40, -(1 << 40), 1 << 62]

  @Test(arguments: extremeCases)
  func `no size ends the process`(row: ExtremeCase) {
    // On all machines the same.
    Memory.$override.withValue(1 << 28) { run(row) }
  }

  private func run(_ row: ExtremeCase) {
    for number in Self.numbers {
      for tensor in row.function(number) {
        // What is known to be small is computed.
        if let count = tensor.shape.count, count < 1000 { _ = try? tensor.scalars(as: Double.self) }
        if tensor.error == nil, !tensor.shape.isKnown { Issue.record("\(number) gives \(tensor.type)") }
      }
    }
  }

  @Test(arguments: extremeCases)
  func `no size ends a definition`(row: ExtremeCase) {
    Trace(.abstract).record {
      Memory.$override.withValue(1 << 28) { for number in Self.numbers { _ = row.function(number) } }
    }
  }

  @Test func `symbolic tensors take no size that ends the process`() {
    Memory.$override.withValue(1 << 28) { describe() }
  }

  private func describe() {
    Trace(.abstract).record {
      let x = Trace.current!.placeholder(TensorType([nil, 3], .float32))
      for n in Self.numbers {
        _ = [
          x[n], x[n...], x[..<n], x[.stride(from: n, to: n, by: n)], x[[n]], x.repeated(n, axis: 0), x.tiled([n, n]),
          x.rolled(by: n, axis: 0), x.padded([(n, n), (0, 0)], mode: .edge), x.padded([(n, n)]), x.reshaped([n, nil]),
          x.broadcast(to: [n, n, 3]), x.differences(order: n, axis: 0), x.lowerTriangle(offset: n),
          x.diagonal(offset: n), x.take([n], axis: 0), round(x, decimals: n),
        ]
        _ = x.split(into: n) + x.split(at: [n, n])
      }
    }
  }
}
