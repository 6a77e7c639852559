// Blocks in loops: a small VGG learns to read digits.
import ExampleSupport
import Keras

let (train, test) = try shortened(Datasets.mnist())
let model = VGG(classes: 10, blocks: [(16, 2), (32, 2), (64, 3)], units: 128)
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(images(train), train.y, batchSize: 128, epochs: 1)
model.summary(expandNested: true)
let result = try model.evaluate(images(test), test.y)
print("test accuracy \(result["accuracy"]!)")
