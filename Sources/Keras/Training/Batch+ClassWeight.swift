extension Batch {
  /// The batch with each sample weighted by its target's class; classes without a weight count once.
  ///
  /// - Parameter loss: says whether targets are class numbers; otherwise more than one number on the last axis are taken
  ///   for one-hot classes.
  /// - Throws: if there is not exactly one target, or there are sample weights already.
  func weighted(by weights: [Int: Double], model: String, loss: Loss?) throws -> Batch {
    guard y.count == 1 else {
      throw KerasError(
        "\(model) cannot use classWeight.", expected: "one target", received: "\(y.count.counted("target", "targets"))",
        fix: "use sampleWeight for models with several outputs")
    }
    guard sampleWeight.isEmpty else {
      throw KerasError(
        "\(model) cannot use classWeight and sampleWeight together.", expected: "one of the two", received: "both",
        fix: "multiply the factors of the classes into sampleWeight")
    }
    let target = y.tensors[0]
    let isOneHot = target.rank > 1 && (target.shape.last ?? 1) > 1 && !(loss is SparseCategoricalCrossentropy)
    let classes = isOneHot ? target.argmax(axis: -1) : target
    var result = self
    let factors = try classes.scalars(as: Double.self).map { label in
      Float(Int(exactly: label.rounded(.toNearestOrEven)).flatMap { weights[$0] } ?? 1)
    }
    result.sampleWeight = Tensor(factors, shape: classes.shape.staticDimensions).tensorMap
    return result
  }
}
