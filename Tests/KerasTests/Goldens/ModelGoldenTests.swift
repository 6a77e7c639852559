import Keras
import TensorGraph
import TestKit
import Testing

/// The order of layers and weights in models, and the weights' paths, against Keras: what files of weights rest on.
@Suite struct ModelGoldenTests {
  static let names: Set = ["sequential", "branches", "nested", "partly_frozen", "custom_layer"]

  @Test func everyModelIsCovered() {
    #expect(Set(GoldenFamily.models.cases().map(\.name)) == Self.names)
  }

  @Test(arguments: GoldenFamily.models.cases())
  func matchesKeras(_ golden: GoldenCase) throws {
    let model = try Self.model(golden.name)
    #expect(model.name == golden["model_name"].string)
    #expect(model.layers.map(\.name) == golden["layers"].list.compactMap(\.string))
    #expect(model.weights.map(\.path) == golden["weights"].list.map { $0["path"].string })
    #expect(model.weights.map { $0.shape.known } == golden["weights"].list.map { $0["shape"].ints })
    #expect(model.trainableVariables.map(\.path) == golden["trainable"].list.map { $0.string })
    #expect(model.nonTrainableVariables.map(\.path) == golden["non_trainable"].list.map { $0.string })
    #expect(model.parameterCount == golden["parameters"].int)
  }

  static func model(_ name: String) throws -> Model {
    switch name {
    case "sequential":
      return Sequential(name: "net") {
        Input(shape: [6, 6, 2])
        Conv2D(3, kernelSize: 3, name: "c1")
        BatchNormalization(name: "n1")
        ActivationLayer(.relu, name: "r")
        Conv2D(4, kernelSize: 3, name: "c2")
        BatchNormalization(name: "n2")
        Flatten(name: "f")
        Dense(5, name: "d")
      }
    case "branches": return try branches()
    case "nested": return try nested()
    case "partly_frozen":
      let model = try nested()
      try #require(try model.layer("base") as? Model).layer("d1").isTrainable = false
      return model
    case "custom_layer":
      return Sequential(name: "net") {
        Input(shape: [3])
        Block(name: "block")
        Dense(2, name: "head")
      }
    default: throw GoldenError("no model '\(name)'")
    }
  }

  private static func branches() throws -> Model {
    let image = Input(shape: [8], name: "image"), meta = Input(shape: [4], name: "meta")
    let late = Dense(3, name: "made_first_used_last")
    var a = Dense(6, name: "a1")(image)
    a = BatchNormalization(name: "a2")(a)
    a = Dense(6, name: "a3")(a)
    let b = Dense(6, name: "b1")(meta)
    let joined = Concatenate(name: "joined")([Add(name: "sum")([a, b]), b])
    return try Model(inputs: [image, meta], outputs: [late(joined), Dense(2, name: "side")(b)], name: "net")
  }

  private static func nested() throws -> Model {
    let image = Input(shape: [5], name: "image")
    var x = Dense(4, name: "d1")(image)
    x = BatchNormalization(name: "n1")(x)
    let base = try Model(inputs: image, outputs: Dense(3, name: "d2")(x), name: "base")
    let left = Input(shape: [5], name: "left"), right = Input(shape: [5], name: "right")
    let difference = Subtract(name: "difference")([base(left), base(right)])
    return try Model(inputs: [left, right], outputs: Dense(2, name: "head")(difference), name: "net")
  }
}

/// Own weights of both kinds beside sublayers.
private final class Block: Layer, UnaryLayer {
  let first = Dense(4, name: "first")
  let norm = BatchNormalization(name: "norm")
  @Weight(.ones) var scale: Tensor
  @Weight(.zeros, isTrainable: false) var count: Tensor
  @Weight(.zeros) var shift: Tensor

  override func build(_ input: Shape) {
    $scale.create([4])
    $count.create([])
    $shift.create([4])
  }

  func call(_ x: Tensor) -> Tensor { norm(first(x)) * scale + shift }
}
