// A layer of your own with three weights. They are tracked, trained and counted without registration.
import Keras

// 3x² - 2x + 1, learnt from 200 points.
let x = Tensor((0..<200).map { Float($0) / 100 - 1 }, shape: [200, 1])
let y = 3 * square(x) - 2 * x + 1

let quadratic = SimpleQuadratic(1)
let model = Sequential {
  Input(shape: [1])
  quadratic
}
model.summary()
model.compile(optimizer: .adam(learningRate: 0.1), loss: .mse)
try model.fit(x, y, batchSize: 50, epochs: 200, verbose: 0)

for weight in quadratic.weights { print(weight.name, try weight.value.scalar()) }
print("loss", try model.evaluate(x, y, verbose: 0)["loss"]!)
