import TensorGraph

extension Metrics {
  /// How far regions overlap, averaged over classes: `true positives / (true positives + false positives + false negatives)`.
  ///
  /// Targets and predictions: class numbers of one shape, or one-hot and probabilities with the classes on `axis`.
  /// Source: `keras.metrics.IoU`.
  public class IoU: Metric {
    /// How many classes there are.
    public let classCount: Int
    /// The classes that are averaged.
    public let targetClassIDs: [Int]
    /// The class number whose positions count for nothing.
    public let ignoreClass: Int?
    private let hasSparseTargets: Bool
    private let hasSparsePredictions: Bool
    private let axis: Int
    private let confusion: Variable
    private let configurationError: KerasError?

    /// - Parameters:
    ///   - classCount: how many classes there are.
    ///   - targetClassIDs: the classes that are averaged.
    ///   - ignoreClass: the class number whose positions count for nothing.
    ///   - sparseTargets: whether targets are class numbers, not one-hot. Default `true`.
    ///   - sparsePredictions: whether predictions are class numbers, not probabilities. Default `true`.
    ///   - axis: the axis of the classes, where they are not numbers. Default the last.
    public init(
      classCount: Int, targetClassIDs: [Int], ignoreClass: Int? = nil, sparseTargets: Bool = true,
      sparsePredictions: Bool = true, axis: Int = -1, name: String = "io_u"
    ) {
      self.classCount = classCount
      self.targetClassIDs = targetClassIDs
      self.ignoreClass = ignoreClass
      hasSparseTargets = sparseTargets
      hasSparsePredictions = sparsePredictions
      self.axis = axis
      let count = Swift.max(classCount, 1)
      confusion = .state("total_confusion_matrix", [count, count], of: name, dtype: .int32)
      let isPossible = classCount > 0 && !targetClassIDs.isEmpty && targetClassIDs.allSatisfy((0..<count).contains)
      configurationError =
        isPossible
        ? nil
        : KerasError(
          "Metric '\(name)' cannot be computed.", expected: "target classes in 0..<\(classCount)",
          received: "\(targetClassIDs)", fix: "give a larger classCount, or other classes")
      super.init(name)
    }

    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      if let error = yTrue.error ?? yPred.error ?? configurationError { return confusion.assign(.failed(error)) }
      let targets = (hasSparseTargets ? yTrue : yTrue.argmax(axis: axis)).cast(to: .int32)
      let predictions = (hasSparsePredictions ? yPred : yPred.argmax(axis: axis)).cast(to: .int32)
      if let error = targets.error ?? predictions.error { return confusion.assign(.failed(error)) }
      let (a, b) = WeightedReduction.sameRank(targets, predictions)
      guard a.shape.matches(b.shape) else {
        return confusion.assign(
          .failed(Metrics.mismatch(name, expected: "as many targets as predictions", received: yTrue)))
      }
      // Keras counts in whole numbers, so weights are cut to them.
      let weight =
        sampleWeight.map { given in
          let weight = WeightedReduction.expanded(WeightedReduction.sameRank(a, given).1, to: a.rank)
          return (weight.cast(to: .int32) * Tensor.ones(like: a).cast(to: .int32)).flattened()
        } ?? Tensor.constant(.integer(1), .int32)
      let (rows, columns) = (a.flattened(), b.flattened())
      let classes = Tensor.iota([1, classCount], axis: 1, dtype: .int32)
      // Numbers outside the classes equal none of them.
      var isRow = rows.expandedDimensions(-1) .== classes
      if let ignoreClass { isRow = logicalAnd(isRow, (rows .!= ignoreClass).expandedDimensions(-1)) }
      let isColumn = columns.expandedDimensions(-1) .== classes
      let weighted =
        isRow.cast(to: .float32) * (weight.rank == 0 ? weight : weight.expandedDimensions(-1)).cast(to: .float32)
      // Counts below 2^24 are exact in float32.
      let counted = matmul(weighted.transposed(), isColumn.cast(to: .float32)).cast(to: .int32)
      confusion.assign(confusion.value + counted)
    }

    public override func result() -> Tensor {
      if let configurationError { return .failed(configurationError) }
      let matrix = confusion.value.cast(to: .float32)
      let right = matrix.diagonal()
      let all = matrix.sum(axis: 0) + matrix.sum(axis: 1) - right
      let picked = Tensor(targetClassIDs.map { Int32($0) })
      let (hits, union) = (right.take(picked, axis: 0), all.take(picked, axis: 0))
      let occurs = union .> 1e-9
      let overlap = which(occurs, hits / (union + Losses.epsilon), 0)
      return overlap.sum() / (occurs.cast(to: .float32).sum() + Losses.epsilon)
    }
  }

  /// How far regions overlap, averaged over all classes. See `IoU`.
  public final class MeanIoU: IoU {
    /// - Parameters:
    ///   - classCount: how many classes there are.
    ///   - ignoreClass: the class number whose positions count for nothing.
    ///   - sparseTargets: whether targets are class numbers, not one-hot. Default `true`.
    ///   - sparsePredictions: whether predictions are class numbers, not probabilities. Default `true`.
    ///   - axis: the axis of the classes, where they are not numbers. Default the last.
    public init(
      classCount: Int, ignoreClass: Int? = nil, sparseTargets: Bool = true, sparsePredictions: Bool = true,
      axis: Int = -1, name: String = "mean_io_u"
    ) {
      super.init(
        classCount: classCount, targetClassIDs: Array(0..<Swift.max(classCount, 0)), ignoreClass: ignoreClass,
        sparseTargets: sparseTargets, sparsePredictions: sparsePredictions, axis: axis, name: name)
    }
  }

  /// How far regions of yes and no overlap. See `IoU`.
  public final class BinaryIoU: IoU {
    /// What a prediction must reach to count as 1.
    public let threshold: Double

    /// - Parameters:
    ///   - targetClassIDs: which of 0 and 1 are averaged. Default both.
    ///   - threshold: what a prediction must reach to count as 1. Default 0.5.
    public init(targetClassIDs: [Int] = [0, 1], threshold: Double = 0.5, name: String = "binary_io_u") {
      self.threshold = threshold
      super.init(classCount: 2, targetClassIDs: targetClassIDs, name: name)
    }

    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      super.update(yTrue, (yPred.cast(to: .float32) .>= threshold).cast(to: .int32), sampleWeight: sampleWeight)
    }
  }
}

extension Metric {
  /// How far regions overlap, averaged over all classes, for class numbers as targets and predictions.
  public static func meanIoU(classCount: Int) -> Metric { Metrics.MeanIoU(classCount: classCount) }
}
