import Keras

extension Workload {
  /// W4: two LSTM layers on word numbers, with three outputs.
  static func lstm3() throws -> Model {
    let input = Input(shape: [100], dtype: .int32)
    var x = Embedding(10000, 256)(input)
    x = LSTM(256, returnSequences: true)(x)
    x = LSTM(256)(x)
    x = Dense(128, activation: .relu)(x)
    let outputs: TensorMap = [
      "age": Dense(1, name: "age", dtype: .float32)(x),
      "income": Dense(10, activation: .softmax, name: "income", dtype: .float32)(x),
      "gender": Dense(1, activation: .sigmoid, name: "gender", dtype: .float32)(x),
    ]
    let model = try Model(inputs: input, outputs: outputs)
    model.compile(
      optimizer: .rmsprop(),
      loss: ["age": .mse, "income": .categoricalCrossentropy, "gender": .binaryCrossentropy],
      lossWeights: ["age": 0.25, "income": 1, "gender": 10])
    return model
  }

  static func lstm3Data(_ count: Int) -> (x: [Tensor], y: [Tensor]) {
    (
      [floor(uniform([count, 100], seed: 1) * 10000).cast(to: .int32)],
      [
        uniform([count, 1], seed: 2), oneHot(classes([count], 10, seed: 3), 10),
        classes([count], 2, seed: 4).cast(to: .float32).reshaped([count, 1]),
      ]
    )
  }

  /// W8: a language model of four Transformer blocks on 128 word numbers.
  static func transformer() throws -> Model {
    let input = Input(shape: [128], dtype: .int32)
    var x = Embedding(8000, 256)(input)
    for _ in 0..<4 {
      var h = LayerNormalization()(x)
      x = Add()([x, MultiHeadAttention(heads: 8, keyDim: 32)(h, h, useCausalMask: true)])
      h = LayerNormalization()(x)
      h = Dense(1024, activation: .gelu)(h)
      x = Add()([x, Dense(256)(h)])
    }
    x = LayerNormalization()(x)
    let model = try Model(inputs: input, outputs: Dense(8000)(x))
    model.compile(optimizer: .adamW(), loss: .sparseCategoricalCrossentropy(fromLogits: true))
    return model
  }
}
