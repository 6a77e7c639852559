import Keras
import TestKit
import Testing

@testable import Addition
@testable import CharacterLSTM
@testable import SiameseLSTM
@testable import ThreeOutputs
@testable import TransformerText

/// The programs that read sequences: recurrent networks and a Transformer.
@Suite struct SequenceProgramTests {
  @Test func threeOutputs() throws {
    let model = try authorModel(vocabulary: 50, units: 16, hiddenUnits: 16)
    model.compile(
      optimizer: .rmsprop(),
      loss: ["age": .mse, "income": .categoricalCrossentropy, "gender": .binaryCrossentropy],
      lossWeights: ["age": 0.25, "income": 1, "gender": 10])
    try ProgramCurve("three_outputs").expectFollowed(by: model) { data in
      let ends = data.integers(14, below: 10, 8) + 3
      let words = data.integers(15, below: 49, 8, 12) + 1
      let isText = Tensor.arange(12) .< ends.expandedDimensions(-1)
      let posts = words * isText.cast(to: .int32)
      let first = posts[..., 0..<1]
      return try model.trainOnBatch(
        posts,
        [
          "age": first.cast(to: .float32) / 50, "income": oneHot(posts[..., 1] % 10, 10),
          "gender": (first .> 25).cast(to: .float32),
        ])
    }
  }

  @Test func sharedLSTM() throws {
    let model = try siameseLSTM(length: 10, features: 4, units: 16)
    model.compile(optimizer: .rmsprop(), loss: .binaryCrossentropy)
    try ProgramCurve("shared_lstm").expectFollowed(by: model) { data in
      let same = data.integers(0, below: 2, 8)
      let left = data.uniform(1, 8, 10, 4)
      let right = which(same.reshaped([8, 1, 1]) .== 1, left, data.uniform(2, 8, 10, 4))
      return try model.trainOnBatch([left, right], same.expandedDimensions(-1).cast(to: .float32))
    }
  }

  @Test func transformer() throws {
    let model = try transformerClassifier(
      vocabulary: 50, length: 12, embedding: 16, heads: 2, hiddenUnits: 16, dropout: 0)
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    try ProgramCurve("transformer").expectFollowed(by: model) { data in
      let words = data.integers(15, below: 50, 8, 12)
      return try model.trainOnBatch(words, (words[..., 0] .> 25).cast(to: .int32))
    }
  }

  @Test func characters() throws {
    let model = characterModel(length: 10, characters: 12, units: 32)
    model.compile(optimizer: .rmsprop(learningRate: 0.01), loss: .categoricalCrossentropy)
    try ProgramCurve("character_lstm").expectFollowed(by: model) { data in
      let characters = data.integers(0, below: 12, 8, 10)
      return try model.trainOnBatch(oneHot(characters, 12), oneHot((characters[..., 9] + 1) % 12, 12))
    }
  }

  @Test func addition() throws {
    let model = additionModel(questionLength: 5, answerLength: 3, characters: 12, units: 32)
    model.compile(optimizer: .adam(), loss: .categoricalCrossentropy)
    try ProgramCurve("addition").expectFollowed(by: model) { data in
      let question = data.integers(0, below: 12, 8, 5)
      let answer = (question[..., 0..<3] + question[..., 2..<5]) % 12
      return try model.trainOnBatch(oneHot(question, 12), oneHot(answer, 12))
    }
  }
}
