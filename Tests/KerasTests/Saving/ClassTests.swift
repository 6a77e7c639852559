import Formats
import TestKit
import Testing

@testable import Keras

/// Every class of the library, made again from its own record.
@Suite struct ClassTests {
  @Test func everyLayerClassIsMadeAgainFromItsRecord() {
    for layer in ClassSamples.layers {
      let session = SavingSession()
      let record = session.record(of: layer, at: layer.name)
      let again = session.layer(record, at: layer.name)
      #expect(session.problems.isEmpty, "\(layer.name): \(session.problems)")
      guard let again else { continue }
      #expect(again.name == layer.name)
      #expect(session.record(of: again, at: layer.name) == record)
    }
    // `Lambda` needs a registered function.
    let covered = Set(ClassSamples.layers.compactMap { LayerClasses.byType[ObjectIdentifier(type(of: $0))]?.className })
    #expect(Set(LayerClasses.byName.keys).subtracting(covered) == ["Lambda"])
  }

  @Test func everyLossIsMadeAgainFromItsRecord() {
    for loss in ClassSamples.losses {
      let session = SavingSession()
      let record = session.record(of: loss, at: "loss")
      let again = session.loss(record, at: "loss")
      #expect(session.problems.isEmpty, "\(loss.name): \(session.problems)")
      #expect(again.map { session.record(of: $0, at: "loss") } == record)
    }
    #expect(ClassSamples.losses.count == LossClasses.byName.count)
  }

  @Test func everyMetricIsMadeAgainFromItsRecord() {
    for metric in ClassSamples.metrics {
      let session = SavingSession()
      let record = session.record(of: metric, at: "metric")
      let again = session.metric(record, at: "metric")
      #expect(session.problems.isEmpty, "\(metric.name): \(session.problems)")
      #expect(again.map { session.record(of: $0, at: "metric") } == record)
    }
    #expect(ClassSamples.metrics.count == MetricClasses.byName.count)
  }

  @Test func everyOptimizerAndScheduleIsMadeAgainFromItsRecord() {
    for optimizer in ClassSamples.optimizers {
      let session = SavingSession()
      let record = session.record(of: optimizer, at: "optimizer")
      let again = session.optimizer(record, at: "optimizer")
      #expect(session.problems.isEmpty, "\(optimizer.name): \(session.problems)")
      #expect(again.map { session.record(of: $0, at: "optimizer") } == record)
    }
    let classes = Set(ClassSamples.optimizers.map { String(describing: type(of: $0)) })
    #expect(classes == Set(OptimizerClasses.byName.keys))
    #expect(
      Set(ClassSamples.optimizers.compactMap(\.schedule).map { String(describing: type(of: $0)) })
        == Set(OptimizerClasses.schedulesByName.keys))
  }

}
