import Keras
import TensorGraph
import TestKit
import Testing

/// Recurrent layers against Keras: outputs, last states, gradients to inputs, first states and weights; with masks,
/// backwards, stateful, stacked, in both directions, and with a cell of the user's.
///
/// Tolerance 1e-5 of an array's largest value forward and 1e-4 for gradients, 1e-12 and 1e-11 in float64.
@Suite struct RecurrentGoldenTests {
  static let tested: Set = ["SimpleRNN", "LSTM", "GRU", "RNN", "Bidirectional", "TimeDistributed"]

  @Test func everyLayerIsCovered() {
    #expect(uncoveredClasses(.recurrent, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.recurrent.cases(of: tested), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use { try Self.compare(golden) }
  }

  static let testedImages: Set = ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Bidirectional"]

  @Test func everyLayerOfImagesIsCovered() {
    #expect(uncoveredClasses(.recurrentImages, tested: Self.testedImages, later: []) == [])
  }

  @Test(arguments: GoldenFamily.recurrentImages.cases(of: testedImages), EngineChoice.allCases)
  func matchesKerasOnImages(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use { try Self.compare(golden) }
  }

  private static func compare(_ golden: GoldenCase) throws {
    let tolerance = golden.isDouble ? 1e-12 : 1e-5
    let layer = try GoldenRecurrentLayers.layer(golden)
    let isTraining = golden["training"].bool ?? false
    let mask = golden["mask"].isNull ? nil : try golden.tensor("mask").cast(to: .bool)
    let (given, states) = (try golden.tensors("inputs"), try golden.tensors("initial_state"))
    func call(_ x: Tensor, _ states: [Tensor]) throws -> [Tensor] {
      let results = layer.invoke(
        [x.masked(by: mask)] + states, training: isTraining, file: "Test.swift", line: 1)
      return try results.map { try $0.checked() }
    }
    // The first call also builds the weights.
    _ = try call(given[0], states)
    let weights = golden["weights"].list
    #expect(layer.weights.map(\.path) == weights.map { $0["path"].string })
    try layer.setWeights(weights.map { try golden.family.tensor($0["value"]) })
    (layer as? RNN)?.resetState()
    guard given.count == 1 else {
      var outputs: [Tensor] = []
      for x in given {
        outputs = try call(x, states)
        try evaluate(outputs)
      }
      return try expectOutputs(outputs, golden, tolerance)
    }
    let sources = (given + states).map { Variable($0) } + layer.trainableVariables
    let cotangents = try golden.tensors("cotangents")
    var failure: (any Error)?
    let (_, gradients, outputs) = valueAndGradients(of: sources) { () -> (Tensor, [Tensor]) in
      do {
        let outputs = try call(sources[0].value, sources[1..<(1 + states.count)].map(\.value))
        let terms = zip(outputs, cotangents).map { ($0 * $1).sum() }
        return (terms.dropFirst().reduce(terms[0]) { $0 + $1 }, outputs)
      } catch {
        failure = error
        return (Tensor(0), [])
      }
    }
    if let failure { throw failure }
    try expectOutputs(outputs, golden, tolerance)
    let keys = golden["source_gradients"].list + weights.map { $0["gradient"] }.filter { !$0.isNull }
    #expect(keys.count == gradients.count)
    for (gradient, key) in zip(gradients, keys) {
      let difference = try goldenDifference(gradient, golden.family.array(key), tolerance: tolerance * 10)
      expectNone(difference, "\(key.string ?? "")")
    }
  }

  private static func expectOutputs(_ outputs: [Tensor], _ golden: GoldenCase, _ tolerance: Double) throws {
    let keys = golden["outputs"].list
    #expect(outputs.count == keys.count)
    for (output, key) in zip(outputs, keys) {
      let difference = try goldenDifference(output, golden.family.array(key), tolerance: tolerance)
      expectNone(difference, "\(key.string ?? "")")
    }
  }
}
