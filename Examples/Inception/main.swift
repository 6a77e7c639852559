// Branches that are concatenated: Inception blocks learn to read digits.
import ExampleSupport
import Keras

let (train, test) = try shortened(Datasets.mnist())
let model = try inceptionNetwork(imageSize: 28, filters: 16)
model.summary()
try plotModel(model, to: "inception.svg", showShapes: true)

model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(images(train), train.y, batchSize: 128, epochs: isTiny ? 1 : 2)
let result = try model.evaluate(images(test), test.y)
print("test accuracy \(result["accuracy"]!)")
