// A model as a class: blocks in an array, a loop over them, sublayers found automatically.
import ExampleSupport
import Keras

// Half the size, 14 x 14, keeps this example short.
func small(_ x: Tensor) -> Tensor { AveragePooling2D(poolSize: 2)(x.expandedDimensions(-1) / 255) }

let (train, test) = try shortened(Datasets.mnist())
let model = ResNet(classes: 10)
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(small(train.x), train.y, batchSize: 128, epochs: 1)
model.summary()
let result = try model.evaluate(small(test.x), test.y)
print("test accuracy \(result["accuracy"]!)")
