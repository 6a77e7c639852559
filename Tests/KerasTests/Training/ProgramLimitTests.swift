import TestKit
import Testing

@testable import Keras

/// Programs that were let go are compiled anew, and compute the same.
@Suite(.serialized) struct ProgramLimitTests {
  private func textModel() throws -> Model {
    let model = Sequential {
      Input(shape: [nil], dtype: .int32)
      Embedding(50, 8)
      LSTM(8, returnSequences: true)
      GlobalAveragePooling1D()
      Dense(1)
    }
    model.compile(optimizer: .adam(), loss: .mse)
    // Other tests draw from the seed that all share.
    _ = try model.predict(texts(1))
    let layers = model.weights.enumerated()
    try model.setWeights(
      layers.map { index, weight in
        let numbers = Tensor.arange(weight.shape.count ?? 0) * (index + 3) % 17 - 8
        return (numbers.cast(to: .float32) / 20).reshaped(weight.shape)
      })
    return model
  }

  private func texts(_ length: Int) -> Tensor { (Tensor.arange(2 * length) % 50).reshaped([2, length]) }

  private let lengths = [1, 2, 3, 4, 5, 3, 2, 1, 5, 4, 1]

  private func results(_ limits: (count: Int, byteCount: Int)) throws -> [[Float]] {
    try ProgramCache.$override.withValue(limits) {
      let model = try textModel()
      let predictor = try model.predictor()
      var results = try lengths.map { try model.predict(texts($0)).scalars() }
      results += try lengths.map { try predictor(texts($0)).scalars() }
      results += try lengths.map { try [Float(#require(model.trainOnBatch(texts($0), Tensor.ones([2, 1]))["loss"]))] }
      results += try lengths.map { try model.predict(texts($0), batchSize: 1).scalars() }
      return results
    }
  }

  @Test func sameWithFewPrograms() throws {
    let expected = try results((count: 1000, byteCount: .max))
    #expect(try results((count: 2, byteCount: .max)) == expected)
    #expect(try results((count: 1000, byteCount: 1)) == expected)
  }

  @Test func programsAreLetGo() throws {
    let model = try textModel()
    try ProgramCache.$override.withValue((count: 3, byteCount: .max)) {
      for length in [1, 2, 3, 1, 4, 1, 2] { _ = try model.predict(texts(length)) }
    }
    // 2 was used least recently when 4 came.
    #expect(model.programs.traceCount == 5)
  }

  /// Plans that run one after another work in the same memory.
  @Test func memoryIsShared() throws {
    let model = try textModel()
    for length in [100, 200, 300, 250] { _ = try model.predict(texts(length)) }
    let alone = try textModel()
    _ = try alone.predict(texts(300))
    #expect(model.programs.idleByteCount == alone.programs.idleByteCount)
    #expect(alone.programs.idleByteCount > 0)
  }

  @Test func limitsCanBeSet() {
    let (count, bytes) = (ProgramCache.countLimit, ProgramCache.byteLimit)
    defer { (ProgramCache.countLimit, ProgramCache.byteLimit) = (count, bytes) }
    #expect(count == 256)
    #expect(bytes > 1 << 20)
    ProgramCache.countLimit = 1000
    ProgramCache.byteLimit = 1 << 40
    #expect(ProgramCache.countLimit == 1000)
    #expect(ProgramCache.byteLimit == 1 << 40)
  }
}
