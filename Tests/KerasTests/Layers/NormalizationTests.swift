import Keras
import TensorGraph
import Testing

/// What `Normalization` learns from data, and that models keep it.
@Suite struct NormalizationTests {
  private let data = Tensor([[1.0, 10.0], [3.0, 20.0], [5.0, 60.0], [7.0, 30.0]])

  @Test func adaptLearnsMeanAndVariance() throws {
    let layer = Normalization()
    try layer.adapt(data)
    // Means 4 and 30, variances 5 and 350.
    #expect(try layer.weights[0].value.scalars() == [4, 30])
    #expect(try layer.weights[1].value.scalars() == [5, 350])
    let normalized = layer(data)
    #expect(try normalized.mean(axis: 0).scalars().allSatisfy { abs($0) < 1e-6 })
    #expect(try normalized.variance(axis: 0).scalars().allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test func batchesLearnWhatTheWholeDoes() throws {
    let whole = Normalization(), parts = Normalization()
    try whole.adapt(data)
    try parts.adapt(batches: [data[..<1], data[1..<3], data[3...]])
    for (a, b) in zip(whole.weights, parts.weights) {
      let pairs = zip(try a.value.scalars(as: Float.self), try b.value.scalars(as: Float.self))
      #expect(pairs.allSatisfy { Swift.abs($0 - $1) <= 1e-4 * Swift.abs($0) })
    }
  }

  @Test func inversionBringsBack() throws {
    let there = Normalization(), back = Normalization(invert: true)
    try there.adapt(data)
    try back.adapt(data)
    let result = try back(there(data)).scalars()
    #expect(zip(result, try data.scalars()).allSatisfy { Swift.abs($0 - $1) < 1e-4 })
  }

  @Test func adaptedLayerWorksInAModel() throws {
    let layer = Normalization()
    try layer.adapt(data)
    let input = Input(shape: [2])
    let model = try Model(inputs: input, outputs: layer(input))
    #expect(model.trainableVariables.isEmpty)
    let (predicted, direct) = (try model.predict(data).scalars(), try layer(data).scalars())
    #expect(zip(predicted, direct).allSatisfy { Swift.abs($0 - $1) < 1e-6 })
  }

  @Test func adaptRefusesWhatDoesNotFit() throws {
    let layer = Normalization(name: "norm")
    try layer.adapt(data)
    #expect(throws: KerasError.self) { try layer.adapt(Tensor.zeros([2, 3])) }
    #expect(throws: KerasError.self) { try Normalization(mean: Tensor(0.0), variance: Tensor(1.0)).adapt(data) }
    #expect(throws: KerasError.self) { try Normalization().adapt(batches: []) }
  }
}
