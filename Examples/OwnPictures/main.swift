// Your own pictures: a folder for each class, read batch by batch, with a part kept for validation.
import ExampleSupport
import Keras
import KerasImages

try writePets(to: "pets", count: isTiny ? 10 : 200)

let train = try imageDataset(
  fromDirectory: "pets", imageSize: (64, 64), seed: 1, validationSplit: 0.2, subset: .training)
let held = try imageDataset(
  fromDirectory: "pets", imageSize: (64, 64), seed: 1, validationSplit: 0.2, subset: .validation)
let model = Sequential {
  Rescaling(scale: 1 / 255)
  Conv2D(16, kernelSize: 3, activation: .relu)
  GlobalAveragePooling2D()
  Dense(train.classNames.count, activation: .softmax)
}
model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(train, epochs: 5, validationData: held)

let picture = try loadImage("pets/cat/0.png", targetSize: (64, 64)).expandedDimensions(0)
let probabilities = try model.predict(picture).scalars()
print("\(train.filePaths.count) pictures to learn from, \(held.filePaths.count) held back, classes \(train.classNames)")
print("pets/cat/0.png is a cat with probability \(probabilities[0])")
