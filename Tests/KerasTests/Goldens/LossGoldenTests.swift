import Keras
import TensorGraph
import TestKit
import Testing

/// Losses and their gradients against Keras: reductions, weights, masks, smoothing, logits and certain predictions.
///
/// Tolerance 1e-5 of the largest value for the loss and 1e-4 for the gradient, 1e-12 and 1e-11 in float64: the
/// logarithm of a probability near 1 is a difference of float32 numbers.
@Suite struct LossGoldenTests {
  static let tested: Set = [
    "MeanSquaredError", "MeanAbsoluteError", "Huber", "BinaryCrossentropy", "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "LogCosh", "Poisson",
    "KLDivergence", "Hinge", "SquaredHinge", "CategoricalHinge", "CosineSimilarity", "BinaryFocalCrossentropy",
    "CategoricalFocalCrossentropy", "Dice", "Tversky", "CTC",
  ]

  static func loss(_ kind: String, _ config: JSON) throws -> Loss {
    if config.object.isEmpty {
      switch kind {
      case "MeanSquaredError": return MeanSquaredError()
      case "MeanAbsoluteError": return MeanAbsoluteError()
      case "Huber": return Huber()
      case "BinaryCrossentropy": return BinaryCrossentropy()
      case "CategoricalCrossentropy": return CategoricalCrossentropy()
      case "SparseCategoricalCrossentropy": return SparseCategoricalCrossentropy()
      case "CosineSimilarity": return CosineSimilarity()
      case "BinaryFocalCrossentropy": return BinaryFocalCrossentropy()
      case "CategoricalFocalCrossentropy": return CategoricalFocalCrossentropy()
      case "Dice": return Dice()
      case "Tversky": return Tversky()
      default: break
      }
    }
    // Keras takes None for "none".
    let named = config["reduction"].string ?? (config.object["reduction"] == .null ? "none" : "sum_over_batch_size")
    guard let reduction = LossReduction(rawValue: named) else { throw GoldenError("no reduction '\(named)'") }
    let fromLogits = config.bool("from_logits", false), axis = config.int("axis", -1)
    let labelSmoothing = config.double("label_smoothing", 0)
    switch kind {
    case "MeanSquaredError": return MeanSquaredError(reduction: reduction)
    case "MeanAbsoluteError": return MeanAbsoluteError(reduction: reduction)
    case "Huber": return Huber(delta: config.double("delta", 1), reduction: reduction)
    case "BinaryCrossentropy":
      return BinaryCrossentropy(
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, reduction: reduction)
    case "CategoricalCrossentropy":
      return CategoricalCrossentropy(
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, reduction: reduction)
    case "SparseCategoricalCrossentropy":
      return SparseCategoricalCrossentropy(
        fromLogits: fromLogits, ignoreClass: config["ignore_class"].int, axis: axis, reduction: reduction)
    default: return try further(kind, config, reduction)
    }
  }

  private static func further(_ kind: String, _ config: JSON, _ reduction: LossReduction) throws -> Loss {
    let fromLogits = config.bool("from_logits", false), labelSmoothing = config.double("label_smoothing", 0)
    let gamma = config.double("gamma", 2), axes = config["axis"].ints
    switch kind {
    case "MeanAbsolutePercentageError": return MeanAbsolutePercentageError(reduction: reduction)
    case "MeanSquaredLogarithmicError": return MeanSquaredLogarithmicError(reduction: reduction)
    case "LogCosh": return LogCosh(reduction: reduction)
    case "Poisson": return Poisson(reduction: reduction)
    case "KLDivergence": return KLDivergence(reduction: reduction)
    case "Hinge": return Hinge(reduction: reduction)
    case "SquaredHinge": return SquaredHinge(reduction: reduction)
    case "CategoricalHinge": return CategoricalHinge(reduction: reduction)
    case "CosineSimilarity": return CosineSimilarity(axis: config.int("axis", -1), reduction: reduction)
    case "BinaryFocalCrossentropy":
      return BinaryFocalCrossentropy(
        appliesClassBalancing: config.bool("apply_class_balancing", false), alpha: config.double("alpha", 0.25),
        gamma: gamma, fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction)
    case "CategoricalFocalCrossentropy":
      let alpha = config["alpha"].double.map { [$0] } ?? config["alpha"].list.compactMap(\.double)
      return CategoricalFocalCrossentropy(
        alpha: alpha.isEmpty ? [0.25] : alpha, gamma: gamma, fromLogits: fromLogits, labelSmoothing: labelSmoothing,
        reduction: reduction)
    case "Dice": return Dice(reduction: reduction, axes: axes)
    case "Tversky":
      return Tversky(
        alpha: config.double("alpha", 0.5), beta: config.double("beta", 0.5), reduction: reduction, axes: axes)
    case "CTC": return CTC(reduction: reduction)
    default: throw GoldenError("no loss for '\(kind)'")
    }
  }

  @Test func everyLossIsCovered() {
    #expect(uncoveredClasses(.losses, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.losses.cases(of: tested))
  func matchesKeras(_ golden: GoldenCase) throws {
    let loss = try Self.loss(golden.kind, golden.config)
    let prediction = try golden.tensor("y_pred")
    let masked = golden["mask"].isNull ? prediction : prediction.masked(by: try golden.tensor("mask"))
    let weight = golden["sample_weight"].isNull ? nil : try golden.tensor("sample_weight")
    let value = loss(try golden.tensor("y_true"), masked, sampleWeight: weight)
    let gradient = gradients(of: value, withRespectTo: [prediction], cotangent: try golden.tensor("cotangent"))[0]
    try expectNone(goldenDifference(value, golden.array("output"), tolerance: golden.isDouble ? 1e-12 : 1e-5))
    try expectNone(goldenDifference(gradient, golden.array("gradient"), tolerance: golden.isDouble ? 1e-11 : 1e-4))
  }
}
