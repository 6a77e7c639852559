import Keras
import TestKit
import Testing

/// Class numbers and indices that don't exist, found in the data before a step runs.
struct IndexRequirementTests {
  private func classifier(_ units: Int) -> Model {
    let model = Sequential(name: "classifier") {
      Input(shape: [2])
      Dense(units, activation: .softmax)
    }
    model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
    return model
  }

  private func words(_ ids: Tensor) throws -> Model {
    let input = Input(shape: [3], dtype: ids.dtype, name: "words_\(ids.dtype.rawValue)")
    let vectors = Embedding(4, 1, name: "vectors")(input)
    let model = try Model(inputs: input, outputs: vectors, name: "reader")
    model.compile(loss: .mse)
    return model
  }

  private let x = Tensor.zeros([3, 2])
  private let tooLarge = """
    Loss 'sparse_categorical_crossentropy' cannot use an index in y.
      expected  numbers in 0..<3
      received  3 at [2] of [3] int32
      fix       number the classes from 0, or give the last layer at least 4 units
    """

  @Test func labelsInEachWayIn() throws {
    let y = Tensor([1, 2, 3] as [Int32])
    #expect(kerasErrorText { try classifier(3).fit(x, y, batchSize: 1, verbose: 0) } == tooLarge)
    #expect(kerasErrorText { try classifier(3).evaluate(x, y, batchSize: 1, verbose: 0) } == tooLarge)
    #expect(kerasErrorText { try classifier(3).trainOnBatch(x, y) } == tooLarge)
    #expect(kerasErrorText { try classifier(3).testOnBatch(x, y) } == tooLarge)
    #expect(kerasErrorText { try classifier(3).fit(Dataset(x, y).batched(3), verbose: 0) } == tooLarge)
  }

  /// Nothing was trained when the error comes, although the first batches were right.
  @Test func noStepRunsBefore() throws {
    let model = classifier(3)
    let before = try model.weightValues.map { try $0.scalars() }
    #expect(throws: KerasError.self) {
      try model.fit(Tensor.ones([3, 2]), Tensor([0, 1, 7] as [Int32]), batchSize: 1, verbose: 0, shuffle: false)
    }
    #expect(try model.weightValues.map { try $0.scalars() } == before)
  }

  @Test func oneUnitForSeveralClasses() {
    #expect(
      kerasErrorText { try classifier(1).fit(x, Tensor([0, 1, 0] as [Int32]), verbose: 0) } == """
        Loss 'sparse_categorical_crossentropy' cannot use an index in y.
          expected  numbers in 0..<1
          received  1 at [1] of [3] int32
          fix       give the last layer one unit for each class, or use .binaryCrossentropy for two classes and one unit
        """)
  }

  @Test func anIgnoredClassIsNoFault() throws {
    let model = Sequential {
      Input(shape: [2])
      Dense(3, activation: .softmax)
    }
    model.compile(optimizer: .sgd(), loss: SparseCategoricalCrossentropy(ignoreClass: -1))
    let history = try model.fit(x, Tensor([0, -1, 2] as [Int32]), verbose: 0)
    #expect(history["loss"][0].isFinite)
    #expect(
      kerasErrorText { try model.fit(x, Tensor([0, -2, 2] as [Int32]), verbose: 0) } == """
        Loss 'sparse_categorical_crossentropy' cannot use an index in y.
          expected  numbers in 0..<3, or -1
          received  -2 at [1] of [3] int32
          fix       check the data; indices count from 0
        """)
  }

  /// Only the rows that are trained on, or validated, are looked at, each when its turn comes.
  @Test func validationIsCheckedToo() {
    let y = Tensor([0, 1, 2, 5] as [Int32])
    #expect(
      kerasErrorText { try classifier(3).fit(Tensor.zeros([4, 2]), y, verbose: 0, validationSplit: 0.25) } == """
        Loss 'sparse_categorical_crossentropy' cannot use an index in y.
          expected  numbers in 0..<3
          received  5 at [3] of [4] int32
          fix       number the classes from 0, or give the last layer at least 6 units
        """)
  }

  @Test(
    arguments: [
      (.int32, 4, "4", "raise inputDim to at least 5, or check the data"),
      (.int64, 1_000_000_000_000, "1000000000000", "raise inputDim to at least 1000000000001, or check the data"),
      (.uint8, 200, "200", "raise inputDim to at least 201, or check the data"),
      (.int16, -5, "-5", "check the data; indices count from 0"),
      (.float32, 1e9, "1000000000", "raise inputDim to at least 1000000001, or check the data"),
      (.float32, .nan, "nan", "check the data"),
      (.float16, 4, "4", "raise inputDim to at least 5, or check the data"),
    ] as [(DType, Double, String, String)])
  func embeddings(dtype: DType, value: Double, shown: String, fix: String) throws {
    let ids = Tensor([0, 1, 2, 3, value, 0] as [Double], shape: [2, 3], dtype: .float64).cast(to: dtype)
    let text = """
      Embedding 'vectors' cannot use an index in x.
        expected  numbers in 0..<4
        received  \(shown) at [1, 1] of [2, 3] \(dtype.rawValue)
        fix       \(fix)
      """
    #expect(kerasErrorText { try words(ids).predict(ids) } == text)
    #expect(kerasErrorText { try words(ids).predict(ids, batchSize: 1) } == text)
    #expect(kerasErrorText { try words(ids).fit(ids, Tensor.zeros([2, 3, 1]), verbose: 0) } == text)
  }

  @Test func whatFitsIsTaken() throws {
    let ids = Tensor([0, 1, 2, 3, 3, 0] as [Double], shape: [2, 3]).cast(to: .float32)
    let model = try words(ids)
    let table = try model.weights[0].value.scalars()
    #expect(try model.predict(ids).scalars() == [table[0], table[1], table[2], table[3], table[3], table[0]])
  }

  @Test func categories() {
    let model = Sequential(name: "encoder") {
      Input(shape: [1], dtype: .int32)
      CategoryEncoding(tokenCount: 3, outputMode: .oneHot, name: "categories")
    }
    #expect(
      kerasErrorText { try model.predict(Tensor([0, 3] as [Int32], shape: [2, 1])) } == """
        CategoryEncoding 'categories' cannot use an index in x.
          expected  numbers in 0..<3
          received  3 at [1, 0] of [2, 1] int32
          fix       raise tokenCount to at least 4, or check the data
        """)
  }
}
