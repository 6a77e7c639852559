// A siamese network on an LSTM: which of two series swings faster?
import ExampleSupport
import Foundation
import Keras

let length = 40

/// Noisy swings of random speed and phase: `[count, length, 1]`, and their speeds.
func swings(_ count: Int) -> (series: Tensor, speeds: [Float]) {
  let speeds = (0..<count).map { _ in Float.random(in: 0.1...0.6) }
  let values = speeds.flatMap { speed in
    let phase = Float.random(in: 0..<(2 * .pi))
    return (0..<length).map { sin(speed * Float($0) + phase) + .random(in: -0.1...0.1) }
  }
  return (Tensor(values, shape: [count, length, 1]), speeds)
}
func pairs(_ count: Int) -> (x: [Tensor], y: Tensor) {
  let left = swings(count), right = swings(count)
  let isFaster = zip(left.speeds, right.speeds).map { $0 > $1 ? Float(1) : 0 }
  return ([left.series, right.series], Tensor(isFaster, shape: [count, 1]))
}

let train = pairs(isTiny ? 512 : 4_000), test = pairs(isTiny ? 128 : 1_000)
let model = try siameseLSTM(length: length, features: 1, units: 32)
model.summary()
try plotModel(model, to: "siamese-lstm.svg", showShapes: true)
model.compile(optimizer: .adam(learningRate: 5e-3), loss: .binaryCrossentropy, metrics: [.accuracy])
try model.fit(train.x, train.y, epochs: isTiny ? 3 : 15, validationSplit: 0.1)
let result = try model.evaluate(test.x, test.y)
print("test accuracy \(result["accuracy"]!)")
