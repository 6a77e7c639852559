import Keras
import TestKit
import Testing

/// A name that is right is not proposed in place of another, and a misspelt one is never passed over.
@Suite struct RightNameTests {
  private func model() throws -> Model {
    let (left, right) = (Input(shape: [2], name: "left"), Input(shape: [2], name: "lefd"))
    let sum = left + right
    let model = try Model(
      inputs: [left, right], outputs: [Dense(1, name: "price")(sum), Dense(1, name: "prize")(sum)], name: "names")
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  private func single() throws -> Model {
    let age = Input(shape: [2], name: "age")
    let model = try Model(inputs: age, outputs: Dense(1, name: "out")(age), name: "single")
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  private let x = Tensor.ones([4, 2])
  private let y = Tensor.ones([4, 1])

  @Test func inputs() throws {
    let missing = """
       names' has no data for input 'lefd'.
        expected  inputs 'left', 'lefd'
        received  'left', 'other'
        fix       add 'lefd' to the data
      """.replacing(" names'", with: "Model 'names'")
    let data: TensorMap = ["left": x, "other": x]
    let model = try model()
    #expect(kerasErrorText { try model.predictAll(data) } == missing)
    #expect(kerasErrorText { try model.predictor().all(data) } == "The predictor of " + missing)
    #expect(
      kerasErrorText { try model.callAll(data).forEach { _ = try $0.scalars() } }.contains(
        "fix       add 'lefd' to the data"))
    let near: TensorMap = ["left": x, "lefdt": x]
    #expect(kerasErrorText { try model.predictAll(near) }.hasSuffix("'lefdt' may be a misspelling of 'lefd'"))
    // One of two.
    #expect(kerasErrorText { try model.predictor().all(["left": x] as TensorMap) }.hasSuffix("add 'lefd' to the data"))
  }

  @Test func theOnlyInput() throws {
    let model = try single()
    func message(_ name: String, _ received: String, _ fix: String) -> String {
      """
      \(name) has no data for input 'age'.
        expected  inputs 'age'
        received  \(received)
        fix       \(fix)
      """
    }
    let fix = "'agee' may be a misspelling of 'age'"
    let wrong: TensorMap = ["agee": x]
    #expect(kerasErrorText { try model.fit(wrong, y, verbose: 0) } == message("Model 'single'", "'agee'", fix))
    #expect(kerasErrorText { try model.evaluate(wrong, y, verbose: 0) } == message("Model 'single'", "'agee'", fix))
    #expect(kerasErrorText { try model.predict(wrong) } == message("Model 'single'", "'agee'", fix))
    #expect(
      kerasErrorText { try model.predictor()(wrong) } == message("The predictor of Model 'single'", "'agee'", fix))
    #expect(
      kerasErrorText { try model.predict(["something": x] as TensorMap) }
        == message("Model 'single'", "'something'", "call it 'age', or give the data without a name"))
    let right: TensorMap = ["age": x]
    try model.fit(right, y, verbose: 0)
    #expect(try model.predict(right).shape == [4, 1])
    #expect(try model.predictor()(right).shape == [4, 1])
  }

  /// The inputs of a class have no names that its user knows.
  @Test func aClassTakesDataByAnyNames() throws {
    final class Sum: Model, MergeLayer {
      let out = Dense(1)
      func call(_ inputs: [Tensor]) -> Tensor { out(inputs[0] + inputs[1]) }
    }
    let model = Sum()
    model.compile(optimizer: .sgd(), loss: .mse)
    let data: TensorMap = ["b": x, "a": x]
    try model.fit(data, y, epochs: 2, verbose: 0)
    #expect(try model.predict(data).shape == [4, 1])
    #expect(try model.predictor()(data).shape == [4, 1])
  }

  @Test func targetsLossesAndMetrics() throws {
    let inputs: TensorMap = ["left": x, "lefd": x]
    let message = kerasErrorText { try model().fit(inputs, ["price": y, "prise": y] as TensorMap, verbose: 0) }
    #expect(message.hasSuffix("fix       did you mean 'prize'?"))
    let other = try model()
    other.compile(optimizer: .sgd(), loss: ["price": .mse, "priceless": .mse])
    let targets: TensorMap = ["price": y, "prize": y]
    #expect(
      kerasErrorText { try other.fit(inputs, targets, verbose: 0) }
        == """
        Model 'names' has no output 'pricey', which 'loss' names.
          expected  one of the outputs 'price', 'prize'
          received  'pricey'
          fix       did you mean 'prize'?
        """.replacing("pricey", with: "priceless").replacing("did you mean 'prize'?", with: "use an output's name"))
    other.compile(optimizer: .sgd(), loss: .mse, metrics: ["prize": [.mae], "pricee": [.mae]])
    #expect(kerasErrorText { try other.fit(inputs, targets, verbose: 0) }.hasSuffix("did you mean 'price'?"))
  }

  /// An argument that the file has besides is not what another was meant to be.
  @Test func argumentsInFiles() throws {
    let text = try single().toJSON()
    let misspelt = text.replacing("\"use_bias\": true", with: "\"use_biaz\": true")
    #expect(misspelt != text)
    #expect(kerasErrorText { try Model.fromJSON(misspelt) }.contains("did you mean 'use_bias'?"))
    let added = text.replacing("\"use_bias\": true", with: "\"use_bias\": true, \"use_biaz\": true")
    #expect(!kerasErrorText { try Model.fromJSON(added) }.contains("did you mean"))
  }
}
