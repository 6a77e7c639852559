// A convolutional network learns the real MNIST digits and is tested on the 10,000 that it was not trained on.
//   mnist-demo [--tiny] [--output FOLDER]
import ExampleSupport
import Foundation
import Keras

runProgram {
  let (train, test) = try shortened(Datasets.mnist())

  let model = Sequential(name: "digits") {
    Input(shape: [28, 28])
    Rescaling(scale: 1 / 255)
    Reshape([28, 28, 1])
    for filters in [32, 64] {
      Conv2D(filters, kernelSize: 5, activation: .relu)
      MaxPooling2D(poolSize: 2)
    }
    Flatten()
    Dropout(0.3)
    Dense(128, activation: .relu)
    Dropout(0.5)
    Dense(10, activation: .softmax)
  }
  model.summary()

  let epochs = isTiny ? 2 : 5
  let stepsPerEpoch = (train.x.shape[0]! * 9 / 10 + 127) / 128
  let rate = CosineDecay(initialLearningRate: 2e-3, decaySteps: epochs * stepsPerEpoch)
  model.compile(optimizer: .adam(learningRate: rate), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  let history = try model.fit(train.x, train.y, batchSize: 128, epochs: epochs, validationSplit: 0.1)
  let result = try model.evaluate(test.x, test.y)

  let folder = URL(fileURLWithPath: argument("--output") ?? "Output/mnist-demo")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  let curves = TrainingCurves(columns: history.names.map { ($0, history[$0]) })
  try curves.svg.write(to: folder.appending(path: "curves.svg"), atomically: true, encoding: .utf8)
  try curves.csv.write(to: folder.appending(path: "curves.csv"), atomically: true, encoding: .utf8)
  try model.saveWeights(folder.appending(path: "weights.npz").path)

  print("training curves \(folder.appending(path: "curves.svg").relativePath), curves.csv")
  print("weights         \(folder.appending(path: "weights.npz").relativePath)")
  print("test accuracy", String(format: "%.4f", result["accuracy"]!))
}
