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
    LayerContract("Resizing", inputs: [[nil, nil, nil, 2]]) { Resizing(height: 4, width: 5, dtype: $0) },
    LayerContract("Resizing crop", inputs: [[nil, 2, nil, nil]]) {
      Resizing(height: 4, width: 5, fit: .crop, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("CenterCrop", inputs: [[nil, nil, nil, 2]]) { CenterCrop(height: 7, width: 5, dtype: $0) },
  ]
}
