// Callbacks: keep the best weights, lower the learning rate, stop early, and log to a CSV file.
import ExampleSupport
import Keras

runProgram {
  let (train, test) = try shortened(Datasets.mnist())
  let model = Sequential {
    Input(shape: [28, 28])
    Rescaling(scale: 1 / 255)
    Flatten()
    Dense(64, activation: .relu)
    Dense(10, activation: .softmax)
  }
  model.compile(optimizer: .adam(learningRate: 5e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  let history = try model.fit(
    train.x, train.y, batchSize: 128, epochs: 100, validationData: (test.x, test.y),
    callbacks: [
      .modelCheckpoint("best.weights.npz", monitor: "val_loss", saveBestOnly: true, saveWeightsOnly: true),
      .earlyStopping(monitor: "val_loss", patience: 5, restoreBestWeights: true),
      .reduceLROnPlateau(factor: 0.5, patience: 2),
      .learningRateScheduler { epoch, rate in epoch < 10 ? rate : rate * 0.9 },
      .csvLogger("log.csv"),
    ])
  let result = try model.evaluate(test.x, test.y)
  print("stopped after \(history.epochs.count) epochs")

  let best = history["val_loss"].min()!
  try model.loadWeights("best.weights.npz")
  let restored = try model.evaluate(test.x, test.y)
  print("best \(best), kept \(result["loss"]!), read from the file \(restored["loss"]!)")
}
