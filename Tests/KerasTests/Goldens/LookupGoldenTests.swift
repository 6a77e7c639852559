import Keras
import TensorGraph
import TestKit
import Testing

/// Layers that look tokens up against Keras: vocabularies and outputs.
@Suite struct LookupGoldenTests {
  @Test func everyLayerIsCovered() {
    #expect(uncoveredClasses(.lookups, tested: ["IntegerLookup"], later: []) == [])
  }

  @Test(arguments: GoldenFamily.lookups.cases(), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use {
      let config = golden.config
      let mode = try #require(LookupOutputMode(rawValue: config["output_mode"].string ?? "int"))
      let layer = IntegerLookup(
        maxTokens: config["max_tokens"].int, oovIndexCount: config.int("num_oov_indices", 1),
        maskToken: config["mask_token"].int, oovToken: config.int("oov_token", -1),
        vocabulary: config["vocabulary"].ints,
        idfWeights: config["idf_weights"].isNull ? nil : config["idf_weights"].list.compactMap(\.double),
        invert: config.bool("invert", false), outputMode: mode,
        padsToMaxTokens: config.bool("pad_to_max_tokens", false))
      if !golden["adapt"].isNull { try layer.adapt(golden.tensor("adapt")) }
      #expect(layer.vocabulary() == golden["vocabulary"].ints)
      #expect(layer.vocabulary(includesSpecialTokens: false) == golden["tokens"].ints)
      #expect(layer.vocabularySize == golden["vocabulary"].ints?.count)
      let y = layer(try golden.tensors("inputs")[0])
      // Keras says that vectors are float32, and gives int64.
      try expectNone(
        goldenDifference(
          y, golden.family.array(golden["outputs"].list[0]), tolerance: 1e-6, checksType: mode == .int), "output")
      if mode != .int { #expect(y.dtype == .float32) }
    }
  }

  /// Batches count as if they were one.
  @Test func batchesAddUp() throws {
    let data = Tensor([[3, 3, 5], [3, 7, 7], [9, 9, 9]] as [[Int32]])
    let (whole, parts) = (IntegerLookup(outputMode: .tfIDF), IntegerLookup(outputMode: .tfIDF))
    try whole.adapt(data)
    try parts.adapt(batches: (0..<3).map { data.slice(axis: 0, from: $0, count: 1) })
    #expect(parts.vocabulary() == whole.vocabulary() && whole.vocabulary() == [-1, 9, 3, 7, 5])
    #expect(try parts(data).scalars() == whole(data).scalars())
  }
}
