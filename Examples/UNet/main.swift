// Segmentation: a U-Net classifies each pixel as disc, square or background.
import ExampleSupport
import Keras

let train = Shapes(count: isTiny ? 64 : 2_000, size: 32), test = Shapes(count: isTiny ? 32 : 400, size: 32)
let model = try uNet(imageSize: 32, filters: [16, 32, 64], classes: 3)
model.summary()
try plotModel(model, to: "unet.svg", showShapes: true)

model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(train.images, train.masks, epochs: isTiny ? 1 : 6)

let found = try model.predict(test.images).argmax(axis: -1)
for (number, name) in ["background", "disc", "square"].enumerated() {
  let isFound = found .== number, isThere = test.masks .== number
  let both = logicalAnd(isFound, isThere).cast(to: .float32).sum()
  let either = logicalOr(isFound, isThere).cast(to: .float32).sum()
  print("\(name): intersection over union", try (both / either).scalar())
}
