// A siamese network on an LSTM: which of two series oscillates faster?
import ExampleSupport
import Foundation
import Keras

let length = 40

/// Noisy oscillations of random frequency and phase: `[count, length, 1]`, and their frequencies.
func swings(_ count: Int, using random: inout SeededGenerator) -> (series: Tensor, speeds: [Float]) {
  let speeds = (0..<count).map { _ in Float.random(in: 0.1...0.6, using: &random) }
  let values = speeds.flatMap { speed in
    let phase = Float.random(in: 0..<(2 * .pi), using: &random)
    return (0..<length).map { sin(speed * Float($0) + phase) + Float.random(in: -0.1...0.1, using: &random) }
  }
  return (Tensor(values, shape: [count, length, 1]), speeds)
}
func pairs(_ count: Int, using random: inout SeededGenerator) -> (x: [Tensor], y: Tensor) {
  let left = swings(count, using: &random), right = swings(count, using: &random)
  let isFaster = zip(left.speeds, right.speeds).map { $0 > $1 ? Float(1) : 0 }
  return ([left.series, right.series], Tensor(isFaster, shape: [count, 1]))
}

// The same series, weights and order of batches each time.
setRandomSeed(5)
var random = SeededGenerator(seed: 5)
let train = pairs(isTiny ? 512 : 4_000, using: &random), test = pairs(isTiny ? 128 : 1_000, using: &random)
let model = try siameseLSTM(length: length, features: 1, units: 32)
model.summary()
try plotModel(model, to: "siamese-lstm.svg", showShapes: true)
model.compile(optimizer: .adam(learningRate: 5e-3), loss: .binaryCrossentropy, metrics: [.accuracy])
try model.fit(train.x, train.y, epochs: isTiny ? 3 : 15, validationSplit: 0.1)
let result = try model.evaluate(test.x, test.y)
print("test accuracy \(result["accuracy"]!)")
