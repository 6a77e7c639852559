import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// Mixed precision on a processor without `bfloat16`: the step is the `float32` step.
@Suite struct FullPrecisionTests {
  private static let engine: OneDNNEngine = {
    var options = OneDNNEngine.Options(threadCount: 2)
    options.hasBFloat16 = false
    return OneDNNEngine(options: options)
  }()

  /// Two layers with `convert` where mixed precision converts.
  private static func network(_ convert: @escaping (Tensor) -> Tensor) -> ([Tensor]) -> [Tensor] {
    { inputs in
      let hidden = maximum(matmul(convert(inputs[0]), convert(inputs[1])), 0)
      let output = matmul(hidden, convert(inputs[2])).cast(to: .float32)
      let gradients = Autodiff.gradients(
        of: [output], cotangents: [output * 0.5], withRespectTo: [inputs[1], inputs[2]])
      return [output] + gradients.map { $0.cast(to: .float32) }
    }
  }

  private static let inputs = [sample([6, 5], seed: 1), sample([5, 7], seed: 2), sample([7, 3], seed: 3)]

  @Test func aMixedStepIsTheFloat32Step() throws {
    let mixed = try traced(Self.inputs, Self.network { $0.cast(to: .bfloat16) })
    let plain = try traced(Self.inputs, Self.network { $0 })
    #expect(try Self.engine.plan(mixed).names == Self.engine.plan(plain).names)
    let found = try run(mixed, on: Self.engine, Self.inputs)
    let right = try run(plain, on: Self.engine, Self.inputs)
    #expect(found.map(bytes) == right.map(bytes))
  }

  /// A conversion to `bfloat16` and straight back says that numbers are to be rounded.
  @Test func roundingOnPurposeStays() throws {
    let inputs = Array(Self.inputs[..<2])
    let program = try traced(inputs) { inputs in
      let (x, w) = (inputs[0].cast(to: .bfloat16), inputs[1].cast(to: .bfloat16))
      return [matmul(x, w), (inputs[1] * 3).cast(to: .bfloat16).cast(to: .float32), x.cast(to: .float32)]
    }
    let found = try run(program, on: Self.engine, inputs)
    let right = try run(program, on: ReferenceEngine.shared, inputs)
    #expect(found[0].dtype == .bfloat16)
    #expect(bytes(found[1]) == bytes(right[1]))
    // Also where a product uses the same conversion.
    #expect(bytes(found[2]) == bytes(right[2]))
  }

  /// Inputs, outputs, constants, conditions and loops keep their type.
  @Test func endsKeepTheirType() throws {
    let inputs = [sample([4, 5], .bfloat16, seed: 4), sample([5, 5], .bfloat16, seed: 5)]
    let program = try traced(inputs) { inputs in
      let product = matmul(inputs[0], inputs[1])
      let scaled = product * Tensor(0.1).cast(to: .bfloat16) + inputs[0]
      let half = Tensor.arange(5).cast(to: .bfloat16) * scaled
      let chosen = cond(inputs[0].sum() .> 100, { matmul(scaled, inputs[1]) }, { scaled - inputs[0] })
      return [product, scaled, inputs[0], half, chosen, scaled.cast(to: .float64), scaled .> 10]
    }
    let found = try run(program, on: Self.engine, inputs)
    let right = try run(program, on: ReferenceEngine.shared, inputs)
    #expect(found.map(\.dtype) == right.map(\.dtype))
    for (a, b) in zip(found, right) { #expect(distance(a, b) < 0.02) }
  }
}
