import Keras
import TensorGraph
import Testing

/// What users can do with metrics, and their errors' full text.
@Suite struct MetricTests {
  static let labels = Tensor([1, 0, 1] as [UInt8])
  static let oneHot = Tensor([[0, 1], [1, 0], [0, 1]] as [[Float]])
  static let classes = Tensor([[0.3, 0.7], [0.4, 0.6], [0.1, 0.9]] as [[Float]])
  static let answers = Tensor([[0.7], [0.6], [0.9]] as [[Float]])

  @Test func accuracies() throws {
    let metrics: [(Metric, Tensor, Tensor, String)] = [
      (.accuracy, Self.labels, Self.answers, "accuracy"), (.accuracy, Self.labels, Self.classes, "accuracy"),
      (.accuracy, Self.oneHot, Self.classes, "accuracy"), (.acc, Self.oneHot, Self.classes, "acc"),
      (.accuracy, Self.labels.expandedDimensions(-1), Self.classes, "accuracy"),
      (.binaryAccuracy, Self.labels, Self.answers, "binary_accuracy"),
      (.categoricalAccuracy, Self.oneHot, Self.classes, "categorical_accuracy"),
      (.sparseCategoricalAccuracy, Self.labels, Self.classes, "sparse_categorical_accuracy"),
      (.topKCategoricalAccuracy(k: 1), Self.oneHot, Self.classes, "top_k_categorical_accuracy"),
      (.sparseTopKCategoricalAccuracy(k: 1), Self.labels, Self.classes, "sparse_top_k_categorical_accuracy"),
    ]
    for (metric, yTrue, yPred, name) in metrics {
      metric.update(yTrue, yPred)
      #expect(abs(try metric.result().scalar() - 2.0 / 3) < 1e-6, "\(name)")
      #expect(metric.name == name)
      #expect(metric.variables.map(\.path) == ["\(name)/total", "\(name)/count"])
    }
  }

  @Test func everyAccessMakesAnInstance() throws {
    let (first, second) = (Metric.accuracy, Metric.accuracy)
    #expect(first !== second)
    first.update(Self.labels, Self.classes)
    #expect(try second.variables[1].value.scalar() == 0)
  }

  @Test func functionOverBatches() throws {
    let metric = Metric("bias") { yTrue, yPred in yPred - yTrue }
    let step = compiled { (yTrue: Tensor, yPred: Tensor, weight: Tensor) -> Tensor in
      metric.update(yTrue, yPred, sampleWeight: weight)
      return metric.result()
    }
    #expect(try step(Tensor([1, 1] as [Float]), Tensor([2, 4] as [Float]), Tensor([1, 1] as [Float])).scalar() == 2)
    #expect(try step(Tensor([0, 0] as [Float]), Tensor([9, 6] as [Float]), Tensor([0, 2] as [Float])).scalar() == 4)
    #expect(step.traceCount == 1)
    metric.reset()
    #expect(try metric.result().scalar() == 0)
  }

  @Test func maskLeavesPositionsOut() throws {
    let metric: Metric = .mae
    metric.update(Tensor([[0], [0]] as [[Float]]), Tensor([[3], [5]] as [[Float]]).masked(by: Tensor([false, true])))
    #expect(try metric.result().scalar() == 5)
  }

  /// State in properties and in `addVariable`, other metrics included, is found without a further word.
  @Test func subclassOfAUser() throws {
    final class TruePositives: Metric {
      let hits = Variable(.zeros([]), name: "hits")
      let mean = Metrics.Mean(name: "inner")
      init() {
        super.init()
        addVariable(name: "seen", shape: [2])
      }
      override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
        hits.assign(hits.value + (yTrue * yPred).sum())
        mean.update(yPred, sampleWeight: sampleWeight)
      }
      override func result() -> Tensor { hits.value }
    }
    let metric = TruePositives()
    #expect(metric.name == "true_positives")
    #expect(metric.variables.map(\.name) == ["seen", "hits", "total", "count"])
    metric.update(Tensor([1, 0, 1] as [Float]), Tensor([1, 1, 1] as [Float]))
    #expect(try metric.result().scalar() == 2)
    #expect(try metric.mean.result().scalar() == 1)
    metric.reset()
    #expect(try metric.variables.map { try $0.value.sum().scalar() } == [0, 0, 0, 0])
  }

  @Test func labelOfNaNIsInNoTop() throws {
    let metric = Metrics.SparseTopKCategoricalAccuracy(k: 2)
    metric.update(Tensor([0] as [Int32]), Tensor([[Float.nan, 1, 2]]))
    #expect(try metric.result().scalar() == 0)
  }

  @Test func areasUnderCurves() throws {
    // Keras' own example: thresholds 0, 0.5, 1.
    let yTrue = Tensor([0, 0, 1, 1] as [Float])
    let yPred = Tensor([0, 0.5, 0.3, 0.9] as [Float])
    let metric = Metrics.AUC(thresholdCount: 3)
    metric.update(yTrue, yPred)
    #expect(try metric.result().scalar() == 0.75)
    metric.reset()
    metric.update(yTrue, yPred, sampleWeight: Tensor([1, 0, 0, 1] as [Float]))
    #expect(try metric.result().scalar() == 1)
    #expect(Metric.auc(curve: .precisionRecall).name == "auc")
  }

  @Test func areaUnderTheGainCurve() throws {
    let metric = Metrics.AUC(thresholdCount: 3, curve: .precisionRecallGain)
    metric.update(Tensor([0, 0, 1, 1] as [Float]), Tensor([0, 0.5, 0.3, 0.9] as [Float]))
    // From (recall gain, precision gain) at the three thresholds: (1, 0), (0, 1), (0, 1).
    #expect(try metric.result().scalar() == 0.5)
  }

  private func message(_ metric: Metric) -> String {
    do {
      return "no error: \(try metric.result().scalar())"
    } catch {
      return "\(error)"
    }
  }

  @Test func targetsOfAnotherShape() {
    let metric: Metric = .categoricalAccuracy
    metric.update(.zeros([4, 3]), .zeros([4, 2]))
    #expect(
      message(metric) == """
        Metric 'categorical_accuracy' cannot compare these targets with the predictions.
          expected  targets [4, 2], as the predictions
          received  targets [4, 3] float32
          fix       reshape the targets, or use a metric for targets of this form
        """)
    let sparse: Metric = .sparseCategoricalAccuracy
    sparse.update(.zeros([4, 3]), .zeros([4, 3]))
    #expect(
      message(sparse) == """
        Metric 'sparse_categorical_accuracy' cannot compare these targets with the predictions.
          expected  one class number for each prediction: targets [4], for predictions [4, 3]
          received  targets [4, 3] float32
          fix       reshape the targets, or use a metric for targets of this form
        """)
    let area: Metric = .auc()
    area.update(.zeros([4, 3]), .zeros([4, 2]))
    #expect(
      message(area) == """
        Metric 'auc' cannot compare these targets with the predictions.
          expected  targets [4, 2], as the predictions
          received  targets [4, 3] float32
          fix       reshape the targets, or use a metric for targets of this form
        """)
  }

  @Test func sampleWeightsThatDontFit() {
    let metrics: [(Metric, String, String)] = [(.mae, "mae", "[4]"), (.auc(), "auc", "[4, 3]")]
    for (metric, name, values) in metrics {
      metric.update(.zeros([4, 3]), .zeros([4, 3]), sampleWeight: .zeros([5]))
      let weights = name == "auc" ? "[5, 1]" : "[5]"
      #expect(
        message(metric) == """
          Sample weights don't fit metric '\(name)'.
            expected  weights that broadcast to the values \(values), one for each sample
            received  \(weights) float32
            fix       give one weight for each sample, as a tensor [batch]
          """)
    }
  }

  @Test func tooFewThresholds() {
    let metric = Metrics.AUC(thresholdCount: 1)
    metric.update(.zeros([4]), .zeros([4]))
    #expect(
      message(metric) == """
        Metric 'auc' cannot be computed.
          expected  2 thresholds or more
          received  thresholdCount: 1
          fix       give a larger number, such as the default 200
        """)
  }

  @Test func subclassWithoutAResult() {
    final class Nothing: Metric {}
    #expect(
      message(Nothing()) == """
        Metric 'nothing' has no result.
          expected  a subclass of Metric that overrides update and result()
          received  Nothing, which does not override result()
          fix       override result(), or make the metric from a function: Metric("nothing") { yTrue, yPred in … }
        """)
  }
}
