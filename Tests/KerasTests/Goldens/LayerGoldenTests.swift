import Keras
import TensorGraph
import TestKit
import Testing

/// Layers against Keras: outputs, gradients to inputs and weights, weights' names, moving statistics after the call.
///
/// Tolerance 1e-5 of an array's largest value forward and 1e-4 for gradients, 1e-12 and 1e-11 in float64: sums of some
/// hundred float32 products, in another order than Keras'.
@Suite struct LayerGoldenTests {
  static let tested: Set = [
    "Dense", "Activation", "Flatten", "Reshape", "Dropout", "Rescaling", "Conv2D", "MaxPooling2D", "AveragePooling2D",
    "GlobalMaxPooling2D", "GlobalAveragePooling2D", "BatchNormalization", "Add", "Subtract", "Multiply", "Average",
    "Maximum", "Minimum", "Concatenate", "Dot",
  ]

  @Test func everyLayerIsCovered() {
    #expect(uncoveredClasses(.layers, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.layers.cases(of: tested), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use { try Self.compare(golden) }
  }

  private static func compare(_ golden: GoldenCase) throws {
    let tolerance = golden.isDouble ? 1e-12 : 1e-5
    let layer = try GoldenLayers.layer(golden)
    let given = try golden.tensors("inputs")
    let isTraining = golden["training"].bool ?? false
    func call(_ inputs: [Tensor]) -> Tensor {
      switch layer {
      case let layer as any UnaryLayer: return layer(inputs[0], training: isTraining)
      case let layer as any MergeLayer: return layer(inputs, training: isTraining)
      default: preconditionFailure("\(golden.kind) is neither unary nor merging")
      }
    }
    if let error = call(given).error { throw error }  // the call also builds the weights
    let weights = golden["weights"].list
    #expect(layer.weights.map(\.name) == weights.map { $0["name"].string })
    #expect(layer.weights.map(\.path) == weights.map { $0["path"].string })
    try layer.setWeights(weights.map { try golden.family.tensor($0["value"]) })
    if golden["trainable"].bool == false { layer.isTrainable = false }

    let inputs = given.map { Variable($0) }
    let sources = inputs.filter(\.dtype.isFloating) + layer.trainableVariables
    let cotangent = try golden.family.tensor(golden["cotangents"].list[0])
    let (_, gradients, output) = valueAndGradients(of: sources) {
      let output = call(inputs.map(\.value))
      return ((output * cotangent).sum(), output)
    }
    try expectNone(
      goldenDifference(output, golden.family.array(golden["outputs"].list[0]), tolerance: tolerance), "output")
    let keys =
      golden["input_gradients"].list.filter { !$0.isNull } + weights.map { $0["gradient"] }.filter { !$0.isNull }
    #expect(keys.count == gradients.count)
    for (index, (gradient, key)) in zip(gradients, keys).enumerated() {
      let difference = try goldenDifference(gradient, golden.family.array(key), tolerance: tolerance * 10)
      expectNone(difference, "gradient \(index), \(key.string ?? "")")
    }
    for (variable, weight) in zip(layer.weights, weights) {
      let expected = weight["after"].isNull ? weight["value"] : weight["after"]
      let difference = try goldenDifference(variable.value, golden.family.array(expected), tolerance: tolerance)
      expectNone(difference, "'\(variable.path)' after the call")
    }
  }
}
