// The endpoint layer pattern: a layer computes the loss, the targets are an input, and data are given by name.
import ExampleSupport
import Keras

let rows = isTiny ? 1_000 : 10_000
let x = Random.uniform([rows, 3], key: Tensor([1, 2] as [UInt32]))
let thresholds = Tensor.linspace(0.1, 0.9, count: 10)
let targets = (x[..., 0..<1] .> thresholds).cast(to: .float32)

let (model, inference) = try endpointModels(features: 3, classes: 10)
model.compile(optimizer: .adam(learningRate: 0.01))
let history = try model.fit(["features": x, "targets": targets], epochs: 5)
print("losses", history["loss"])
print("accuracy", history["accuracy"].last!)
print("probabilities", try inference.predict(x).shape)
