// Two networks compete, each with its own optimizer, in one training step.
import ExampleSupport
import Keras

let (train, _) = try shortened(Datasets.mnist())
let gan = GAN()
gan.discriminator.summary()
gan.generator.summary()
gan.compile(discriminator: .adam(learningRate: 3e-4), generator: .adam(learningRate: 3e-4))
try gan.fit(images(train), batchSize: 64, epochs: isTiny ? 1 : 2)

// Three made-up digits, as text.
let painted = try gan.generator.predict(Random.normal([3, 64]))
for row in stride(from: 0, to: 28, by: 2) {
  let pixels = try painted[..., 0][0..<3, row].scalars(as: Float.self)
  print(String(pixels.map { $0 > 0.5 ? "#" : $0 > 0.25 ? "+" : "." }))
}
