/// What training is validated on: a `Dataset` of batches with elements of any type, or arrays as a `Batch`.
public protocol ValidationData {
  /// The batches of it, for `fit`.
  var validationSource: ValidationSource { get }
}

/// Batches for the validation of training, as `fit` reads them.
public struct ValidationSource {
  /// The feed for a model of this name, in batches of this size where the data are not batches already.
  let feed: (_ owner: String, _ batchSize: Int) throws -> any BatchFeed
}

extension Dataset: ValidationData {
  public var validationSource: ValidationSource {
    ValidationSource { owner, _ in try DatasetFeed(self, owner: owner) }
  }
}

extension Batch: ValidationData {
  public var validationSource: ValidationSource {
    ValidationSource { owner, batchSize in
      let count = try DataChecks.sampleCount(self, function: "validate", model: owner)
      return try ArrayFeed(self, rows: 0..<count, batchSize: batchSize, isShuffled: false, owner: owner)
    }
  }
}
