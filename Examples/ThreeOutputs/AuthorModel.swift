import Keras

/// Predicts the age, income and gender of a text's author with two LSTM layers and three heads.
/// Input: numbers of words, 0 after the text's end: int32 `[batch, words]`.
/// Outputs: age `[batch, 1]`, income `[batch, 10]`, gender `[batch, 1]`.
func authorModel(vocabulary: Int, units: Int, hiddenUnits: Int) throws -> Model {
  let text = Input(shape: [nil], dtype: .int32, name: "text")
  var x = Embedding(vocabulary, units, maskZero: true)(text)
  x = LSTM(units, returnSequences: true)(x)
  x = LSTM(units)(x)
  x = Dense(hiddenUnits, activation: .relu)(x)
  let age = Dense(1, name: "age")(x)
  let income = Dense(10, activation: .softmax, name: "income")(x)
  let gender = Dense(1, activation: .sigmoid, name: "gender")(x)
  return try Model(inputs: text, outputs: [age, income, gender])
}
