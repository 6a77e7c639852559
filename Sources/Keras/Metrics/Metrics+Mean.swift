import TensorGraph

extension Metrics {
  /// The weighted mean of given values over all batches.
  public final class Mean: Metric {
    private let total: Variable
    private let count: Variable

    /// - Parameter name: the name in logs.
    public init(name: String = "mean") {
      (total, count) = (.state("total", of: name), .state("count", of: name))
      super.init(name)
    }

    /// Takes values into account.
    ///
    /// - Parameters:
    ///   - values: `[batch, …]`, or a single number.
    ///   - sampleWeight: one weight for each sample, or for each position.
    public func update(_ values: Tensor, sampleWeight: Tensor? = nil) {
      RunningMean(name: name, total: total, count: count).update(values, sampleWeight: sampleWeight)
    }

    /// The mean of predictions; targets don't matter.
    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      update(yPred, sampleWeight: sampleWeight)
    }

    public override func result() -> Tensor { RunningMean(name: name, total: total, count: count).result }
  }

  /// The weighted sum of given values over all batches.
  public final class Sum: Metric {
    private let total: Variable

    /// - Parameter name: the name in logs.
    public init(name: String = "sum") {
      total = .state("total", of: name)
      super.init(name)
    }

    /// Takes values into account.
    ///
    /// - Parameters:
    ///   - values: `[batch, …]`, or a single number.
    ///   - sampleWeight: one weight for each sample, or for each position.
    public func update(_ values: Tensor, sampleWeight: Tensor? = nil) {
      let (values, _) = RunningMean.bySample(values, sampleWeight, of: name) { $0.sum(axes: $1) }
      total.assign(total.value + values.sum())
    }

    /// The sum of predictions; targets don't matter.
    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      update(yPred, sampleWeight: sampleWeight)
    }

    public override func result() -> Tensor { total.value }
  }
}
