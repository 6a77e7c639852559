@testable import Keras
import Testing

/// A first value that is not a number is beaten by every number.
struct FirstNaNTests {
  /// Trains with losses that are what the test says, by epoch.
  private func run(_ values: [Double], _ callback: Callback) throws -> Model {
    let model = Sequential {
      Input(shape: [1])
      Dense(1, kernelInitializer: .zeros)
    }
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    _ = try model.predict(Tensor.zeros([1, 1]))
    let list = CallbackList([callback], model: model, parameters: .init())
    try list.each { $0.onTrainBegin() }
    for (epoch, value) in values.enumerated() {
      try model.setWeights([Tensor([Float(epoch)], shape: [1, 1]), Tensor([0 as Float], shape: [1])])
      try list.epochEnded(epoch, ["val_loss": value])
    }
    try list.each { $0.onTrainEnd([:]) }
    return model
  }

  @Test func earlyStoppingRestoresTheBestNumber() throws {
    let callback = EarlyStopping(patience: 9, restoreBestWeights: true)
    let model = try run([.nan, 3, 2, .nan, 5], callback)
    #expect(callback.best == 2)
    #expect(callback.bestEpoch == 2)
    #expect(try model.weights[0].value.scalars() == [2])
  }

  @Test func ratesAreReducedByNumbers() throws {
    let callback = ReduceLROnPlateau(patience: 2)
    _ = try run([.nan, 3, 2], callback)
    #expect(callback.best == 2)
  }
}
