import Keras

/// Two series, read by one LSTM layer, which is called twice and has one set of weights.
/// Inputs: two series `[batch, length, features]`; output: a probability `[batch, 1]`.
func siameseLSTM(length: Int, features: Int, units: Int) throws -> Model {
  let left = Input(shape: [length, features], name: "left"), right = Input(shape: [length, features], name: "right")
  let lstm = LSTM(units)
  let merged = Concatenate()([lstm(left), lstm(right)])
  return try Model(inputs: [left, right], outputs: Dense(1, activation: .sigmoid)(merged))
}
