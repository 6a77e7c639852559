import Keras

/// Attention among the words of a text, then two dense layers for each word; each result is added to its input and normalised.
/// Input and output: `[batch, words, embedding]`.
final class TransformerBlock: Layer, UnaryLayer {
  let attention: MultiHeadAttention, hidden: Dense, projection: Dense
  let norm1 = LayerNormalization(epsilon: 1e-6), norm2 = LayerNormalization(epsilon: 1e-6)
  let dropout1: Dropout, dropout2: Dropout

  init(embedding: Int, heads: Int, hiddenUnits: Int, dropout: Double) {
    attention = MultiHeadAttention(heads: heads, keyDim: embedding)
    hidden = Dense(hiddenUnits, activation: .relu)
    projection = Dense(embedding)
    dropout1 = Dropout(dropout)
    dropout2 = Dropout(dropout)
    super.init()
  }
  func call(_ input: Tensor) -> Tensor {
    let x = norm1(input + dropout1(attention(input, input)))
    return norm2(x + dropout2(projection(hidden(x))))
  }
}

/// The vector of each word plus the vector of its place. Input: `[batch, words]`, output: `[batch, words, embedding]`.
final class TokenAndPositionEmbedding: Layer, UnaryLayer {
  let tokens: Embedding, positions: Embedding
  let length: Int

  init(vocabulary: Int, length: Int, embedding: Int) {
    tokens = Embedding(vocabulary, embedding)
    positions = Embedding(length, embedding)
    self.length = length
    super.init()
  }
  func call(_ x: Tensor) -> Tensor { tokens(x) + positions(Tensor.arange(length)) }
}

/// A classifier of texts. Input: numbers of words `[batch, length]`, output: class probabilities `[batch, 2]`.
func transformerClassifier(
  vocabulary: Int, length: Int, embedding: Int = 32, heads: Int = 2, hiddenUnits: Int = 32, dropout: Double = 0.1
) throws -> Model {
  let text = Input(shape: [length], dtype: .int32)
  var x = TokenAndPositionEmbedding(vocabulary: vocabulary, length: length, embedding: embedding)(text)
  x = TransformerBlock(embedding: embedding, heads: heads, hiddenUnits: hiddenUnits, dropout: dropout)(x)
  x = GlobalAveragePooling1D()(x)
  x = Dropout(dropout)(x)
  x = Dense(20, activation: .relu)(x)
  x = Dropout(dropout)(x)
  return try Model(inputs: text, outputs: Dense(2, activation: .softmax)(x))
}
