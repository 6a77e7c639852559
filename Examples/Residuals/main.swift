// Residual connections: each block learns what to add to its input.
import ExampleSupport
import Keras

let (train, test) = try shortened(Datasets.mnist())
let model = try residualNetwork(imageSize: 28, filters: 32)
model.summary()
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(images(train), train.y, batchSize: 128, epochs: 1)
let result = try model.evaluate(images(test), test.y)
print("test accuracy \(result["accuracy"]!)")
