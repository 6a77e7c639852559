import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// Masks that are given to tensors of a model with `masked(by:)`: they count when the model runs, and in files.
@Suite struct MaskTests {
  private static func values(_ shape: Shape, _ seed: UInt32 = 1) -> Tensor {
    Random.normal(shape, key: Tensor([seed, seed]))
  }

  private static let mask = Tensor([[true, true, false, false], [false, true, true, true]])

  private func again(_ model: Model) throws -> Model {
    let path = FileManager.default.temporaryDirectory.appending(path: "mask-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(path)
    return try loadModel(path)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let layer: @Sendable () -> any UnaryLayer
  }

  static let cases = [
    Case(testDescription: "LSTM") { LSTM(3) },
    Case(testDescription: "GRU") { GRU(3, returnSequences: true, zeroOutputForMask: true) },
    Case(testDescription: "Bidirectional") { Bidirectional(SimpleRNN(2)) },
    Case(testDescription: "GlobalAveragePooling1D") { GlobalAveragePooling1D() },
  ]

  @Test(arguments: cases) func aMaskThatIsAnInputCounts(_ test: Case) throws {
    let layer = test.layer()
    let (x, mask) = (Input(shape: [4, 2]), Input(shape: [4], dtype: .bool))
    let model = try Model(inputs: [x, mask], outputs: layer(x.masked(by: mask)))
    let data = Self.values([2, 4, 2])
    let expected = layer(data.masked(by: Self.mask))
    #expect(try expected.scalars() != layer(data).scalars())
    expectClose(try model.predict([data, Self.mask]), expected)
    expectClose(try again(model).predict([data, Self.mask]), expected)
  }

  @Test func aMaskThatIsComputedCounts() throws {
    let words = Input(shape: [4], dtype: .int32)
    let (embedding, layer) = (Embedding(9, 3), LSTM(2))
    let model = try Model(inputs: words, outputs: layer(embedding(words).masked(by: words .!= 5)))
    let data = Tensor([[1, 2, 5, 5], [3, 5, 4, 0]] as [[Int32]])
    let expected = layer(embedding(data).masked(by: data .!= 5))
    expectClose(try model.predict(data), expected)
    expectClose(try again(model).predict(data), expected)
  }

  @Test func aMaskOfALayerIsReplacedOrDropped() throws {
    let words = Input(shape: [4], dtype: .int32)
    let (embedding, layer) = (Embedding(9, 3, maskZero: true), LSTM(2))
    let data = Tensor([[1, 2, 0, 0], [3, 0, 4, 6]] as [[Int32]])
    let vectors = embedding(data)
    let kept = try Model(inputs: words, outputs: layer(embedding(words)))
    expectClose(try kept.predict(data), layer(vectors))
    let replaced = try Model(inputs: words, outputs: layer(embedding(words).masked(by: words .!= 4)))
    expectClose(try replaced.predict(data), layer(vectors.masked(by: data .!= 4)))
    expectClose(try again(replaced).predict(data), layer(vectors.masked(by: data .!= 4)))
    let dropped = try Model(inputs: words, outputs: layer(embedding(words).masked(by: nil)))
    expectClose(try dropped.predict(data), layer(vectors.masked(by: nil)))
    #expect(try layer(vectors).scalars() != layer(vectors.masked(by: nil)).scalars())
  }

  @Test func attentionHasAMaskForEachInput() throws {
    let (q, v, m) = (Input(shape: [4, 3]), Input(shape: [4, 3]), Input(shape: [4], dtype: .bool))
    let (one, several) = (Attention(), MultiHeadAttention(heads: 2, keyDim: 2))
    let model = try Model(
      inputs: [q, v, m],
      outputs: [one([q, v.masked(by: m)]), one([q.masked(by: m), v]), several(q, v.masked(by: m))])
    let data = [Self.values([2, 4, 3]), Self.values([2, 4, 3], 2), Self.mask]
    let masked = data[1].masked(by: Self.mask)
    let expected = [
      one([data[0], masked]), one([data[0].masked(by: Self.mask), data[1]]), several(data[0], masked),
    ]
    for model in [model, try again(model)] {
      for (output, value) in zip(try model.predictAll(data), expected) { expectClose(output, value) }
    }
  }

  @Test func aNestedModelPassesItsInputsMaskOn() throws {
    let inner = Input(shape: [4, 2])
    let nested = try Model(inputs: inner, outputs: GRU(3)(inner), name: "nested")
    let (x, mask) = (Input(shape: [4, 2]), Input(shape: [4], dtype: .bool))
    let model = try Model(inputs: [x, mask], outputs: nested(x.masked(by: mask)))
    let data = Self.values([2, 4, 2])
    let expected = nested(data.masked(by: Self.mask))
    #expect(try expected.scalars() != nested(data).scalars())
    expectClose(try model.predict([data, Self.mask]), expected)
    expectClose(try again(model).predict([data, Self.mask]), expected)
  }

  @Test func filesCanNotSayEveryMask() throws {
    let (x, mask) = (Input(shape: [4, 2]), Input(shape: [4], dtype: .bool))
    let model = try Model(
      inputs: [x, mask], outputs: LSTM(3)(Dense(2, name: "dense")(x.masked(by: mask))), name: "net")
    let data = Self.values([2, 4, 2])
    expectClose(try model.predict([data, Self.mask]), try direct(model, data))
    let path = FileManager.default.temporaryDirectory.appending(path: "mask-\(UUID().uuidString).keras").path
    let error = #expect(throws: KerasError.self) { try model.save(path) }
    #expect(
      error?.description.replacing(path, with: "net.keras") == """
        Model 'net' cannot be saved: net/dense.
          expected  masks that files can say: those of layers whose call has one
          received  masked(by:) for Dense
          fix       mask the input of the layer that uses the mask, such as an LSTM
        """)
  }

  /// Keras does not look at the argument that would say it.
  @Test func aQuerysMaskIsItsOwnInFiles() throws {
    let words = Input(shape: [4], dtype: .int32)
    let embedding = Embedding(9, 3, maskZero: true)
    let (queries, values) = (embedding(words), Embedding(9, 3)(words).masked(by: words .!= 2))
    let kept = try Model(
      inputs: words, outputs: MultiHeadAttention(heads: 2, keyDim: 2)(queries, values), name: "kept")
    let data = Tensor([[1, 2, 0, 0], [3, 0, 4, 6]] as [[Int32]])
    expectClose(try again(kept, data), try kept.predict(data))
    let lost = try Model(
      inputs: words,
      outputs: MultiHeadAttention(heads: 2, keyDim: 2, name: "mha")(queries.masked(by: words .!= 1), values),
      name: "lost")
    let error = #expect(throws: KerasError.self) { try again(lost) }
    #expect(error?.description.hasPrefix("Model 'lost' cannot be saved: lost/mha.") == true)
    let grouped = GroupQueryAttention(headDim: 2, queryHeads: 2, keyValueHeads: 1)
    let given = try Model(inputs: words, outputs: grouped(queries.masked(by: words .!= 1), values), name: "given")
    expectClose(try again(given, data), try given.predict(data))
  }

  private func again(_ model: Model, _ data: Tensor) throws -> Tensor { try again(model).predict(data) }

  private func direct(_ model: Model, _ data: Tensor) throws -> Tensor {
    let dense = try #require(model.layers.first { $0 is Dense } as? Dense)
    let lstm = try #require(model.layers.first { $0 is LSTM } as? LSTM)
    return lstm(dense(data.masked(by: Self.mask)))
  }
}
