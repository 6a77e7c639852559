import Keras
import TensorGraph
import TestKit
import Testing

/// Arguments against Keras that have no gradients: boundaries that are learned, counts with weights, the type that losses compute in.
@Suite struct ArgumentGoldenTests {
  static let tested: Set = ["Discretization", "CategoryEncoding", "MeanSquaredError", "Huber", "LogCosh"]

  @Test func everyClassIsCovered() { #expect(uncoveredClasses(.arguments, tested: Self.tested, later: []) == []) }

  @Test(arguments: GoldenFamily.arguments.cases(of: tested))
  func matchesKeras(_ golden: GoldenCase) throws {
    let inputs = try golden.tensors("inputs")
    let expected = try golden.family.array(golden["outputs"].list[0])
    let output = try Self.output(golden, inputs)
    let tolerance = output.dtype == .float64 ? 1e-12 : 1e-6
    try expectNone(goldenDifference(output, expected, tolerance: tolerance), golden.name)
  }

  private static func output(_ golden: GoldenCase, _ inputs: [Tensor]) throws -> Tensor {
    let config = golden.config
    switch golden.kind {
    case "Discretization":
      let count = config.int("num_bins", 0)
      let layer =
        config.object.count == 1
        ? Discretization(binCount: count) : Discretization(binCount: count, epsilon: config.double("epsilon", 0))
      try layer.adapt(batches: inputs)
      return Tensor(try #require(layer.boundaries).map(Float.init))
    case "CategoryEncoding":
      return CategoryEncoding(tokenCount: config.int("num_tokens", 0), outputMode: .count)(
        inputs[0], countWeights: inputs[1])
    default:
      let dtype = try #require(config["dtype"].string.flatMap(DType.init(rawValue:)))
      let loss: Loss = golden.kind == "Huber" ? .huber() : golden.kind == "LogCosh" ? .logCosh : .mse
      return loss.computed(in: dtype)(inputs[0], inputs[1])
    }
  }
}
