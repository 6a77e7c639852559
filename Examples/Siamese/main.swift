// One network called on two images: it learns to put pictures of the same digit close together.
import ExampleSupport
import Keras

func euclideanDistance(_ pair: [Tensor]) -> Tensor {
  sqrt(maximum(square(pair[0] - pair[1]).sum(axis: 1, keepDims: true), 1e-7))
}
func contrastive(margin: Float) -> Loss {
  Loss("contrastive") { yTrue, yPred in
    (yTrue * square(yPred) + (1 - yTrue) * square(maximum(margin - yPred, 0))).mean()
  }
}

let image = Input(shape: [28, 28])
var embedding = Flatten()(image)
for _ in 0..<2 {
  embedding = Dense(128, activation: .relu)(embedding)
  embedding = Dropout(0.1)(embedding)
}
embedding = Dense(128, activation: .relu)(embedding)
let base = try Model(inputs: image, outputs: embedding)

let left = Input(shape: [28, 28], name: "left"), right = Input(shape: [28, 28], name: "right")
let distance = Lambda(euclideanDistance)([base(left), base(right)])
let siamese = try Model(inputs: [left, right], outputs: distance)
siamese.compile(optimizer: .rmsprop(), loss: contrastive(margin: 1))

let (train, test) = try shortened(Datasets.mnist())
let pairs = try Pairs(of: train)
try siamese.fit([pairs.left, pairs.right], pairs.same, batchSize: 128, epochs: 20)
try plotModel(siamese, to: "siamese.svg", showShapes: true)

let heldOut = try Pairs(of: test)
let apart = try siamese.predict([heldOut.left, heldOut.right])
let correct = (apart .< 0.5) .== (heldOut.same .> 0.5)
print("pairs judged correctly", try correct.cast(to: .float32).mean().scalar())
