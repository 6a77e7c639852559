import Formats
import Keras
import TensorGraph
import TestKit
import Testing

/// Layers against Keras: outputs, gradients to inputs and weights, weights' names, masks, moving statistics after the call.
///
/// Tolerance 1e-5 of an array's largest value forward and 1e-4 for gradients, 1e-12 and 1e-11 in float64: sums of some
/// hundred float32 products, in another order than Keras'.
@Suite struct LayerGoldenTests {
  /// The families of layers, and the classes in each.
  static let tested: [(family: GoldenFamily, classes: Set<String>)] = [
    (
      .layers,
      [
        "Dense", "Activation", "Flatten", "Reshape", "Dropout", "Rescaling", "Conv2D", "MaxPooling2D",
        "AveragePooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D", "BatchNormalization", "Add", "Subtract",
        "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot",
      ]
    ),
    (
      .layersShapes,
      [
        "Permute", "RepeatVector", "Embedding", "Masking", "Identity", "ZeroPadding1D", "ZeroPadding2D",
        "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D", "UpSampling1D", "UpSampling2D", "UpSampling3D",
        "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
        "GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization", "UnitNormalization",
      ]
    ),
    (
      .layersWindows,
      [
        "Conv1D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv1D",
        "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D", "MaxPooling1D", "MaxPooling3D", "AveragePooling1D",
        "AveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling3D", "GlobalAveragePooling1D",
        "GlobalAveragePooling3D",
      ]
    ),
    (
      .layersAdaptive,
      [
        "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "AdaptiveAveragePooling1D",
        "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D",
      ]
    ),
    (
      .layersAttention,
      [
        "LayerNormalization", "RMSNormalization", "GroupNormalization", "Normalization", "EinsumDense", "Attention",
        "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention",
      ]
    ),
    (
      .layersArguments,
      ["BatchNormalization", "Dense", "EinsumDense", "Embedding", "Conv1D", "Conv2D", "Conv3D"]
    ),
  ]

  @Test func everyLayerIsCovered() {
    for (family, classes) in Self.tested { #expect(uncoveredClasses(family, tested: classes, later: []) == []) }
  }

  @Test(arguments: tested.flatMap { $0.family.cases(of: $0.classes) }, EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use { try Self.compare(golden) }
  }

  /// The layer's outputs, and behind them what it adds to the loss where the case says so.
  private static func call(_ layer: Layer, _ inputs: [Tensor], _ golden: GoldenCase) -> [Tensor] {
    let losses = LossCollector()
    var context = CallContext.current
    context.losses = losses
    let outputs = CallContext.$current.withValue(context) { GoldenLayers.call(layer, inputs, golden) }
    return outputs + (golden["losses"].bool == true ? losses.losses : [])
  }

  private static func compare(_ golden: GoldenCase) throws {
    let tolerance = golden.isDouble ? 1e-12 : 1e-5
    let layer = try GoldenLayers.layer(golden)
    let masks: [Tensor?] = try golden["masks"].list.map { $0.isNull ? nil : try golden.family.tensor($0) }
    func masked(_ inputs: [Tensor]) -> [Tensor] {
      inputs.enumerated().map { $1.masked(by: masks.indices.contains($0) ? masks[$0] : nil) }
    }
    let given = try golden.tensors("inputs")
    let first = call(layer, masked(given), golden)  // the call also builds the weights
    for output in first { if let error = output.error { throw error } }
    try GoldenLayers.adapt(layer, golden.config)
    let weights = golden["weights"].list
    #expect(layer.weights.map(\.name) == weights.map { $0["name"].string })
    #expect(layer.weights.map(\.path) == weights.map { $0["path"].string })
    try layer.setWeights(weights.map { try golden.family.tensor($0["value"]) })
    if golden["trainable"].bool == false { layer.isTrainable = false }

    let inputs = given.map { Variable($0) }
    let sources = inputs.filter(\.dtype.isFloating) + layer.trainableVariables
    let cotangents = try golden.tensors("cotangents")
    let (_, gradients, outputs) = valueAndGradients(of: sources) {
      let outputs = call(layer, masked(inputs.map(\.value)), golden)
      let sum = zip(outputs, cotangents).map { ($0 * $1).sum() }
      return (sum.dropFirst().reduce(sum[0]) { $0 + $1 }, outputs)
    }
    #expect(outputs.count == golden["outputs"].list.count)
    for (index, (output, key)) in zip(outputs, golden["outputs"].list).enumerated() {
      try expectNone(goldenDifference(output, golden.family.array(key), tolerance: tolerance), "output \(index)")
    }
    try expectMask(outputs[0].mask, golden)
    let keys =
      golden["input_gradients"].list.filter { !$0.isNull } + weights.map { $0["gradient"] }.filter { !$0.isNull }
    #expect(keys.count == gradients.count)
    let arrays = try keys.map { try golden.family.array($0) }
    let largest = arrays.map(largestMagnitude).max() ?? 0
    for (index, (gradient, key)) in zip(gradients, keys).enumerated() {
      // A gradient that is 0 but for rounding, as that of an attention's key bias, is measured against the others.
      let isRounding = largestMagnitude(arrays[index]) < largest * 1e-6
      let difference = try goldenDifference(
        gradient, arrays[index], tolerance: tolerance * 10, scale: isRounding ? largest * 0.01 : nil)
      expectNone(difference, "gradient \(index), \(key.string ?? "")")
    }
    for (variable, weight) in zip(layer.weights, weights) {
      let expected = weight["after"].isNull ? weight["value"] : weight["after"]
      let difference = try goldenDifference(variable.value, golden.family.array(expected), tolerance: tolerance)
      expectNone(difference, "'\(variable.path)' after the call")
    }
  }

  private static func largestMagnitude(_ array: FileArray) -> Double { array.doubles().map(abs).max() ?? 0 }

  private static func expectMask(_ mask: Tensor?, _ golden: GoldenCase) throws {
    guard !golden["output_mask"].isNull else {
      #expect(mask == nil || golden["losses"].bool == true)
      return
    }
    let found = try #require(mask)
    try expectNone(goldenDifference(found, golden.array("output_mask"), tolerance: 0), "the output's mask")
  }
}
