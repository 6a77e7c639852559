import Formats

/// The library's losses in files: as records of classes, or by the names of Keras' functions.
enum LossClasses {
  static let byName = Dictionary(all.map { ($0.className, $0) }) { first, _ in first }
  static let byType = Dictionary(all.map { ($0.type, $0) }) { first, _ in first }

  /// Names of functions that are not a class' name in snake case.
  static let functions = [
    "mse": "MeanSquaredError", "MSE": "MeanSquaredError", "mae": "MeanAbsoluteError", "MAE": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError", "MAPE": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError", "MSLE": "MeanSquaredLogarithmicError", "bce": "BinaryCrossentropy",
    "BCE": "BinaryCrossentropy", "kl_divergence": "KLDivergence", "kld": "KLDivergence", "KLD": "KLDivergence",
    "kullback_leibler_divergence": "KLDivergence", "logcosh": "LogCosh", "huber_loss": "Huber", "ctc": "CTC",
    "cosine_proximity": "CosineSimilarity",
  ]

  private static let all: [ClassEntry<Loss>] = [
    ClassEntry(MeanSquaredError.self) { c in
      MeanSquaredError(reduction: c.reduction, name: c.name("mean_squared_error"))
    },
    ClassEntry(MeanAbsoluteError.self) { c in
      MeanAbsoluteError(reduction: c.reduction, name: c.name("mean_absolute_error"))
    },
    ClassEntry(MeanAbsolutePercentageError.self) { c in
      MeanAbsolutePercentageError(reduction: c.reduction, name: c.name("mean_absolute_percentage_error"))
    },
    ClassEntry(MeanSquaredLogarithmicError.self) { c in
      MeanSquaredLogarithmicError(reduction: c.reduction, name: c.name("mean_squared_logarithmic_error"))
    },
    ClassEntry(Huber.self) { c in
      Huber(delta: c.number("delta", 1), reduction: c.reduction, name: c.name("huber_loss"))
    },
    ClassEntry(LogCosh.self) { c in LogCosh(reduction: c.reduction, name: c.name("log_cosh")) },
    ClassEntry(Poisson.self) { c in Poisson(reduction: c.reduction, name: c.name("poisson")) },
    ClassEntry(KLDivergence.self) { c in KLDivergence(reduction: c.reduction, name: c.name("kl_divergence")) },
    ClassEntry(Hinge.self) { c in Hinge(reduction: c.reduction, name: c.name("hinge")) },
    ClassEntry(SquaredHinge.self) { c in SquaredHinge(reduction: c.reduction, name: c.name("squared_hinge")) },
    ClassEntry(CategoricalHinge.self) { c in
      CategoricalHinge(reduction: c.reduction, name: c.name("categorical_hinge"))
    },
    ClassEntry(CosineSimilarity.self) { c in
      CosineSimilarity(axis: c.axis(), reduction: c.reduction, name: c.name("cosine_similarity"))
    },
    ClassEntry(Dice.self) { c in
      Dice(reduction: c.reduction, name: c.name("dice"), axes: c("axis", nil, "axes"))
    },
    ClassEntry(Tversky.self) { c in
      Tversky(
        alpha: c.number("alpha", 0.5), beta: c.number("beta", 0.5), reduction: c.reduction, name: c.name("tversky"),
        axes: c("axis", nil, "axes"))
    },
    ClassEntry(CTC.self) { c in CTC(reduction: c.reduction, name: c.name("ctc")) },
    ClassEntry(BinaryCrossentropy.self) { c in
      BinaryCrossentropy(
        fromLogits: c.flag("from_logits", false), labelSmoothing: c.number("label_smoothing", 0), axis: c.axis(),
        reduction: c.reduction, name: c.name("binary_crossentropy"))
    },
    ClassEntry(CategoricalCrossentropy.self) { c in
      CategoricalCrossentropy(
        fromLogits: c.flag("from_logits", false), labelSmoothing: c.number("label_smoothing", 0), axis: c.axis(),
        reduction: c.reduction, name: c.name("categorical_crossentropy"))
    },
    ClassEntry(SparseCategoricalCrossentropy.self) { c in
      SparseCategoricalCrossentropy(
        fromLogits: c.flag("from_logits", false), ignoreClass: c("ignore_class", nil), axis: c.axis(),
        reduction: c.reduction, name: c.name("sparse_categorical_crossentropy"))
    },
    ClassEntry(BinaryFocalCrossentropy.self) { c in
      BinaryFocalCrossentropy(
        appliesClassBalancing: c.flag("apply_class_balancing", false, "appliesClassBalancing"),
        alpha: c.number("alpha", 0.25), gamma: c.number("gamma", 2), fromLogits: c.flag("from_logits", false),
        labelSmoothing: c.number("label_smoothing", 0), axis: c.axis(), reduction: c.reduction,
        name: c.name("binary_focal_crossentropy"))
    },
    ClassEntry(CategoricalFocalCrossentropy.self) { c in
      let alpha: OneOrMany<Double> = c.kept("alpha", OneOrMany([0.25])) { (loss: CategoricalFocalCrossentropy) in
        OneOrMany(loss.alpha)
      }
      return CategoricalFocalCrossentropy(
        alpha: alpha.elements, gamma: c.number("gamma", 2), fromLogits: c.flag("from_logits", false),
        labelSmoothing: c.number("label_smoothing", 0), axis: c.axis(), reduction: c.reduction,
        name: c.name("categorical_focal_crossentropy"))
    },
  ]
}

extension Configuration {
  /// How a loss' values become one number.
  var reduction: LossReduction {
    if let json = json("reduction") {
      if json.isNull { return .none }
      // What Keras 2 called its default.
      if json.string == "auto" { return .sumOverBatchSize }
    }
    ignore("fn", "dtype")
    return kept("reduction", .sumOverBatchSize) { (loss: Loss) in loss.reduction }
  }
}
