// Layers called on tensors: one graph, and several models of parts of it.
import ExampleSupport
import Keras

let input = Input(shape: [28, 28])
var x = Flatten()(input)
x = Dense(128, activation: .relu, name: "dense")(x)
let predictions = Dense(10, activation: .softmax)(x)
let model = try Model(inputs: input, outputs: predictions)

let (train, test) = try shortened(Datasets.mnist())
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(train.x / 255, train.y, batchSize: 128, epochs: 5)

// The trained layers up to "dense", as a separate model.
let encoder = try Model(inputs: model.input, outputs: model.layer("dense").output)
print("features", try encoder.predict(test.x / 255).shape)

// A model is a layer: the model that calls it shares its weights.
let flipped = Input(shape: [28, 28])
let negative = try Model(inputs: flipped, outputs: model(1 - flipped))
print("shared", negative.parameterCount == model.parameterCount)

let result = try model.evaluate(test.x / 255, test.y)
print("test accuracy \(result["accuracy"]!)")
