import Keras
import TensorGraph
import TestKit

extension LayerContractTests {
  static let images: [LayerContract] = [
    LayerContract("RandomFlip", inputs: [[nil, nil, nil, 2]]) { RandomFlip(seed: 1, dtype: $0) },
    LayerContract("RandomRotation", inputs: [[nil, nil, nil, 2]]) { RandomRotation(0.2, seed: 1, dtype: $0) },
    LayerContract("RandomZoom", inputs: [[nil, nil, nil, 2]]) { RandomZoom(0.2, 0.3, seed: 1, dtype: $0) },
    LayerContract("RandomTranslation", inputs: [[nil, 2, nil, nil]]) {
      RandomTranslation(0.2, 0.3, fillMode: .wrap, seed: 1, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("RandomContrast", inputs: [[nil, nil, nil, 2]]) {
      RandomContrast(0.2, valueRange: -3...3, seed: 1, dtype: $0)
    },
    LayerContract("RandomBrightness", inputs: [[nil, nil, nil, 2]]) {
      RandomBrightness(0.2, valueRange: -3...3, seed: 1, dtype: $0)
    },
    LayerContract("RandomCrop", inputs: [[nil, nil, nil, 2]]) {
      RandomCrop(height: 4, width: 5, seed: 1, dtype: $0)
    },
    LayerContract("RandomCrop channels first", inputs: [[nil, 2, 7, 8]]) {
      RandomCrop(height: 4, width: 5, seed: 1, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("RandomHue", inputs: [[nil, nil, nil, 3]]) { RandomHue(0.2, valueRange: -3...3, seed: 1, dtype: $0) },
    LayerContract("RandomSaturation", inputs: [[nil, 3, nil, nil]]) {
      RandomSaturation(.range(0.3...0.7), valueRange: 0...1, dataFormat: .channelsFirst, seed: 1, dtype: $0)
    },
    LayerContract("RandomSharpness", inputs: [[nil, nil, nil, 2]]) {
      RandomSharpness(0.5, valueRange: -3...3, seed: 1, dtype: $0)
    },
    LayerContract("RandomColorDegeneration", inputs: [[nil, nil, nil, 3]]) {
      RandomColorDegeneration(0.5, valueRange: -3...3, seed: 1, dtype: $0)
    },
    LayerContract("RandomInvert", inputs: [[nil, nil, nil, 2]]) { RandomInvert(seed: 1, dtype: $0) },
    LayerContract("RandomGrayscale", inputs: [[nil, nil, nil, 3]]) { RandomGrayscale(seed: 1, dtype: $0) },
    LayerContract("IntegerLookup", inputs: [[nil, nil]]) {
      IntegerLookup(oovIndexCount: 2, vocabulary: [3, 5, 8], dtype: $0)
    }
    .with { $0.inputType = .int32 },
    LayerContract("IntegerLookup one hot", inputs: [[nil, nil]]) {
      IntegerLookup(vocabulary: [3, 5, 8], outputMode: .oneHot, dtype: $0)
    }
    .with { $0.inputType = .int64 },
    LayerContract("IntegerLookup counts", inputs: [[nil, nil]]) {
      IntegerLookup(vocabulary: [3, 5, 8], outputMode: .count, dtype: $0)
    }
    .with { $0.inputType = .uint8 },
    LayerContract("Resizing", inputs: [[nil, nil, nil, 2]]) { Resizing(height: 4, width: 5, dtype: $0) },
    LayerContract("Resizing crop", inputs: [[nil, 2, nil, nil]]) {
      Resizing(height: 4, width: 5, fit: .crop, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("CenterCrop", inputs: [[nil, nil, nil, 2]]) { CenterCrop(height: 7, width: 5, dtype: $0) },
  ]
}
