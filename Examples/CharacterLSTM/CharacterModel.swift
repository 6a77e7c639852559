import Foundation
import Keras

/// Predicts the next character. Input: one-hot characters `[batch, length, characters]`, output: `[batch, characters]`.
func characterModel(length: Int, characters: Int, units: Int) -> Sequential {
  Sequential {
    Input(shape: [length, characters])
    LSTM(units)
    Dense(characters, activation: .softmax)
  }
}

/// Samples an index. A low temperature favours likely ones, a high one gives more variety.
func sample(_ probabilities: [Float], temperature: Float) -> Int {
  let weights = probabilities.map { pow($0, 1 / temperature) }
  var rest = Float.random(in: 0..<weights.reduce(0, +))
  for (index, weight) in weights.enumerated() {
    rest -= weight
    if rest < 0 { return index }
  }
  return weights.count - 1
}
