extension Batch {
  /// The batch with each sample weighted by its target's class; classes without a weight count once.
  ///
  /// - Throws: if there is not exactly one target, or there are sample weights already.
  func weighted(by weights: [Int: Double], model: String) throws -> Batch {
    guard y.count == 1 else {
      throw KerasError(
        "\(model) cannot use classWeight.", expected: "one target", received: "\(y.count) targets",
        fix: "use sampleWeight for models with several outputs")
    }
    guard sampleWeight.isEmpty else {
      throw KerasError(
        "\(model) cannot use classWeight and sampleWeight together.", expected: "one of the two", received: "both",
        fix: "multiply the factors of the classes into sampleWeight")
    }
    let target = y.tensors[0]
    let isOneHot = target.rank > 1 && (target.shape.last ?? 1) > 1
    let classes = try (isOneHot ? target.argmax(axis: -1) : target).scalars(as: Double.self)
    var result = self
    let factors = classes.map { label in
      Float(Int(exactly: label.rounded(.toNearestOrEven)).flatMap { weights[$0] } ?? 1)
    }
    result.sampleWeight = Tensor(factors).tensorMap
    return result
  }
}
