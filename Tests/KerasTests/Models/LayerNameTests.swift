import Keras
import TestKit
import Testing

/// Two layers, or two inputs, of one name in a model: Keras refuses it, and so would Keras refuse the file.
@Suite struct LayerNameTests {
  @Test func twoLayersOfASequential() {
    let model = Sequential(name: "net") {
      Input(shape: [3])
      Dense(4, name: "fc")
      ReLU(name: "fc")
    }
    #expect(
      kerasErrorText { try model.predict(Tensor.ones([1, 3])) } == """
        Sequential 'net' uses the name 'fc' twice.
          expected  layers and inputs with names of their own
          received  a layer of class Dense and a layer of class ReLU, both named 'fc'
          fix       give one of them another name, such as name: "fc_2"
        """)
    #expect(
      kerasErrorText { try model.save("/tmp/never.keras") }.hasPrefix("Sequential 'net' uses the name 'fc' twice."))
    _ = model.pop()
    #expect(throws: Never.self) { try model.predict(Tensor.ones([1, 3])) }
    let late = Sequential([Dense(4, name: "fc"), Dense(4, name: "fc")], name: "late")
    #expect(
      kerasErrorText { try late.predict(Tensor.ones([1, 3])) }.hasPrefix("Sequential 'late' uses the name 'fc' twice."))
  }

  @Test func twoInputsOrLayersOfAGraph() {
    let a = Input(shape: [3], name: "a"), twin = Input(shape: [3], name: "a")
    #expect(
      kerasErrorText { try Model(inputs: [a, twin], outputs: Add()([a, twin]), name: "net") } == """
        Model 'net' uses the name 'a' twice.
          expected  layers and inputs with names of their own
          received  an Input and an Input, both named 'a'
          fix       give one of them another name, such as name: "a_2"
        """)
    let y = Dense(3, name: "fc")(Dense(3, name: "fc")(a))
    #expect(kerasErrorText { try Model(inputs: a, outputs: y) }.contains("uses the name 'fc' twice."))
    let shared = Dense(3, name: "fc")
    #expect(throws: Never.self) { try Model(inputs: a, outputs: shared(shared(a))) }
  }

  /// Layers of a class are found by its properties, so that blocks may call theirs alike.
  @Test func aSubclassedModelMayRepeatNames() throws {
    final class Net: Model, UnaryLayer {
      let first = Dense(2, name: "fc")
      let second = Dense(2, name: "fc")
      func call(_ x: Tensor) -> Tensor { second(first(x)) }
    }
    #expect(try Net().predict(Tensor.ones([1, 3])).shape == [1, 2])
  }

  /// The version before wrote such files.
  @Test func aFileWithTwoOfOneNameIsRead() throws {
    let model = Sequential {
      Input(shape: [3])
      Dense(4, name: "first")
      Dense(2, name: "second")
    }
    let text = try model.toJSON().replacing("\"second\"", with: "\"first\"")
    #expect(try Model.fromJSON(text).layers.map(\.name) == ["first", "first_1"])
  }
}
