import Foundation
import Keras
import Testing

/// activation(a·x² + b·x + c), as in the documentation of `Configurable`.
private final class SimpleQuadratic: Layer, UnaryLayer {
  let units: Int, activation: Activation
  @Weight(.randomNormal()) var a: Tensor
  @Weight(.randomNormal()) var b: Tensor
  @Weight(.zeros) var c: Tensor

  init(_ units: Int = 32, activation: Activation = .linear) {
    self.units = units
    self.activation = activation
    super.init()
  }
  override func build(_ input: Shape) {
    $a.create([input.last, units])
    $b.create([input.last, units])
    $c.create([units])
  }
  func call(_ x: Tensor) -> Tensor { activation(matmul(square(x), a) + matmul(x, b) + c) }
}

extension SimpleQuadratic: Configurable {
  convenience init(configuration: Configuration) throws {
    try self.init(configuration.units, activation: configuration.activation)
  }
}

private final class Quantile: Loss, Configurable {
  let share: Float
  init(share: Float) {
    self.share = share
    super.init("quantile")
  }
  convenience init(configuration: Configuration) throws { try self.init(share: configuration.share) }
  override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let error = yTrue - yPred
    return maximum(error * share, error * (share - 1)).mean(axis: -1)
  }
}

/// Blocks in a list, found by their properties' names.
private final class Tower: Model, UnaryLayer, Configurable {
  let width: Int
  let blocks: [Dense], head: Dense
  init(width: Int) {
    self.width = width
    blocks = (0..<3).map { _ in Dense(width, activation: .relu) }
    head = Dense(1)
    super.init()
  }
  convenience init(configuration: Configuration) throws { try self.init(width: configuration.width) }
  func call(_ x: Tensor) -> Tensor { head(blocks.reduce(x) { $1($0) }) }
}

/// Whole models written to files and read back.
@Suite struct ModelFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func values(_ tensors: [Tensor]) throws -> [[Float]] { try tensors.map { try $0.scalars() } }

  private func expectSameAgain(
    _ model: Model, _ inputs: [Tensor], ending: String = "keras", comparesSummary: Bool = true
  ) throws {
    try withFolder { folder in
      let path = "\(folder)/model.\(ending)"
      try model.save(path)
      let again = try loadModel(path)
      #expect(try values(again.predictAll(inputs)) == values(model.predictAll(inputs)))
      #expect(try again.toJSON() == model.toJSON())
      if comparesSummary { #expect(again.summaryText() == model.summaryText()) }
    }
  }

  private func numbers(_ shape: [Int], _ start: Float = 0) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { ((Float($0) + start) * 0.37).truncatingRemainder(dividingBy: 2) - 1 }, shape: shape)
  }

  @Test(arguments: ["keras", "h5"]) func aSequentialIsTheSameAgain(ending: String) throws {
    let model = Sequential(name: "chain") {
      Input(shape: [6, 6, 2])
      Conv2D(3, kernelSize: 3, activation: .relu)
      BatchNormalization()
      Flatten()
      Dropout(0.2)
      Dense(2, activation: .softmax)
    }
    try expectSameAgain(model, [numbers([3, 6, 6, 2])], ending: ending)
  }

  @Test(arguments: ["keras", "h5"]) func aGraphWithSharedAndNestedModelsIsTheSameAgain(ending: String) throws {
    let image = Input(shape: [4])
    let base = try Model(inputs: image, outputs: Dense(3)(Dense(5, activation: .tanh)(image)), name: "base")
    let left = Input(shape: [4], name: "left"), right = Input(shape: [4], name: "right")
    let shared = Dense(3, name: "shared")
    let both = Concatenate()([shared(base(left)), shared(base(right))])
    let model = try Model(inputs: [left, right], outputs: [Dense(1, name: "a")(both), Dense(2, name: "b")(both)])
    try expectSameAgain(model, [numbers([3, 4]), numbers([3, 4], 5)], ending: ending)
  }

  @Test func operationsOnSymbolicTensorsAreStepsOfTheFile() throws {
    let x = Input(shape: [6, 4])
    let y = x * 2 + 1
    let outputs: [Tensor] = [
      y, x[0..., 1], x / (abs(x) + 1), x.mean(axis: 1), x.max(axis: -1, keepDims: true),
      concatenated([x, y], axis: -1),
      x.transposed([0, 2, 1]), -x, x.expandedDimensions(1), softmax(x), relu(x), exp(-square(x)), which(x .> 0, x, 0.1),
      matmul(x, x.transposed([0, 2, 1])), clip(x, -0.5, 0.5), (x .> 0).cast(to: .float32), minimum(x, y), 1 - x,
      x.reshaped([nil, 24]), x.repeated(2, axis: 1), tanh(x) * sigmoid(y),
    ]
    // Operations are listed under the names that files have.
    try expectSameAgain(try Model(inputs: x, outputs: outputs), [numbers([3, 6, 4])], comparesSummary: false)
  }

  @Test func aLayerOfTwoModelsStaysOne() throws {
    let inner = Sequential(name: "inner") {
      Input(shape: [4])
      Dense(4, name: "core")
    }
    let a = Input(shape: [4])
    let deep = try Model(inputs: a, outputs: inner(Dense(4)(a)), name: "deep")
    let x = Input(shape: [4])
    let model = try Model(inputs: x, outputs: deep(inner(deep(x))))
    try withFolder { folder in
      try model.save("\(folder)/model.keras")
      let again = try loadModel("\(folder)/model.keras")
      #expect(again.weights.count == model.weights.count)
      #expect(try values([again.predict(numbers([3, 4]))]) == values([model.predict(numbers([3, 4]))]))
    }
  }

  @Test(arguments: ["keras", "h5"]) func trainingGoesOnAsIfNothingHadHappened(ending: String) throws {
    func make() -> Sequential {
      let model = Sequential(name: "net") {
        Input(shape: [3])
        Dense(8, activation: .tanh, kernelInitializer: .glorotUniform(seed: 1))
        Dense(1, kernelInitializer: .glorotUniform(seed: 2))
      }
      model.compile(
        optimizer: .adam(learningRate: ExponentialDecay(initialLearningRate: 0.05, decaySteps: 3, decayRate: 0.9)),
        loss: .huber(delta: 0.5), metrics: [.mae])
      return model
    }
    let (x, y) = (numbers([16, 3]), numbers([16, 1], 7))
    let alone = make()
    var wanted: [Double] = []
    for _ in 0..<2 { wanted += try alone.fit(x, y, batchSize: 8, epochs: 2, verbose: .silent, shuffle: false)["loss"] }
    try withFolder { folder in
      let first = make()
      var losses = try first.fit(x, y, batchSize: 8, epochs: 2, verbose: .silent, shuffle: false)["loss"]
      try first.save("\(folder)/model.\(ending)")
      let second = try loadModel("\(folder)/model.\(ending)")
      let history = try second.fit(x, y, batchSize: 8, epochs: 2, verbose: .silent, shuffle: false)
      losses += history["loss"]
      #expect(losses == wanted)
      #expect(history.names == ["loss", "mae"])
      #expect(try loadModel("\(folder)/model.\(ending)", compile: false).optimizer == nil)
    }
  }

  @Test func lossesAndMetricsByOutputNameAreKept() throws {
    let x = Input(shape: [3])
    let model = try Model(
      inputs: x, outputs: [Dense(1, name: "price")(x), Dense(2, activation: .softmax, name: "kind")(x)])
    model.compile(
      optimizer: .sgd(momentum: 0.9), loss: ["price": .mse, "kind": .sparseCategoricalCrossentropy],
      lossWeights: ["price": 0.3, "kind": 2],
      metrics: ["kind": [.accuracy], "price": [.mae, .auc(curve: .precisionRecall)]])
    try withFolder { folder in
      try model.save("\(folder)/model.keras")
      let again = try loadModel("\(folder)/model.keras")
      #expect(try again.toJSON() == model.toJSON())
      let targets = ["price": numbers([4, 1]), "kind": Tensor([0, 1, 1, 0] as [Int32])]
      let (a, b) = (try model.evaluate(numbers([4, 3]), targets), try again.evaluate(numbers([4, 3]), targets))
      #expect("\(a)" == "\(b)")
    }
  }

  @Test func classesOfOnesOwnAreSavedWithTheirArguments() throws {
    let model = Sequential(name: "own") {
      Input(shape: [3])
      SimpleQuadratic(4, activation: .tanh)
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: Quantile(share: 0.3))
    try withFolder { folder in
      let path = "\(folder)/model.keras"
      try model.save(path)
      let again = try loadModel(path, customObjects: [SimpleQuadratic.self, Quantile.self])
      let x = numbers([4, 3])
      #expect(try values([again.predict(x)]) == values([model.predict(x)]))
      let layer = try #require(again.layers[0] as? SimpleQuadratic)
      #expect(layer.units == 4 && layer.activation.name == "tanh" && layer.name == model.layers[0].name)
      #expect("\(try again.evaluate(x, numbers([4, 1])))" == "\(try model.evaluate(x, numbers([4, 1])))")
      let error = #expect(throws: KerasError.self) { try loadModel(path) }
      #expect(
        error?.description.replacing(folder, with: "") == """
          Model file '/model.keras' cannot be loaded: own/\(layer.name).
            expected  a known layer class
            received  'Custom>SimpleQuadratic'
            fix       give your own class in customObjects:, or your own function to CustomObjects.register
          """)
    }
  }

  @Test func aSubclassedModelIsFoundByItsProperties() throws {
    let model = Tower(width: 5)
    let x = numbers([4, 3])
    _ = try model.predict(x)
    try withFolder { folder in
      try model.save("\(folder)/tower.keras")
      let again = try loadModel("\(folder)/tower.keras", customObjects: [Tower.self])
      #expect(try values([again.predict(x)]) == values([model.predict(x)]))
      let other = Tower(width: 5)
      _ = try other.predict(x)
      try model.saveWeights("\(folder)/tower.weights.h5")
      try other.loadWeights("\(folder)/tower.weights.h5")
      #expect(try values([other.predict(x)]) == values([model.predict(x)]))
    }
  }

  @Test func aFunctionIsSavedByItsRegisteredName() throws {
    CustomObjects.register(activation: "shifted_relu", package: "tests") { maximum($0, 0.5) }
    CustomObjects.register(lambda: "halved", package: "tests") { $0[0] * 0.5 }
    let model = Sequential(name: "named") {
      Input(shape: [3])
      Dense(2, activation: Activation("shifted_relu") { maximum($0, 0.5) })
      Lambda({ (x: Tensor) in x * 0.5 }, name: "halved")
    }
    try expectSameAgain(model, [numbers([2, 3])])
  }

  @Test func whatCouldNotBeMadeAgainIsAnErrorOfSaving() throws {
    final class Plain: Layer, UnaryLayer { func call(_ x: Tensor) -> Tensor { x } }
    let model = Sequential(name: "lost") {
      Input(shape: [3])
      Dense(2, activation: Activation("nameless") { $0 }, name: "first")
      Plain(name: "second")
    }
    let error = #expect(throws: KerasError.self) { try model.save("lost.keras") }
    #expect(
      error?.description == """
        Sequential 'lost' cannot be saved: 2 problems.
          expected  nothing that is unknown, missing or of another shape
          received  lost/first/activation: expected an activation that a file can name, received a function named 'nameless'; \
        fix: call CustomObjects.register(activation: "my_name") { … }, and give it that name
                    lost/second: expected a class that can be made again from a file, received Plain 'second'; \
        fix: write extension Plain: Configurable { convenience init(configuration: Configuration) throws { … } }
          fix       each line says how
        """)
    #expect(!FileManager.default.fileExists(atPath: "lost.keras"))
  }

  @Test func everyProblemOfAFileIsNamedWithItsPlace() throws {
    let model = Sequential(name: "net") {
      Input(shape: [3])
      Dense(4, name: "first")
      Dense(2, activation: .relu, name: "second")
    }
    let text = try model.toJSON()
      .replacing("\"units\": 4", with: "\"units\": 4, \"unitz\": 4").replacing("\"relu\"", with: "\"rellu\"")
      .replacing("\"units\": 2", with: "\"units\": \"two\"")
    let error = #expect(throws: KerasError.self) { try Model.fromJSON(text) }
    #expect(
      error?.description == """
        The model's text cannot be read: 3 problems.
          expected  nothing that is unknown, missing or of another shape
          received  net/first: expected arguments of Dense, received 'unitz': 4; fix: the argument is not known: take it \
        out of the file if the model does not need it
                    net/second: expected 'units' of Dense: an integer, received "two"; fix: the file is damaged, or of a \
        version that is not known: write it again from its origin
                    net/second/activation: expected a known activation, received 'rellu'; fix: did you mean 'relu'? Else \
        give your own class in customObjects:, or your own function to CustomObjects.register
          fix       each line says how
        """)
  }

  @Test func weightsOfAnotherModelAreRefusedLayerByLayer() throws {
    func net(_ units: Int) -> Sequential {
      Sequential(name: "net") {
        Input(shape: [3])
        Dense(units, name: "hidden")
        Dense(1, name: "head")
      }
    }
    try withFolder { folder in
      let path = "\(folder)/net.weights.h5"
      try net(4).saveWeights(path)
      let model = net(5)
      let before = try values(model.weightValues)
      let error = #expect(throws: KerasError.self) { try model.loadWeights(path) }
      #expect(
        error?.description.replacing(folder, with: "") == """
          Sequential 'net' cannot load the weights in '/net.weights.h5': 3 problems.
            expected  nothing that is unknown, missing or of another shape
            received  layers/dense: expected [3, 5] for 'kernel', received [3, 4]
                      layers/dense: expected [5] for 'bias', received [4]
                      layers/dense_1: expected [5, 1] for 'kernel', received [4, 1]
            fix       load the weights of a model of the same layers
          """)
      #expect(try values(model.weightValues) == before)
      try model.loadWeights(path, skipMismatch: true)
      #expect(try model.weightValues[1].scalars() == before[1])
    }
  }

  @Test(arguments: ["a.weights.h5", "a.npz", "a.safetensors"]) func weightsComeBackFromEveryFormat(name: String) throws
  {
    func net() -> Sequential {
      Sequential(name: "net") {
        Input(shape: [3])
        Dense(4, name: "hidden")
        BatchNormalization(name: "norm")
      }
    }
    try withFolder { folder in
      let (model, other) = (net(), net())
      try model.saveWeights("\(folder)/\(name)")
      try other.loadWeights("\(folder)/\(name)")
      #expect(try values(other.weightValues) == values(model.weightValues))
    }
  }

  @Test func checkpointsKeepWholeModels() throws {
    let model = Sequential(name: "net") {
      Input(shape: [3])
      Dense(1)
    }
    model.compile(optimizer: .adam(), loss: .mse)
    try withFolder { folder in
      try model.fit(
        numbers([8, 3]), numbers([8, 1]), epochs: 2, verbose: .silent,
        callbacks: [.modelCheckpoint("\(folder)/e{epoch}.keras")])
      let again = try loadModel("\(folder)/e2.keras")
      #expect(try values(again.weightValues) == values(model.weightValues))
    }
  }

  @Test func pythonCodeIsNeverRun() throws {
    let text = """
      {"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"name": "s", "layers": [
      {"module": "keras.layers", "class_name": "Lambda", "registered_name": null, "config": {"name": "scale",
      "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAAAAAAA", "defaults": null, "closure": null}},
      "arguments": {}}}]}}
      """
    let error = #expect(throws: KerasError.self) { try Model.fromJSON(text) }
    #expect(
      error?.description == """
        The model's text cannot be read: s/scale.
          expected  a function that CustomObjects knows
          received  Python byte code
          fix       call CustomObjects.register(lambda: "scale") { inputs in … } first; code of files is never run
        """)
  }
}
