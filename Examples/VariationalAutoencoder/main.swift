// A variational autoencoder: a custom training step inside fit.
import ExampleSupport
import Keras

let (train, test) = try shortened(Datasets.mnist())
let vae = try VAE()
vae.encoder.summary()
vae.decoder.summary()
vae.compile(optimizer: .adam())
try vae.fit(images(train), batchSize: 128, epochs: isTiny ? 2 : 5)

// Digits along a line through the latent space, as text.
let codes = Tensor([[-1.5, 0], [-0.5, 0], [0.5, 0], [1.5, 0]] as [[Float]])
let painted = try vae.decoder.predict(codes)
for row in stride(from: 0, to: 28, by: 2) {
  let pixels = try painted[..., 0][0..<4, row].scalars(as: Float.self)
  print(String(pixels.map { $0 > 0.5 ? "#" : $0 > 0.25 ? "+" : "." }))
}
let code = vae.encoder.callAll(images(test))
print("codes \(code[0].shape)")
