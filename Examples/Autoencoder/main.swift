// An autoencoder learns to reconstruct digits, then to remove noise from them.
import ExampleSupport
import Keras

func noisy(_ x: Tensor) -> Tensor { clip(x + 0.4 * Random.normal(x.shape), 0, 1) }

let (train, test) = try shortened(Datasets.mnist())
let clean = images(train), held = images(test)
let model = autoencoder(imageSize: 28, filters: 32)
model.summary()
model.compile(optimizer: .adam(), loss: .binaryCrossentropy)
try model.fit(clean, clean, batchSize: 128, epochs: 1, validationData: (held, held))

let disturbed = noisy(held)
try model.fit(noisy(clean), clean, batchSize: 128, epochs: isTiny ? 8 : 2, validationData: (disturbed, held))
let before = try square(disturbed - held).mean().scalar()
let after = try square(model.predict(disturbed) - held).mean().scalar()
print("squared noise \(before), after the autoencoder \(after)")
