import Keras
import TestKit
import Testing

/// What `summary` prints against Keras, character by character.
@Suite struct SummaryGoldenTests {
  @Test(arguments: GoldenFamily.summaries.cases())
  func matchesKeras(_ golden: GoldenCase) throws {
    let model = try Self.model(try #require(golden["model"].string))
    let text = model.summaryText(
      lineLength: golden["width"].int, expandNested: golden.fields.bool("expand_nested", false),
      showTrainable: golden.fields.bool("show_trainable", false))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.trimmed)
    let expected = try #require(golden["text"].string).split(separator: "\n", omittingEmptySubsequences: false)
      .map(Self.trimmed)
    #expect(lines == expected, "\(golden.name)\n\(text)\ninstead of\n\(golden["text"].string ?? "")")
  }

  // Blanks at the ends of lines can't be seen.
  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  static func model(_ name: String) throws -> Model {
    switch name {
    case "sequential": return sequential()
    case "compiled":
      let model = sequential()
      let optimizer = SGD(momentum: 0.9)
      model.compile(optimizer: optimizer, loss: .categoricalCrossentropy)
      optimizer.build(model.trainableVariables)
      return model
    case "unbuilt":
      return Sequential(name: "unbuilt") {
        Dense(4, name: "first")
        Dense(2, name: "second")
      }
    case "normalized":
      let model = Sequential(name: "normalized") {
        Input(shape: [8], name: "x")
        Dense(16, name: "dense")
        BatchNormalization(name: "norm")
        ActivationLayer(.relu, name: "relu")
        Dense(3, name: "head")
      }
      try model.layer("dense").isTrainable = false
      return model
    case "chain":
      let image = Input(shape: [28, 28], name: "image")
      var x = Flatten(name: "flatten")(image)
      x = Dense(128, activation: .relu, name: "hidden")(x)
      return try Model(inputs: image, outputs: Dense(10, activation: .softmax, name: "digits")(x), name: "mlp")
    case "branches": return try branches()
    case "siamese": return try siamese()
    case "stacked": return try stacked()
    case "shared":
      let left = Input(shape: [6], name: "left"), right = Input(shape: [6], name: "right")
      let dense = Dense(3, name: "twice")
      let both = Concatenate(name: "both")([dense(left), dense(right)])
      return try Model(inputs: [left, right], outputs: both, name: "shared")
    case "subclassed":
      let model = Subclassed(name: "subclassed")
      _ = try model.predict(Tensor.zeros([4, 3]))
      return model
    default: throw GoldenError("no model '\(name)'")
    }
  }

  private static func sequential() -> Model {
    Sequential(name: "sequential") {
      Input(shape: [28, 28, 1], name: "image")
      Conv2D(32, kernelSize: 3, activation: .relu, name: "conv2d")
      MaxPooling2D(poolSize: 2, name: "pool")
      Flatten(name: "flatten")
      Dropout(0.5, name: "dropout")
      Dense(10, activation: .softmax, name: "dense")
    }
  }

  private static func branches() throws -> Model {
    let image = Input(shape: [32], name: "image"), meta = Input(shape: [4], name: "meta")
    let a = Dense(16, activation: .relu, name: "tower")(image)
    let b = Dense(16, name: "side_with_a_rather_long_name")(meta)
    let joined = Concatenate(name: "joined")([a, b])
    let total = Add(name: "total")([a, b, Dense(16, name: "third")(joined)])
    return try Model(
      inputs: [image, meta], outputs: [Dense(3, name: "zone")(total), Dense(1, name: "age")(joined)], name: "branches")
  }

  private static func siamese() throws -> Model {
    let image = Input(shape: [28, 28], name: "image")
    var x = Flatten(name: "flatten")(image)
    x = Dense(128, activation: .relu, name: "embedding")(x)
    let base = try Model(inputs: image, outputs: x, name: "base")
    let left = Input(shape: [28, 28], name: "left"), right = Input(shape: [28, 28], name: "right")
    let difference = Subtract(name: "difference")([base(left), base(right)])
    return try Model(inputs: [left, right], outputs: Dense(1, name: "head")(difference), name: "siamese")
  }

  private static func stacked() throws -> Model {
    let inner = Sequential(name: "inner") {
      Input(shape: [8], name: "in")
      Dense(4, name: "inner_a")
      Dense(4, name: "inner_b")
    }
    try inner.layer("inner_a").isTrainable = false
    return Sequential(name: "stacked") {
      Input(shape: [8], name: "x")
      inner
      Dense(2, name: "head")
    }
  }

  private final class Subclassed: Model, UnaryLayer {
    let first = Dense(5, activation: .relu, name: "first"), second = Dense(2, name: "second")

    func call(_ x: Tensor) -> Tensor { second(first(x)) }
  }
}
