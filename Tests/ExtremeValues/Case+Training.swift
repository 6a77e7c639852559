import Formats
import Keras
import TestKit

extension Case {
  /// Every loss, metric, optimizer and schedule with each of its arguments, read from JSON and used for a step of training.
  static func training() -> [Case] {
    func compiled(_ optimizer: Optimizer, _ loss: Loss, _ metrics: [Metric]) -> JSONValue? {
      let model = Sequential {
        Input(shape: [3])
        Dense(4, activation: .sigmoid)
      }
      model.compile(optimizer: optimizer, loss: loss, metrics: metrics.isEmpty ? [] : [metrics[0]])
      return (try? model.toJSON()).flatMap { try? JSONValue(parsing: $0) }
    }
    let models =
      ClassSamples.losses.map { ("\(type(of: $0))", compiled(.sgd(), $0, [])) }
      + ClassSamples.metrics.map { ("\(type(of: $0))", compiled(.sgd(), .mse, [$0])) }
      + ClassSamples.optimizers.map { ("\(type(of: $0))", compiled($0, .mse, [])) }
    return models.flatMap { name, json -> [Case] in
      guard let root = json?.object, let config = root["compile_config"] else { return [] }
      return Extremes.changes(of: config).map { change in
        Case(name: "\(name)\(change.path) = \(change.value.text())") {
          var copy = root
          copy["compile_config"] = change.record
          let text = JSONValue.object(copy).text()
          do { try step(Model.fromJSON(text)) } catch is KerasError {}
          try FileLengths.$areLimited.withValue(false) { try step(Model.fromJSON(text)) }
        }
      }
    }
  }

  private static func step(_ model: Model) throws {
    let (x, y) = (Tensor.ones([2, 3]), Tensor([[0, 1, 0, 0], [1, 0, 0, 0]] as [[Float]]))
    for _ in 0..<2 { _ = try model.trainOnBatch(x, y) }
  }
}
