import Keras
import TensorGraph
import TestKit
import Testing

/// Every layer keeps to the contract of layers.
@Suite struct LayerContractTests {
  @Test(arguments: contracts, EngineChoice.allCases)
  func layerKeepsToTheContract(_ contract: LayerContract, engine: EngineChoice) {
    #expect(engine.use { contract.violations() } == [])
  }

  static let contracts =
    core + convolution + pooling + normalization + merging + shapes + windows + attention
    + images

  static let core: [LayerContract] = [
    LayerContract(
      "Dense", inputs: [[nil, nil, 5]], weights: [("kernel", [5, 3]), ("bias", [3])], mask: .passes
    ) { Dense(3, activation: .tanh, dtype: $0) },
    LayerContract(
      "Dense LoRA", inputs: [[nil, nil, 5]],
      weights: [("kernel", [5, 3]), ("bias", [3]), ("lora_kernel_a", [5, 2]), ("lora_kernel_b", [2, 3])], mask: .passes
    ) { Dense(3, loraRank: 2, dtype: $0) },
    LayerContract("Flatten", inputs: [[nil, nil, 4]]) { Flatten(dtype: $0) },
    LayerContract("Flatten channels first", inputs: [[nil, 3, 4]]) { Flatten(dataFormat: .channelsFirst, dtype: $0) },
    LayerContract("Flatten rank 1", inputs: [[nil]]) { Flatten(dtype: $0) },
    LayerContract("Reshape", inputs: [[nil, 12]]) { Keras.Reshape([3, 2, 2], dtype: $0) },
    LayerContract("Reshape open", inputs: [[nil, nil, 4]]) { Keras.Reshape([-1, 2, 2], dtype: $0) },
    LayerContract("ActivationLayer", inputs: [[nil, nil, 4]], mask: .passes) { ActivationLayer(.softmax, dtype: $0) },
    LayerContract("Dropout", inputs: [[nil, nil, 4]], mask: .passes) { Dropout(0.3, seed: 3, dtype: $0) },
    LayerContract("Dropout noise shape", inputs: [[nil, nil, 4]], mask: .passes) {
      Dropout(0.3, noiseShape: [nil, 1, nil], seed: 3, dtype: $0)
    },
    LayerContract("Dropout all", inputs: [[nil, 4]]) { Dropout(1, dtype: $0) }.with { $0.passesGradients = false },
    LayerContract("Rescaling", inputs: [[nil, nil, 4]], mask: .passes) { Rescaling(scale: 0.5, offset: -1, dtype: $0) },
    LayerContract("Rescaling integers", inputs: [[nil, nil, 4]], mask: .passes) { Rescaling(scale: 1 / 255, dtype: $0) }
      .with { $0.inputType = .uint8 },
    LayerContract("Rescaling channels", inputs: [[nil, nil, 2]], mask: .passes) {
      Rescaling(scale: [0.5, 2], offset: [1, -1], dtype: $0)
    },
    LayerContract("Lambda", inputs: [[nil, nil, 4]]) { Lambda({ abs($0) }, dtype: $0) },
    LayerContract("Lambda of a list", inputs: [[nil, 4], [nil, 4]]) {
      Lambda({ (x: [Tensor]) in x[0] - x[1] * 2 }, dtype: $0)
    },
  ]

  static let convolution: [LayerContract] = [
    LayerContract(
      "Conv2D", inputs: [[nil, nil, nil, 3]], weights: [("kernel", [3, 3, 3, 4]), ("bias", [4])]
    ) { Conv2D(4, kernelSize: 3, dtype: $0) },
    LayerContract("Conv2D same", inputs: [[nil, nil, nil, 2]], weights: [("kernel", [3, 4, 2, 2]), ("bias", [2])]) {
      Conv2D(2, kernelSize: [3, 4], strides: 2, padding: .same, activation: .relu, dtype: $0)
    },
    LayerContract("Conv2D groups", inputs: [[nil, 7, 7, 4]], weights: [("kernel", [2, 2, 2, 4])]) {
      Conv2D(4, kernelSize: .square(2), dilationRate: [2, 3], groups: 2, useBias: false, dtype: $0)
    },
    LayerContract(
      "Conv2D channels first", inputs: [[nil, 3, nil, nil]], weights: [("kernel", [2, 2, 3, 4]), ("bias", [4])]
    ) { Conv2D(4, kernelSize: 2, strides: [1, 2], padding: .same, dataFormat: .channelsFirst, dtype: $0) },
  ]

  static let pooling: [LayerContract] = [
    LayerContract("MaxPooling2D", inputs: [[nil, nil, nil, 3]]) { MaxPooling2D(dtype: $0) },
    LayerContract("MaxPooling2D same", inputs: [[nil, nil, nil, 3]]) {
      MaxPooling2D(poolSize: 3, strides: 2, padding: .same, dtype: $0)
    },
    LayerContract("MaxPooling2D channels first", inputs: [[nil, 3, nil, nil]]) {
      MaxPooling2D(poolSize: [2, 3], strides: 1, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("AveragePooling2D", inputs: [[nil, nil, nil, 3]]) { AveragePooling2D(poolSize: 2, dtype: $0) },
    LayerContract("AveragePooling2D same", inputs: [[nil, 3, nil, nil]]) {
      AveragePooling2D(poolSize: 3, strides: [2, 1], padding: .same, dataFormat: .channelsFirst, dtype: $0)
    },
    LayerContract("GlobalMaxPooling2D", inputs: [[nil, nil, nil, 3]]) { GlobalMaxPooling2D(dtype: $0) },
    LayerContract("GlobalMaxPooling2D channels first", inputs: [[nil, 3, nil, nil]]) {
      GlobalMaxPooling2D(dataFormat: .channelsFirst, keepDims: true, dtype: $0)
    },
    LayerContract("GlobalAveragePooling2D", inputs: [[nil, nil, nil, 3]]) {
      GlobalAveragePooling2D(keepDims: true, dtype: $0)
    },
    LayerContract("GlobalAveragePooling2D channels first", inputs: [[nil, 3, nil, nil]]) {
      GlobalAveragePooling2D(dataFormat: .channelsFirst, dtype: $0)
    },
  ]

  static func statistics(_ names: [String], _ channels: Int) -> [(name: String, shape: [Int])] {
    (names + ["moving_mean", "moving_variance"]).map { ($0, [channels]) }
  }

  static let normalization: [LayerContract] = [
    LayerContract("BatchNormalization", inputs: [[nil, 3]], weights: statistics(["gamma", "beta"], 3)) {
      BatchNormalization(dtype: $0)
    },
    LayerContract(
      "BatchNormalization images", inputs: [[nil, nil, nil, 2]], weights: statistics(["gamma"], 2), mask: .passes
    ) { BatchNormalization(center: false, dtype: $0) },
    LayerContract(
      "BatchNormalization axis", inputs: [[nil, 3, nil]], weights: statistics(["beta"], 3), mask: .passes
    ) { BatchNormalization(axis: 1, momentum: 0.5, scale: false, dtype: $0) },
    LayerContract(
      "BatchNormalization renorm", inputs: [[nil, nil, 3]],
      weights: statistics(["gamma", "beta"], 3) + [
        ("moving_stddev", [3]), ("renorm_mean", [3]), ("renorm_stddev", [3]),
      ],
      mask: .passes
    ) { BatchNormalization(renorm: true, renormClipping: .init(rmax: 3, dmax: 5), dtype: $0) },
    LayerContract(
      "Conv2D LoRA", inputs: [[nil, nil, nil, 2]],
      weights: [
        ("kernel", [2, 2, 2, 3]), ("bias", [3]), ("lora_kernel_a", [2, 2, 2, 1]), ("lora_kernel_b", [1, 3]),
      ]
    ) { Conv2D(3, kernelSize: 2, loraRank: 1, loraAlpha: 2, dtype: $0) },
  ]

  static let elementwise: [(name: String, make: @Sendable (DTypePolicy?) -> Layer)] = [
    ("Add", { Add(dtype: $0) }), ("Multiply", { Multiply(dtype: $0) }), ("Average", { Average(dtype: $0) }),
    ("Maximum", { Maximum(dtype: $0) }), ("Minimum", { Minimum(dtype: $0) }),
  ]

  static let merging =
    elementwise.map { name, make in
      LayerContract(name, inputs: [[nil, nil, 4], [nil, nil, 1], [nil, nil, 4]], mask: .passes, make: make)
    } + [
      LayerContract("Subtract", inputs: [[nil, nil, 4], [nil, nil, 4]], mask: .passes) { Subtract(dtype: $0) },
      LayerContract("Add rank", inputs: [[nil, 3, 4], [nil, 4]]) { Add(dtype: $0) },
      LayerContract("Concatenate", inputs: [[nil, nil, 4], [nil, nil, 2]], mask: .passes) { Concatenate(dtype: $0) },
      LayerContract("Concatenate axis 1", inputs: [[nil, 3, 4], [nil, 2, 4]], mask: .changes) {
        Concatenate(axis: 1, dtype: $0)
      },
      LayerContract("Dot", inputs: [[nil, 5], [nil, 5]]) { Dot(axes: 1, dtype: $0) },
      LayerContract("Dot normalized", inputs: [[nil, nil, 5], [nil, 3, 5]]) {
        Dot(axes: -1, normalize: true, dtype: $0)
      },
      LayerContract("Dot axes", inputs: [[nil, 3, nil], [nil, 4, 3]]) { Dot(axes: (1, 2), dtype: $0) },
    ]
}
