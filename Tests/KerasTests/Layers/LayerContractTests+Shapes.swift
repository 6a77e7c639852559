import Keras
import TensorGraph
import TestKit

extension LayerContractTests {
  static let shapes = reshaping + activations + noise

  static let reshaping: [LayerContract] = [
    LayerContract("Permute", inputs: [[nil, nil, 3]]) { Permute([2, 1], dtype: $0) },
    LayerContract("RepeatVector", inputs: [[nil, 4]]) { RepeatVector(3, dtype: $0) },
    LayerContract("Embedding", inputs: [[nil, nil]], weights: [("embeddings", [60, 3])]) {
      Embedding(60, 3, dtype: $0)
    }
    .with { $0.inputType = .int32 },
    LayerContract("Embedding of bytes", inputs: [[nil, nil]], weights: [("embeddings", [60, 3])]) {
      Embedding(60, 3, maskZero: true, dtype: $0)
    }
    .with { $0.inputType = .uint8 },
    LayerContract(
      "Embedding LoRA", inputs: [[nil, nil]],
      weights: [("embeddings", [60, 3]), ("lora_embeddings_a", [60, 2]), ("lora_embeddings_b", [2, 3])]
    ) { Embedding(60, 3, loraRank: 2, dtype: $0) }
    .with { $0.inputType = .int32 },
    LayerContract("Masking", inputs: [[nil, nil, 3]], mask: .changes) { Masking(dtype: $0) },
    LayerContract("IdentityLayer", inputs: [[nil, nil, 3]], mask: .passes) { IdentityLayer(dtype: $0) },
    LayerContract("ZeroPadding1D", inputs: [[nil, nil, 3]]) { ZeroPadding1D(padding: [1, 2], dtype: $0) },
    LayerContract("ZeroPadding2D", inputs: [[nil, nil, nil, 3]]) { ZeroPadding2D(padding: [1, 2], dtype: $0) },
    LayerContract("ZeroPadding2D channels first", inputs: [[nil, 3, nil, nil]]) {
      ZeroPadding2D(padding: [[0, 1], [2, 0]], dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("ZeroPadding3D", inputs: [[nil, 2, nil, nil, 3]]) { ZeroPadding3D(dtype: $0) },
    LayerContract("Cropping1D", inputs: [[nil, nil, 3]]) { Cropping1D(cropping: [2, 1], dtype: $0) },
    LayerContract("Cropping2D", inputs: [[nil, nil, nil, 3]]) { Cropping2D(cropping: [1, [0, 2]], dtype: $0) },
    LayerContract("Cropping2D nothing", inputs: [[nil, nil, nil, 3]]) { Cropping2D(dtype: $0) },
    LayerContract("Cropping3D channels first", inputs: [[nil, 3, 4, nil, nil]]) {
      Cropping3D(dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("UpSampling1D", inputs: [[nil, nil, 3]]) { UpSampling1D(dtype: $0) },
    LayerContract("UpSampling2D", inputs: [[nil, nil, nil, 3]]) { UpSampling2D(size: [3, 2], dtype: $0) },
    LayerContract("UpSampling2D bilinear", inputs: [[nil, nil, nil, 3]]) {
      UpSampling2D(interpolation: .bilinear, dtype: $0)
    },
    LayerContract("UpSampling2D bicubic", inputs: [[nil, 3, nil, nil]]) {
      UpSampling2D(size: 3, dataFormat: .channelsFirst, interpolation: .bicubic, dtype: $0)
    },
    LayerContract("UpSampling3D", inputs: [[nil, 2, nil, nil, 3]]) { UpSampling3D(size: [1, 2, 2], dtype: $0) },
    LayerContract("UnitNormalization", inputs: [[nil, nil, 3]], mask: .passes) { UnitNormalization(dtype: $0) },
  ]

  static let activations: [LayerContract] = [
    LayerContract("ReLU", inputs: [[nil, nil, 4]], mask: .passes) { ReLU(maxValue: 2, negativeSlope: 0.1, dtype: $0) },
    LayerContract("LeakyReLU", inputs: [[nil, nil, 4]], mask: .passes) { LeakyReLU(dtype: $0) },
    LayerContract("ELU", inputs: [[nil, nil, 4]], mask: .passes) { ELU(dtype: $0) },
    LayerContract("PReLU", inputs: [[nil, 5, 4]], weights: [("alpha", [5, 4])], mask: .passes) { PReLU(dtype: $0) },
    LayerContract("PReLU shared", inputs: [[nil, nil, nil, 4]], weights: [("alpha", [1, 1, 4])], mask: .passes) {
      PReLU(sharedAxes: [1, 2], dtype: $0)
    },
    LayerContract("Softmax", inputs: [[nil, 4]]) { Softmax(dtype: $0) },
    LayerContract("Softmax axes", inputs: [[nil, nil]]) { Softmax(axis: 1, dtype: $0) },
  ]

  static let noise: [LayerContract] = [
    LayerContract("SpatialDropout1D", inputs: [[nil, nil, 4]], mask: .passes) {
      SpatialDropout1D(0.3, seed: 3, dtype: $0)
    },
    LayerContract("SpatialDropout2D", inputs: [[nil, 4, nil, nil]], mask: .passes) {
      SpatialDropout2D(0.3, dataFormat: .channelsFirst, seed: 3, dtype: $0)
    },
    LayerContract("SpatialDropout3D", inputs: [[nil, 2, nil, nil, 4]], mask: .passes) {
      SpatialDropout3D(0.3, seed: 3, dtype: $0)
    },
    LayerContract("AlphaDropout", inputs: [[nil, nil, 4]], mask: .passes) { AlphaDropout(0.3, seed: 3, dtype: $0) },
    LayerContract("AlphaDropout noise shape", inputs: [[nil, nil, 4]], mask: .passes) {
      AlphaDropout(0.3, noiseShape: [nil, 1, nil], seed: 3, dtype: $0)
    },
    LayerContract("GaussianNoise", inputs: [[nil, nil, 4]], mask: .passes) { GaussianNoise(0.3, seed: 3, dtype: $0) },
    LayerContract("GaussianDropout", inputs: [[nil, nil, 4]], mask: .passes) {
      GaussianDropout(0.3, seed: 3, dtype: $0)
    },
    LayerContract("ActivityRegularization", inputs: [[nil, nil, 4]], mask: .passes) {
      ActivityRegularization(l1: 0.1, l2: 0.1, dtype: $0)
    },
  ]
}
