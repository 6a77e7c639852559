// A stack of layers, from data to saved model.
import ExampleSupport
import Keras

let (train, test) = try shortened(Datasets.mnist())
let model = Sequential {
  Input(shape: [28, 28])
  Rescaling(scale: 1 / 255)
  Flatten()
  for units in [128, 64] { Dense(units, activation: .relu) }
  Dropout(0.2)
  Dense(10, activation: .softmax)
}
model.compile(optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
model.summary()
let history = try model.fit(train.x, train.y, batchSize: 128, epochs: 5, validationSplit: 0.1)
let result = try model.evaluate(test.x, test.y)
let probabilities = try model.predict(test.x)

print("epochs", history.epochs.count)
print("probabilities", probabilities.shape)
print("test loss \(result["loss"]!), accuracy \(result["accuracy"]!)")
