import Keras
import TestKit
import Testing

@Suite struct XceptionTests {
  private static let golden = GoldenFamily.applications.cases().first { $0.name == "xception" }!

  @Test func hasKerasParameters() throws {
    #expect(try Applications.xception().parameterCount == Self.golden["parameters"].int)
    #expect(Self.golden["parameters"].int == 22_910_480)
    #expect(try Applications.xception(includeTop: false).parameterCount == 20_861_480)
  }

  @Test func matchesKeras() throws {
    let model = try Applications.xception(inputShape: [96, 80, 3], classes: 10, classifierActivation: .linear)
    // Keras counts the input as a layer, and numbers layers without a name of their own.
    let names = model.layers.map { $0.name.replacing(/^(conv2d|batch_normalization|add|input_layer)(_\d+)?$/) { $0.1 } }
    #expect(names == Self.golden["layers"].list.compactMap(\.string))
    #expect(model.weights.map(\.name) == Self.golden["weights"].list.map { $0["name"].string })
    try model.setWeights(model.weights.enumerated().map { Self.weight($0, $1) })
    let pixels = Self.mixed(2 * 96 * 80 * 3, seed: 1000).map { 2 * $0 - 1 }
    let logits = try model.predict(Tensor(pixels, shape: [2, 96, 80, 3])).scalars(as: Double.self)
    let expected = Self.golden["logits"].list.flatMap { $0.list.compactMap(\.double) }
    expectNone(goldenDifference(logits, expected, tolerance: 1e-4, scale: expected.map(abs).max() ?? 1))
  }

  @Test func takesATensorAndPools() throws {
    let left = Input(shape: [75, 75, 3], name: "left")
    let model = try Applications.xception(includeTop: false, inputTensor: left * 2, pooling: .max, name: "features")
    #expect(model.inputNames == ["left"])
    #expect(model.outputs[0].shape == [nil, 2048])
    #expect(try Applications.xception(includeTop: false).outputs[0].shape == [nil, nil, nil, 2048])
  }

  @Test func bringsPixelsToOne() throws {
    let pixels = Applications.preprocessXception(Tensor([0, 51, 255] as [UInt8]))
    #expect(try pixels.scalars(as: Float.self) == [-1, -0.6, 1])
  }

  @Test func refusesImagesThatDoNotFit() throws {
    func message(_ body: () throws -> Model) -> String {
      do {
        _ = try body()
        return ""
      } catch {
        return "\(error)".split(separator: "\n").prefix(4).joined(separator: "\n")
      }
    }
    #expect(
      message { try Applications.xception(inputShape: [64, 64, 3]) } == """
        Xception cannot be made for this inputShape.
          expected  at least 71 x 71 pixels
          received  inputShape: [64, 64, 3]
          fix       enlarge the images first
        """)
    #expect(
      message { try Applications.xception(inputShape: [nil, nil, 3]) } == """
        Xception cannot be made for this inputShape.
          expected  a known height and width, since the top is included
          received  inputShape: [?, ?, 3]
          fix       give both, or use includeTop: false
        """)
    #expect(
      message { try Applications.xception(inputShape: [299, 299]) } == """
        Xception cannot be made for this inputShape.
          expected  [height, width, channels]
          received  inputShape: [299, 299]
          fix       give the number of channels last, for example [299, 299, 3]
        """)
  }

  /// The numbers of `mixed` in Tests/Goldens/generator/applications.py.
  private static func mixed(_ count: Int, seed: Int) -> [Float] {
    (0..<UInt32(count)).map { index in
      var x = index &* 2_654_435_761 &+ UInt32(seed) &* 40503
      x ^= x >> 16
      x &*= 0x85EB_CA6B
      x ^= x >> 13
      x &*= 0xC2B2_AE35
      x ^= x >> 16
      return Float(x >> 8) / 0x1p24
    }
  }

  private static func weight(_ index: Int, _ variable: Variable) -> Tensor {
    let shape = variable.shape.dimensions.map { $0! }
    let numbers = mixed(shape.reduce(1, *), seed: index)
    if ["gamma", "moving_variance"].contains(variable.name) { return Tensor(numbers.map { $0 + 0.5 }, shape: shape) }
    if shape.count == 1 { return Tensor(numbers.map { 0.2 * ($0 - 0.5) }, shape: shape) }
    let fanIn = variable.name == "depthwise_kernel" ? shape[0] * shape[1] : shape.dropLast().reduce(1, *)
    let limit = Float((6 / Double(fanIn)).squareRoot())
    return Tensor(numbers.map { limit * (2 * $0 - 1) }, shape: shape)
  }
}
