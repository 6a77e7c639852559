// One network called on two images: it learns to map images of the same digit close together.
import ExampleSupport
import Keras

setRandomSeed(5)
let siamese = try siameseNetwork()
siamese.compile(optimizer: .rmsprop(), loss: contrastive(margin: 1))

let (train, test) = try shortened(Datasets.mnist())
let pairs = try Pairs(of: train)
try siamese.fit([pairs.left, pairs.right], pairs.same, batchSize: 128, epochs: 20)
try plotModel(siamese, to: "siamese.svg", showShapes: true)

let heldOut = try Pairs(of: test)
let apart = try siamese.predict([heldOut.left, heldOut.right])
let correct = (apart .< 0.5) .== (heldOut.same .> 0.5)
print("pairs judged correctly", try correct.cast(to: .float32).mean().scalar())
