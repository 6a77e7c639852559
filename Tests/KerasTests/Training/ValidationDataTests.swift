import Keras
import TestKit
import TensorGraph
import Testing

/// What training is validated on, class weights of datasets, and batches of several inputs; numbers of Keras 3.15.
struct ValidationDataTests {
  private static let x = column([1, 2, 3, 4])
  private static let y = column([0, 1, 1, 0])
  private static let held = (x: column([1, 2, 3]), y: column([3, 5, 1]), weights: Tensor([1, 3, 0.5] as [Float]))

  private static func column(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count, 1]) }

  private static func model() -> Model {
    let model = Sequential(name: "line") {
      Input(shape: [1])
      Dense(1, kernelInitializer: .ones)
    }
    model.compile(
      optimizer: .sgd(learningRate: 0.01), loss: .mse, metrics: [Metrics.MeanAbsoluteError(name: "mae")],
      weightedMetrics: [Metrics.MeanAbsoluteError(name: "wmae")])
    return model
  }

  private static var data: Dataset<(Tensor, Tensor)> { Dataset(x, y).batched(2) }
  private static var heldBatches: Dataset<Batch> {
    Dataset(x: held.x, y: held.y, sampleWeight: held.weights).batched(2)
  }
  private static var heldBatch: Batch { Batch(x: [held.x], y: [held.y], sampleWeight: [held.weights]) }

  private func expect(_ history: History, _ expected: [String: [Double]], _ comment: String) {
    for (name, values) in expected {
      let found = history.history[name] ?? []
      #expect(
        found.count == values.count && zip(found, values).allSatisfy { abs($0 - $1) < 1e-5 * max(1, abs($1)) },
        "\(comment), \(name): \(found), Keras \(values)")
    }
  }

  /// Sample weights of validation data, in every form of it.
  @Test func weightedValidation() throws {
    let expected: [String: [Double]] = [
      "loss": [5.117925, 2.570029], "mae": [1.9375, 1.286807], "wmae": [1.9375, 1.286807],
      "val_loss": [14.703113, 17.749907], "val_mae": [2.359166, 2.376324], "val_wmae": [3.021622, 3.263604],
    ]
    func arrays(_ data: any ValidationData) throws -> History {
      try Self.model().fit(
        Self.x, Self.y, batchSize: 2, epochs: 2, verbose: 0, validationData: data, shuffle: false)
    }
    func dataset(_ data: any ValidationData, size: Int? = nil) throws -> History {
      try Self.model().fit(Self.data, epochs: 2, verbose: 0, validationData: data, validationBatchSize: size)
    }
    let tuple = try Self.model().fit(
      Self.x, Self.y, batchSize: 2, epochs: 2, verbose: 0,
      validationData: (Self.held.x, Self.held.y, Self.held.weights), shuffle: false)
    expect(tuple, expected, "arrays, validated on arrays")
    expect(try arrays(Self.heldBatches), expected, "arrays, validated on a dataset")
    expect(try arrays(Self.heldBatch), expected, "arrays, validated on a batch")
    expect(try dataset(Self.heldBatches), expected, "dataset, validated on another one")
    expect(try dataset(Self.heldBatch, size: 2), expected, "dataset, validated on a batch")
    let single = try Self.model().fit(
      Self.x, Self.y, batchSize: 2, epochs: 2, verbose: 0, validationData: Dataset([Self.heldBatch]), shuffle: false)
    #expect(single.history["val_loss"]?.count == 2)
    // Without weights.
    let plain = try Self.model().fit(
      Self.x, Self.y, batchSize: 2, epochs: 1, verbose: 0, validationData: (Self.held.x, Self.held.y), shuffle: false)
    let same = try Self.model().fit(
      Self.data, verbose: 0, validationData: Dataset(Self.held.x, Self.held.y).batched(2))
    #expect(plain.history["val_loss"] == same.history["val_loss"])
    #expect(plain.history["val_loss"] != tuple.history["val_loss"])
  }

  @Test func wrongValidationData() {
    let text = kerasErrorText {
      try Self.model().fit(
        Self.x, Self.y, verbose: 0, validationData: (Self.held.x, Self.held.y, Tensor([1, 2] as [Float])))
    }
    #expect(
      text == """
        Sequential 'line' cannot validate with data of different lengths.
          expected  3 samples in sampleWeight, as in x
          received  2 samples, [2] float32
          fix       give every array one row for each sample
        """)
    #expect(
      kerasErrorText {
        try Self.model().fit(Self.data, verbose: 0, validationData: Self.heldBatch, validationBatchSize: 0)
      }.hasPrefix("Sequential 'line' cannot make batches with this batchSize."))
    #expect(
      kerasErrorText { try Self.model().fit(Self.x, Self.y, verbose: 0, validationData: Dataset(Self.x, Self.y)) }
        .hasPrefix("Sequential 'line' cannot read this Dataset."))
  }

  @Test func classWeightsOfADataset() throws {
    let history = try Self.model().fit(
      Self.data, epochs: 2, verbose: 0, validationData: Self.heldBatches, classWeight: [0: 1, 1: 3])
    expect(
      history,
      [
        "loss": [6.682475, 1.780445], "mae": [1.8575, 0.908234], "wmae": [1.61625, 0.659764],
        "val_loss": [17.227221, 20.690861], "val_wmae": [3.2252, 3.471497],
      ], "class weights of a dataset")
    let arrays = try Self.model().fit(
      Self.x, Self.y, batchSize: 2, epochs: 2, verbose: 0, shuffle: false, classWeight: [0: 1, 1: 3])
    #expect(arrays.history["loss"] == history.history["loss"])
    let weighted = Dataset(x: Self.x, y: Self.y, sampleWeight: Tensor.ones([4])).batched(2)
    #expect(
      kerasErrorText { try Self.model().fit(weighted, verbose: 0, classWeight: [0: 2]) } == """
        Sequential 'line' cannot use classWeight and sampleWeight together.
          expected  one of the two
          received  both
          fix       multiply the factors of the classes into sampleWeight
        """)
    #expect(
      kerasErrorText { try Self.model().fit(Dataset(Self.x).batched(2), verbose: 0, classWeight: [0: 2]) }
        .hasPrefix("Sequential 'line' cannot use classWeight."))
  }

  private static func twoInputs() throws -> Model {
    let (a, b) = (Input(shape: [1], name: "a"), Input(shape: [1], name: "b"))
    let model = try Model(
      inputs: [a, b], outputs: Dense(1, kernelInitializer: .ones, name: "o")(a - b * 2), name: "two")
    model.compile(optimizer: .sgd(learningRate: 0.01), loss: .mse)
    return model
  }

  private static func batch(_ rows: Range<Int>) -> Batch {
    Batch(x: ["b": x[rows] * 2, "a": x[rows]], y: [y[rows]], sampleWeight: [Tensor([1, 2] as [Float])])
  }

  @Test func batchesOfASequence() throws {
    let batches = Dataset([Self.batch(0..<2), Self.batch(2..<4)])
    expect(try Self.twoInputs().fit(batches, verbose: 0), ["loss": [27.507349]], "a sequence of batches")
    let mapped = Dataset([0, 2].map { Tensor($0) }).map { start -> Batch in
      let start = (try? start.scalar()).map { Int($0) } ?? 0
      return Self.batch(start..<start + 2)
    }
    expect(try Self.twoInputs().fit(mapped, verbose: 0), ["loss": [27.507349]], "batches of a map")
    let lazily = Dataset([0, 2].lazy.map { Self.batch($0..<$0 + 2) })
    expect(try Self.twoInputs().fit(lazily, verbose: 0), ["loss": [27.507349]], "a lazy sequence")
    #expect(
      try Self.twoInputs().evaluate(batches, verbose: 0)["loss"]
        == Self.twoInputs().evaluate(lazily, verbose: 0)["loss"])
  }

  @Test func samplesOfASequence() throws {
    let samples = Dataset(
      (0..<4).map { row in
        Batch(
          x: ["b": Self.x[row] * 2, "a": Self.x[row]], y: [Self.y[row]], sampleWeight: [Tensor(Float(row % 2 + 1))])
      })
    let batched = samples.batched(2)
    #expect(batched.map { $0.x.names ?? [] } == [["b", "a"], ["b", "a"]])
    expect(try Self.twoInputs().fit(batched, verbose: 0), ["loss": [27.507349]], "samples of a sequence")
    let mixed = Dataset([Batch(x: ["a": Self.x[0], "b": Self.x[0]]), Batch(x: ["b": Self.x[1], "a": Self.x[1]])])
    #expect(
      kerasErrorText { try Self.twoInputs().predict(mixed.batched(2)) } == """
        Dataset.batched cannot join these elements.
          expected  elements arranged alike, such as x 'a', x 'b'
          received  x 'b', x 'a'
          fix       give every element the same inputs, targets and weights in the same order
        """)
    let more = Dataset([Batch(x: [Self.x[0]]), Batch(x: [Self.x[1]], y: [Self.y[1]])])
    #expect(
      kerasErrorText { try Self.twoInputs().predict(more.batched(2)) }.contains(
        "such as x\n  received  x, y\n"))
  }

  /// By the inputs' names, in any order; names that are no input's are left out, as in Keras.
  @Test func predictionsByName() throws {
    let model = try Self.twoInputs()
    let (a, b) = (Self.x, Self.x * 2)
    let expected: [Float] = [-3, -6, -9, -12]
    func values(_ tensors: [Tensor]) throws -> [Float] { try tensors[0].scalars() }
    let map: TensorMap = ["b": b, "a": a]
    #expect(try model.predict(map).scalars() == expected)
    #expect(try model.predict(["b": b, "a": a, "c": a]).scalars() == expected)
    #expect(try model.predict(map, batchSize: 3).scalars() == expected)
    #expect(try values(model.predictAll(map)) == expected)
    #expect(try model.predictOnBatch(map).scalars() == expected)
    #expect(try model.predictor()(map).scalars() == expected)
    for dataset in [
      Dataset(x: map).batched(3), Dataset(x: map, y: Self.y).batched(3), Dataset([Batch(x: map)]),
      Dataset(x: ["c": a, "b": b, "a": a] as TensorMap).batched(3),
    ] {
      #expect(try model.predict(dataset).scalars() == expected)
      #expect(try values(model.predictAll(dataset)) == expected)
    }
    let wrong = Dataset(x: ["a": a, "bb": b] as TensorMap).batched(2)
    #expect(
      kerasErrorText { try model.predict(wrong) } == """
        Model 'two' has no data for input 'b'.
          expected  inputs 'a', 'b'
          received  'a', 'bb'
          fix       'bb' may be a misspelling of 'b'
        """)
  }
}
