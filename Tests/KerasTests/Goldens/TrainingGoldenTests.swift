import Keras
import TensorGraph
import TestKit
import Testing

/// What `fit`, `evaluate` and the steps of single batches report against Keras: names, order and values of logs, and the
/// weights afterwards.
///
/// Tolerance 2e-5 of each number. Keras' own backends agree to 2e-6 on these.
@Suite struct TrainingGoldenTests {
  static let tolerance = 2e-5

  @Test(arguments: GoldenFamily.training.cases(), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, _ engine: EngineChoice) throws {
    try engine.use {
      let data = try TrainingData()
      if golden.name == "batches" {
        try expectSteps(golden, data)
        return
      }
      let scenario = try TrainingScenario(golden.name, data)
      let model = scenario.model
      try model.setWeights(golden.tensors("weights"))
      let history = try scenario.fit(model)
      #expect(history.epochs == golden["epochs"].ints)
      #expect(history.names == golden["history"].list.map { $0["name"].string })
      for entry in golden["history"].list {
        let name = try #require(entry["name"].string)
        expectNone(difference(history[name], entry["values"].list.compactMap(\.double)), name)
      }
      if !golden["evaluation"].isNull { expectLogs(try scenario.evaluate(model), golden["evaluation"]) }
      try expectWeights(model, golden)
    }
  }

  private func expectSteps(_ golden: GoldenCase, _ data: TrainingData) throws {
    let model = try TrainingScenario.chain()
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse, metrics: [.mae], weightedMetrics: [.mse])
    try model.setWeights(golden.tensors("weights"))
    for step in golden["steps"].list {
      let rows = try #require(step["rows"].ints)
      func rowsOf(_ name: String) throws -> Tensor {
        data[name].slice(axis: 0, from: rows[0], count: rows[1] - rows[0])
      }
      let x = try rowsOf("x"), y = try rowsOf("y")
      let weight: (any TensorStructure)? = try step["weight"].string.map(rowsOf)
      switch step["kind"].string {
      case "train": expectLogs(try model.trainOnBatch(x, y, sampleWeight: weight), step["logs"])
      case "test": expectLogs(try model.testOnBatch(x, y, sampleWeight: weight), step["logs"])
      default:
        let output = try golden.family.array(step["output"])
        expectNone(try goldenDifference(model.predictOnBatch(x), output, tolerance: Self.tolerance))
      }
    }
    try expectWeights(model, golden)
  }

  private func difference(_ found: [Double], _ expected: [Double]) -> String? {
    goldenDifference(found, expected, tolerance: Self.tolerance, scale: 0)
  }

  private func expectLogs(_ logs: Logs, _ expected: JSON) {
    #expect(logs.names == expected.list.map { $0["name"].string })
    expectNone(difference(logs.values, expected.list.compactMap { $0["value"].double }))
  }

  private func expectWeights(_ model: Model, _ golden: GoldenCase) throws {
    for (index, (weight, expected)) in zip(model.weights, golden["after"].list).enumerated() {
      let expected = try golden.family.array(expected)
      expectNone(try goldenDifference(weight.value, expected, tolerance: Self.tolerance), "weight \(index)")
    }
  }
}

/// The arrays that all scenarios share.
struct TrainingData {
  private let tensors: [String: Tensor]

  init() throws {
    tensors = try GoldenFamily.training.manifest["data"].object.mapValues { try GoldenFamily.training.tensor($0) }
  }

  subscript(name: String) -> Tensor {
    tensors[name] ?? .failed(KerasError("No data '\(name)'.", expected: "", received: "", fix: ""))
  }
}

/// One case of the golden values: a model, and how it is trained and evaluated.
struct TrainingScenario {
  let model: Model
  let fit: (Model) throws -> History
  let evaluate: (Model) throws -> Logs

  private init(_ model: Model, fit: @escaping (Model) throws -> History, evaluate: @escaping (Model) throws -> Logs) {
    self.model = model
    self.fit = fit
    self.evaluate = evaluate
  }

  static func chain(
    _ units: Int = 3, activation: Activation = .linear, regularized: Bool = false, penalty: Bool = false,
    normalized: Bool = false, frozen: String? = nil, ownSteps: Bool = false
  ) throws -> Model {
    let input = Input(shape: [4], name: "x")
    var x = Dense(
      5, activation: .tanh, kernelRegularizer: regularized ? .l2(0.02) : nil,
      biasRegularizer: regularized ? .l1(0.01) : nil, name: "first")(input)
    if normalized { x = BatchNormalization(name: "norm")(x) }
    if penalty { x = Penalty(name: "penalty")(x) }
    x = Dense(units, activation: activation, name: "last")(x)
    let model = try ownSteps ? OwnSteps(inputs: input, outputs: x) : Model(inputs: input, outputs: x)
    if let frozen { try model.layer(frozen).isTrainable = false }
    return model
  }

  static func branches() throws -> Model {
    let input = Input(shape: [4], name: "x")
    let x = Dense(5, activation: .tanh, name: "trunk")(input)
    return try Model(
      inputs: input,
      outputs: [Dense(3, name: "zone")(x), Dense(2, activation: .softmax, name: "class")(x), Dense(1, name: "age")(x)])
  }

  /// Adds the mean square of its input to the loss.
  private final class Penalty: Layer, UnaryLayer {
    func call(_ x: Tensor) -> Tensor {
      addLoss(0.1 * square(x).mean())
      return x
    }
  }

  /// Steps of its own, with metrics in properties.
  private final class OwnSteps: Model {
    let total = Metrics.Mean(name: "loss"), error = Metrics.MeanAbsoluteError(name: "error")

    override var metrics: [Metric] { [total, error] }

    private func note(_ y: Tensor, _ predictions: Tensor, _ loss: Tensor) -> TensorMap {
      total.update(loss)
      error.update(y, predictions)
      return ["loss": total.result(), "error": error.result()]
    }

    override func trainStep(_ batch: Batch) -> TensorMap {
      let y = batch.y.tensors[0]
      let (loss, gradients, predictions) = valueAndGradients(of: trainableVariables) {
        let predictions = forward(batch.x, training: true)
        return (square(y - predictions[0]).mean(), predictions)
      }
      optimizer?.apply(gradients, to: trainableVariables)
      return note(y, predictions[0], loss)
    }

    override func testStep(_ batch: Batch) -> TensorMap {
      let y = batch.y.tensors[0]
      let predictions = forward(batch.x, training: false)[0]
      return note(y, predictions, square(y - predictions).mean())
    }
  }
}

extension TrainingScenario {
  /// The scenario that the generator calls by this name.
  init(_ name: String, _ data: TrainingData) throws {
    switch name {
    case _ where name.hasPrefix("outputs"): try self.init(outputs: name, data)
    case "own steps":
      try self.init(Self.chain(ownSteps: true), data, validationSplit: 0.4) {
        $0.compile(optimizer: .sgd(learningRate: 0.1))
      }
    case "class weight", "class weight of one-hot targets", "class weight of binary targets":
      try self.init(classWeight: name, data)
    default: try self.init(chain: name, data)
    }
  }

  private init(
    _ model: Model, _ data: TrainingData, target: String = "y", epochs: Int = 3, validationSplit: Double = 0,
    validationData: (x: any TensorStructure, y: any TensorStructure)? = nil, classWeight: [Int: Double]? = nil,
    weight: String? = nil, evaluationWeight: String? = nil, initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationFrequency: Int = 1, compile: (Model) -> Void
  ) {
    compile(model)
    self.init(model) { model in
      try model.fit(
        data["x"], data[target], batchSize: 4, epochs: epochs, verbose: 0, validationSplit: validationSplit,
        validationData: validationData, shuffle: false, classWeight: classWeight, sampleWeight: weight.map { data[$0] },
        initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationFrequency: validationFrequency)
    } evaluate: { model in
      try model.evaluate(
        data["x"], data[target], batchSize: 4, verbose: 0, sampleWeight: evaluationWeight.map { data[$0] })
    }
  }

  private init(classWeight name: String, _ data: TrainingData) throws {
    let sgd = SGD(learningRate: 0.1)
    switch name {
    case "class weight":
      try self.init(Self.chain(activation: .softmax), data, target: "label", classWeight: [0: 2, 2: 0.5]) {
        $0.compile(
          optimizer: sgd, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy], weightedMetrics: [.accuracy])
      }
    case "class weight of one-hot targets":
      try self.init(
        Self.chain(activation: .softmax), data, target: "one_hot", classWeight: [0: 2, 1: 0.25, 2: 0.5]
      ) {
        $0.compile(optimizer: sgd, loss: .categoricalCrossentropy, metrics: [.accuracy])
      }
    default:
      try self.init(Self.chain(1, activation: .sigmoid), data, target: "binary", classWeight: [0: 0.4, 1: 1.7]) {
        $0.compile(optimizer: sgd, loss: .binaryCrossentropy, metrics: [.accuracy])
      }
    }
  }

  private init(chain name: String, _ data: TrainingData) throws {
    func plain(metrics: MetricList = [], weighted: MetricList = []) -> (Model) -> Void {
      { $0.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse, metrics: metrics, weightedMetrics: weighted) }
    }
    let mae = plain(metrics: [.mae])
    switch name {
    case "plain": try self.init(Self.chain(), data, compile: mae)
    case "sample weight":
      try self.init(
        Self.chain(), data, weight: "weight", evaluationWeight: "weight2",
        compile: plain(metrics: [.mae], weighted: [.mse, .mae]))
    case "validation split 0.25": try self.init(Self.chain(), data, validationSplit: 0.25, compile: mae)
    case "validation split 0.3": try self.init(Self.chain(), data, validationSplit: 0.3, compile: mae)
    case "validation split of weighted samples":
      try self.init(Self.chain(), data, validationSplit: 0.4, weight: "weight", compile: plain(weighted: [.mae]))
    case "validation data":
      try self.init(
        Self.chain(), data, epochs: 4, validationData: (data["held_x"], data["held_y"]), validationFrequency: 2,
        compile: mae)
    case "initial epoch": try self.init(Self.chain(), data, epochs: 5, initialEpoch: 2, compile: plain())
    case "steps per epoch": try self.init(Self.chain(), data, epochs: 4, stepsPerEpoch: 2, compile: plain())
    case "regularizers": try self.init(Self.chain(regularized: true), data, compile: plain(metrics: [.mse]))
    case "added loss":
      try self.init(Self.chain(regularized: true, penalty: true), data, compile: plain(metrics: [.mse]))
    case "frozen layer": try self.init(Self.chain(frozen: "first"), data, compile: plain())
    case "frozen normalization": try self.init(Self.chain(normalized: true, frozen: "norm"), data, compile: plain())
    case "normalization": try self.init(Self.chain(normalized: true), data, compile: plain())
    default: throw GoldenError("no scenario '\(name)'")
    }
  }

  private init(outputs name: String, _ data: TrainingData) throws {
    let model = try Self.branches()
    let targets = [data["y"], data["pair"], data["y1"]]
    let losses: PerOutput<Loss> = [.mse, .categoricalCrossentropy, .mae]
    let sgd = SGD(learningRate: 0.1)
    var split = 0.0
    var weight: (any TensorStructure)?
    var y: any TensorStructure = targets
    switch name {
    case "outputs": model.compile(optimizer: sgd, loss: losses)
    case "outputs with one loss": model.compile(optimizer: sgd, loss: .mse)
    case "outputs with loss weights": model.compile(optimizer: sgd, loss: losses, lossWeights: [0.5, 2, 10])
    case "outputs with named loss weights":
      model.compile(
        optimizer: sgd, loss: ["age": .mae, "zone": .mse, "class": .categoricalCrossentropy],
        lossWeights: ["zone": 0.5, "age": 10, "class": 2])
      y = ["zone": targets[0], "class": targets[1], "age": targets[2]] as TensorMap
    case "outputs with metrics":
      model.compile(
        optimizer: sgd, loss: losses, metrics: .perOutput([[.mae, .mse], [.accuracy], []]),
        weightedMetrics: .perOutput([[.mse], [], [.mse]]))
      weight = [data["weight"], data["weight2"], data["weight3"]]
      split = 0.4
    case "outputs with named metrics":
      model.compile(optimizer: sgd, loss: losses, metrics: ["class": [.accuracy], "age": [.mae, .mse]])
      weight = data["weight"]
    case "outputs without a loss":
      model.compile(optimizer: sgd, loss: [.mse, nil, nil], metrics: .perOutput([[], [.accuracy], []]))
    default: throw GoldenError("no scenario '\(name)'")
    }
    self.init(model) { model in
      try model.fit(
        data["x"], y.tensorMap, batchSize: 4, epochs: 3, verbose: 0, validationSplit: split, shuffle: false,
        sampleWeight: weight)
    } evaluate: { model in
      try model.evaluate(data["x"], y.tensorMap, batchSize: 4, verbose: 0)
    }
  }
}
