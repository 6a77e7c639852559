import Keras
import TensorGraph
import TestKit
import Testing

/// Losses against Keras: values and gradients, with weights, masks and every reduction.
@Suite struct LossGoldenTests {
  static let cases = GoldenFamily.losses.cases().filter { make($0) != nil }

  @Test func classesAreCovered() {
    let kinds = Set(Self.cases.map(\.kind))
    let wanted: Set<String> = [
      "MeanSquaredError", "MeanAbsoluteError", "Huber", "BinaryCrossentropy", "CategoricalCrossentropy",
      "SparseCategoricalCrossentropy",
    ]
    #expect(wanted.isSubset(of: kinds))
  }

  @Test(arguments: cases) func valuesAndGradients(_ golden: GoldenCase) throws {
    let loss = try #require(Self.make(golden))
    let yTrue = try golden.tensor("y_true")
    let yPred = try golden.tensor("y_pred")
    let weight = golden["sample_weight"].isNull ? nil : try golden.tensor("sample_weight")
    let mask = golden["mask"].isNull ? nil : try golden.tensor("mask")
    let cotangent = try golden.tensor("cotangent")
    func value(_ yPred: Tensor) -> Tensor { loss(yTrue, yPred.masked(by: mask), sampleWeight: weight) }
    let tolerance = golden.isDouble ? 1e-12 : 2e-6
    #expect(try goldenDifference(value(yPred), golden.array("output"), tolerance: tolerance) == nil)
    let gradient = gradient { (value($0) * cotangent).sum() }(yPred)
    #expect(try goldenDifference(gradient, golden.array("gradient"), tolerance: tolerance) == nil)
  }

  static func make(_ golden: GoldenCase) -> Loss? {
    let config = golden.config
    let given = config.object["reduction"]
    let reduction = given == nil ? .sumOverBatchSize : LossReduction(rawValue: given?.string ?? "none")!
    let fromLogits = config["from_logits"].bool ?? false
    let smoothing = config["label_smoothing"].double ?? 0
    let axis = config["axis"].int ?? -1
    switch golden.kind {
    case "MeanSquaredError": return MeanSquaredError(reduction: reduction)
    case "MeanAbsoluteError": return MeanAbsoluteError(reduction: reduction)
    case "Huber": return Huber(delta: config["delta"].double ?? 1, reduction: reduction)
    case "BinaryCrossentropy":
      return BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing, axis: axis, reduction: reduction)
    case "CategoricalCrossentropy":
      return CategoricalCrossentropy(
        fromLogits: fromLogits, labelSmoothing: smoothing, axis: axis, reduction: reduction)
    case "SparseCategoricalCrossentropy":
      return SparseCategoricalCrossentropy(
        fromLogits: fromLogits, ignoreClass: config["ignore_class"].int, axis: axis, reduction: reduction)
    default: return nil
    }
  }
}
