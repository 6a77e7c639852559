import Keras
import TensorGraph
import TestKit

extension LayerContractTests {
  static let windows = sequences + volumes + transposed + separable + adaptive

  static let sequences: [LayerContract] = [
    LayerContract("Conv1D", inputs: [[nil, nil, 3]], weights: [("kernel", [3, 3, 4]), ("bias", [4])]) {
      Conv1D(4, kernelSize: 3, dtype: $0)
    },
    LayerContract("Conv1D causal", inputs: [[nil, nil, 4]], weights: [("kernel", [2, 2, 6]), ("bias", [6])]) {
      Conv1D(6, kernelSize: 2, padding: .causal, dilationRate: 3, groups: 2, activation: .tanh, dtype: $0)
    },
    LayerContract("Conv1D channels first", inputs: [[nil, 3, nil]], weights: [("kernel", [3, 3, 4])]) {
      Conv1D(4, kernelSize: 3, strides: 2, padding: .same, dataFormat: .channelsFirst, useBias: false, dtype: $0)
    },
    LayerContract("MaxPooling1D", inputs: [[nil, nil, 3]]) { MaxPooling1D(dtype: $0) },
    LayerContract("MaxPooling1D channels first", inputs: [[nil, 3, nil]]) {
      MaxPooling1D(poolSize: 3, strides: 2, padding: .same, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("AveragePooling1D", inputs: [[nil, nil, 3]]) { AveragePooling1D(poolSize: 2, dtype: $0) },
    LayerContract("GlobalMaxPooling1D", inputs: [[nil, nil, 3]]) { GlobalMaxPooling1D(dtype: $0) },
    LayerContract("GlobalAveragePooling1D", inputs: [[nil, nil, 3]]) { GlobalAveragePooling1D(dtype: $0) },
    LayerContract("GlobalAveragePooling1D kept", inputs: [[nil, 3, nil]]) {
      GlobalAveragePooling1D(dataFormat: .channelsFirst, keepDims: true, dtype: $0)
    }
    .with { $0.lengths = [3] },
  ]

  static let volumes: [LayerContract] = [
    LayerContract("Conv3D", inputs: [[nil, 4, nil, nil, 2]], weights: [("kernel", [2, 3, 3, 2, 3]), ("bias", [3])]) {
      Conv3D(3, kernelSize: [2, 3, 3], dtype: $0)
    },
    LayerContract(
      "Conv3D same", inputs: [[nil, 2, nil, 4, nil]], weights: [("kernel", [3, 3, 3, 2, 3]), ("bias", [3])]
    ) {
      Conv3D(3, kernelSize: 3, strides: 2, padding: .same, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("MaxPooling3D", inputs: [[nil, 4, nil, nil, 2]]) { MaxPooling3D(dtype: $0) },
    LayerContract("MaxPooling3D same", inputs: [[nil, 2, nil, 4, nil]]) {
      MaxPooling3D(poolSize: 3, strides: 2, padding: .same, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("AveragePooling3D", inputs: [[nil, 4, nil, nil, 2]]) {
      AveragePooling3D(poolSize: [2, 3, 2], strides: 1, padding: .same, dtype: $0)
    },
    LayerContract("GlobalMaxPooling3D", inputs: [[nil, 3, nil, nil, 2]]) { GlobalMaxPooling3D(dtype: $0) },
    LayerContract("GlobalAveragePooling3D", inputs: [[nil, 2, nil, nil, 3]]) {
      GlobalAveragePooling3D(dataFormat: .channelsFirst, keepDims: true, dtype: $0)
    },
  ]

  static let transposed: [LayerContract] = [
    LayerContract("Conv1DTranspose", inputs: [[nil, nil, 3]], weights: [("kernel", [3, 4, 3]), ("bias", [4])]) {
      Conv1DTranspose(4, kernelSize: 3, strides: 2, padding: .same, dtype: $0)
    },
    LayerContract(
      "Conv2DTranspose", inputs: [[nil, nil, nil, 3]], weights: [("kernel", [3, 2, 4, 3]), ("bias", [4])]
    ) {
      Conv2DTranspose(4, kernelSize: [3, 2], strides: 2, activation: .relu, dtype: $0)
    },
    LayerContract("Conv2DTranspose channels first", inputs: [[nil, 3, nil, nil]], weights: [("kernel", [3, 3, 4, 3])]) {
      Conv2DTranspose(
        4, kernelSize: 3, strides: 3, padding: .same, outputPadding: 1, dataFormat: .channelsFirst, useBias: false,
        dtype: $0)
    },
    LayerContract(
      "Conv3DTranspose", inputs: [[nil, 2, nil, nil, 3]], weights: [("kernel", [2, 2, 2, 2, 3]), ("bias", [2])]
    ) { Conv3DTranspose(2, kernelSize: 2, strides: [1, 2, 1], dtype: $0) }
    .with { $0.lengths = [3, 4] },
  ]

  static let separable: [LayerContract] = [
    LayerContract("DepthwiseConv1D", inputs: [[nil, nil, 3]], weights: [("kernel", [3, 3, 2]), ("bias", [6])]) {
      DepthwiseConv1D(kernelSize: 3, strides: 2, padding: .same, depthMultiplier: 2, dtype: $0)
    },
    LayerContract(
      "DepthwiseConv2D", inputs: [[nil, nil, nil, 3]], weights: [("kernel", [3, 3, 3, 1]), ("bias", [3])]
    ) {
      DepthwiseConv2D(kernelSize: 3, activation: .relu, dtype: $0)
    },
    LayerContract("DepthwiseConv2D channels first", inputs: [[nil, 3, nil, nil]], weights: [("kernel", [2, 2, 3, 2])]) {
      DepthwiseConv2D(
        kernelSize: 2, strides: 2, padding: .same, depthMultiplier: 2, dataFormat: .channelsFirst, dilationRate: 2,
        useBias: false, dtype: $0)
    },
    LayerContract(
      "SeparableConv1D", inputs: [[nil, nil, 3]],
      weights: [("depthwise_kernel", [3, 3, 2]), ("pointwise_kernel", [1, 6, 4]), ("bias", [4])]
    ) { SeparableConv1D(4, kernelSize: 3, padding: .same, depthMultiplier: 2, dtype: $0) },
    LayerContract(
      "LocallyConnected1D", inputs: [[nil, 7, 3]], weights: [("kernel", [3, 9, 2]), ("bias", [3, 2])]
    ) { LocallyConnected1D(2, kernelSize: 3, strides: 2, activation: .tanh, dtype: $0) },
    LayerContract(
      "LocallyConnected1D same", inputs: [[nil, 3, 7]], weights: [("kernel", [3, 12, 2]), ("bias", [3, 2])]
    ) { LocallyConnected1D(2, kernelSize: 4, strides: 3, padding: .same, dataFormat: .channelsFirst, dtype: $0) },
    LayerContract(
      "LocallyConnected2D", inputs: [[nil, 5, 4, 2]], weights: [("kernel", [4, 12, 3]), ("bias", [2, 2, 3])]
    ) { LocallyConnected2D(3, kernelSize: [2, 3], strides: [2, 1], activation: .tanh, dtype: $0) },
    LayerContract(
      "LocallyConnected2D same", inputs: [[nil, 2, 3, 4]], weights: [("kernel", [6, 18, 2])]
    ) {
      LocallyConnected2D(
        2, kernelSize: 3, strides: [1, 2], padding: .same, dataFormat: .channelsFirst, useBias: false, dtype: $0)
    },
    LayerContract(
      "SeparableConv2D", inputs: [[nil, nil, nil, 3]],
      weights: [("depthwise_kernel", [3, 3, 3, 1]), ("pointwise_kernel", [1, 1, 3, 4]), ("bias", [4])]
    ) { SeparableConv2D(4, kernelSize: 3, strides: 2, padding: .same, activation: .relu, dtype: $0) },
  ]

  static let adaptive: [LayerContract] = [
    LayerContract("AdaptiveMaxPooling1D", inputs: [[nil, nil, 3]]) { AdaptiveMaxPooling1D(outputSize: 3, dtype: $0) },
    LayerContract("AdaptiveMaxPooling2D", inputs: [[nil, nil, nil, 3]]) {
      AdaptiveMaxPooling2D(outputSize: [2, 5], dtype: $0)
    },
    LayerContract("AdaptiveMaxPooling3D", inputs: [[nil, 2, nil, 4, nil]]) {
      AdaptiveMaxPooling3D(outputSize: [2, 3, 2], dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("AdaptiveAveragePooling1D", inputs: [[nil, 3, nil]]) {
      AdaptiveAveragePooling1D(outputSize: 4, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("AdaptiveAveragePooling2D", inputs: [[nil, nil, nil, 3]]) {
      AdaptiveAveragePooling2D(outputSize: [2, 5], dtype: $0)
    },
    LayerContract("AdaptiveAveragePooling3D", inputs: [[nil, 4, nil, nil, 2]]) {
      AdaptiveAveragePooling3D(outputSize: [2, 3, 2], dtype: $0)
    },
  ]
}
