extension Batch {
  /// The batch with each sample's weight multiplied by that of its target's class.
  ///
  /// - Throws: if there is not exactly one target, or a class has no weight.
  func weighted(by weights: [Int: Double], model: String) throws -> Batch {
    guard y.count == 1 else {
      throw KerasError(
        "\(model) cannot use classWeight.", expected: "one target", received: "\(y.count) targets",
        fix: "use sampleWeight for models with several outputs")
    }
    let target = y.tensors[0]
    let isOneHot = target.rank > 1 && (target.shape.last ?? 1) > 1
    let classes = try (isOneHot ? target.argmax(axis: -1) : target).cast(to: .int32).scalars(as: Int32.self)
    var factors: [Float] = []
    factors.reserveCapacity(classes.count)
    for label in classes { factors.append(Float(weights[Int(label)] ?? 1)) }
    var result = self
    let factor = Tensor(factors)
    let own = sampleWeight.tensors.first.map { $0.cast(to: .float32).reshaped([factors.count]) * factor } ?? factor
    result.sampleWeight = own.tensorMap
    return result
  }
}
