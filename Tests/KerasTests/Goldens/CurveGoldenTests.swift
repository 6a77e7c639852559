import Keras
import TensorGraph
import TestKit
import Testing

/// Three networks on real digits follow Keras' loss over 50 training steps from the same weights and batches.
///
/// Tolerance 1e-4 relative. Keras' own backends agree to 5e-7 on these curves, and rounding noise of 1e-7 in the first
/// weights moves them by less than 1e-5 (the generator draws weights until that holds).
@Suite struct CurveGoldenTests {
  static let tolerance = 1e-4

  @Test func dense() throws {
    let curve = try Curve("dense")
    let input = Input(shape: [28, 28])
    var x = Flatten()(input)
    x = Dense(128, activation: .relu)(x)
    let predictions = Dense(10, activation: .softmax)(x)
    let model = try Model(inputs: input, outputs: predictions)
    model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
    try curve.expectFollowed(by: model) { (try curve.images("batches", $0), try curve.digits("batches", $0)) }
  }

  @Test func convolutional() throws {
    let curve = try Curve("convolutional")
    let model = Sequential {
      Input(shape: [28, 28, 1])
      Conv2D(32, kernelSize: 3, activation: .relu)
      MaxPooling2D(poolSize: 2)
      Conv2D(64, kernelSize: 3, activation: .relu)
      MaxPooling2D(poolSize: 2)
      Flatten()
      Dense(10, activation: .softmax)
    }
    model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    try curve.expectFollowed(by: model) { step in
      let labels = try curve.digits("batches", step)
      let oneHot = (labels.expandedDimensions(-1) .== Tensor((0..<10).map { Int32($0) })).cast(to: .float32)
      return (try curve.images("batches", step).expandedDimensions(-1), oneHot)
    }
  }

  @Test func siamese() throws {
    let curve = try Curve("siamese")
    let image = Input(shape: [28, 28])
    var x = Flatten()(image)
    for _ in 0..<3 { x = Dense(128, activation: .relu)(x) }
    let base = try Model(inputs: image, outputs: x)
    let left = Input(shape: [28, 28], name: "left"), right = Input(shape: [28, 28], name: "right")
    let distance = Lambda { (pair: [Tensor]) in
      sqrt(maximum(square(pair[0] - pair[1]).sum(axis: 1, keepDims: true), 1e-7))
    }([base(left), base(right)])
    let model = try Model(inputs: [left, right], outputs: distance)
    let contrastive = Loss("contrastive") { yTrue, yPred in
      (yTrue * square(yPred) + (1 - yTrue) * square(maximum(1 - yPred, 0))).mean()
    }
    model.compile(optimizer: .rmsprop(), loss: contrastive)
    let targets = try curve.golden.tensor("targets").cast(to: .float32)
    try curve.expectFollowed(by: model) { step in
      let target = targets.slice(axis: 0, from: step, count: 1).reshaped([32, 1])
      return ([try curve.images("left", step), try curve.images("right", step)], target)
    }
  }
}

/// A stored curve: its batches, its first weights and its losses.
private struct Curve {
  let golden: GoldenCase
  private let pixels: [UInt8], labels: [UInt8]

  init(_ name: String) throws {
    let family = GoldenFamily.curves
    golden = try #require(family.cases().first { $0.name == name })
    pixels = try family.array(family.manifest["mnist_x"]).elements(as: UInt8.self)
    labels = try family.array(family.manifest["mnist_y"]).elements(as: UInt8.self)
  }

  private func rows(_ field: String, _ step: Int) throws -> [Int] {
    let rows = try golden.array(field).elements(as: UInt16.self)
    return rows[(32 * step)..<(32 * step + 32)].map { Int($0) }
  }

  func images(_ field: String, _ step: Int) throws -> Tensor {
    let values: [Float] = try rows(field, step).flatMap { row in
      pixels[(784 * row)..<(784 * row + 784)].map { Float($0) / 255 }
    }
    return Tensor(values, shape: [32, 28, 28])
  }

  func digits(_ field: String, _ step: Int) throws -> Tensor {
    Tensor(try rows(field, step).map { Int32(labels[$0]) })
  }

  func expectFollowed(
    by model: Model, _ batch: (Int) throws -> (any TensorStructure, Tensor)
  ) throws {
    let weights = try golden["weights"].list.map { try golden.family.tensor($0["value"]).cast(to: .float32) }
    try model.setWeights(weights)
    let expected = golden["losses"].list.compactMap(\.double)
    var found: [Double] = []
    for step in expected.indices {
      model.resetMetrics()
      let (x, y) = try batch(step)
      let logs = try model.trainOnBatch(x, y)
      found.append(try #require(logs["loss"]))
    }
    expectNone(goldenDifference(found, expected, tolerance: CurveGoldenTests.tolerance, scale: 0))
  }
}
