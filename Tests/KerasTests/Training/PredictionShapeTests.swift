import Keras
import TestKit
import Testing

/// Outputs that have not one row for each sample: `predict` gives what the batches computed and nothing else.
struct PredictionShapeTests {
  private let x = Tensor(stride(from: Float(0), to: 80, by: 1).map { $0 }).reshaped([40, 2])

  private func model(_ name: String, _ function: @escaping (Tensor) -> Tensor) throws -> Model {
    let input = Input(shape: [2], name: "\(name)_input")
    return try Model(inputs: input, outputs: Lambda(function, name: "\(name)_output")(input), name: name)
  }

  /// Several rows for each sample, for batches of each size, in arrays and in datasets.
  @Test(arguments: [1, 7, 16, 20, 32, 39, 40, 41, Int.max])
  func rowsAreJoined(batchSize: Int) throws {
    let model = try model("rows") { $0.reshaped([nil, 1]) }
    let result = try model.predict(x, batchSize: batchSize)
    #expect(result.shape == [80, 1])
    #expect(try result.scalars() == (0..<80).map(Float.init))
  }

  @Test func datasetsAreJoined() throws {
    let model = try model("streamed") { $0.reshaped([nil, 1]) }
    let result = try model.predict(Dataset(x, x).batched(16))
    #expect(result.shape == [80, 1])
    #expect(try result.scalars() == (0..<80).map(Float.init))
  }

  @Test func oneRowForEachBatch() throws {
    let model = try model("means") { $0.mean(axis: 0, keepDims: true) }
    let result = try model.predict(x, batchSize: 32)
    #expect(result.shape == [2, 2])
    #expect(try result.scalars() == [31, 32, 71, 72])
    #expect(try model.predict(x, batchSize: 40).scalars() == [39, 40])
  }

  @Test func whatCannotBeJoinedIsAnError() throws {
    let scalar = try model("scalar") { $0.mean() }
    #expect(
      kerasErrorText { try scalar.predict(x, batchSize: 32) } == """
        Model 'scalar' cannot join what output 'scalar_output' gives for each batch.
          expected  results that differ in the length of the first axis alone
          received  [] float32 for every batch
          fix       keep the samples along the first axis of the output, or give all samples as one batch
        """)
    #expect(try scalar.predict(x, batchSize: 40).scalar() == 39.5)
    let square = try model("square") { matmul($0, $0.transposed()) }
    #expect(
      kerasErrorText { try square.predict(x, batchSize: 32) } == """
        Model 'square' cannot join what output 'square_output' gives for each batch.
          expected  results that differ in the length of the first axis alone
          received  [32, 32] float32, then [8, 8] float32
          fix       keep the samples along the first axis of the output, or give all samples as one batch
        """)
  }

  /// `steps` counts batches, for any size of them.
  @Test(arguments: [(1, 40, 40), (1, 16, 16), (2, 16, 32), (9, 16, 40), (Int.max, 16, 40)])
  func steps(count: Int, batchSize: Int, rows: Int) throws {
    let model = try model("steps") { $0 }
    #expect(try model.predict(x, batchSize: batchSize, steps: count).shape == [rows, 2])
  }

  @Test(arguments: [0, -1, Int.min])
  func impossibleSteps(steps: Int) throws {
    let model = try model("impossible") { $0 }
    model.compile(loss: .mse)
    func text(_ function: String) -> String {
      """
      Model 'impossible' cannot \(function) with this steps.
        expected  steps of at least 1
        received  steps: \(steps)
        fix       give a positive steps, or leave it out
      """
    }
    #expect(kerasErrorText { try model.predict(x, steps: steps) } == text("predict"))
    #expect(kerasErrorText { try model.evaluate(x, x, verbose: 0, steps: steps) } == text("evaluate"))
  }

  @Test func hugeBatches() throws {
    let model = try model("huge") { $0 }
    model.compile(loss: .mse)
    #expect(try model.evaluate(x, x, batchSize: .max, verbose: 0)["loss"] == 0)
    #expect(try model.fit(x, x, batchSize: .max, verbose: 0)["loss"] == [0])
  }
}
