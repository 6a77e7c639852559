import Keras
import TensorGraph
import Testing

@Suite struct BatchNormalizationTests {
  static func sample(_ shape: Shape, _ seed: UInt32, dtype: DType = .float64) -> Tensor {
    Random.normal(shape, key: Tensor([seed, 1])).cast(to: dtype)
  }

  private func moving(_ layer: BatchNormalization) throws -> [[Float]] {
    try layer.nonTrainableVariables.map { try $0.value.scalars() }
  }

  @Test func frozenLayerRunsInInferenceMode() throws {
    let layer = BatchNormalization()
    let x = Self.sample([8, 3], 1, dtype: .float32) * 5 + 2
    _ = try layer(x, training: true).scalars()
    let statistics = try layer.weights.suffix(2).map { try $0.value.scalars() as [Float] }
    let inference = try layer(x).scalars()
    layer.isTrainable = false
    #expect(try layer(x, training: true).scalars() == inference)
    #expect(try layer.weights.suffix(2).map { try $0.value.scalars() as [Float] } == statistics)
    layer.isTrainable = true
    #expect(try layer(x, training: true).scalars() != inference)
  }

  @Test func freezingAModelFreezesItsLayers() throws {
    let layer = BatchNormalization()
    let model = Sequential([Dense(3), layer])
    let x = Self.sample([8, 4], 1, dtype: .float32) * 5 + 2
    let inference = try model(x).scalars()
    model.isTrainable = false
    for (a, b) in zip(try model(x, training: true).scalars(), inference) { #expect(Swift.abs(a - b) < 1e-5) }
    #expect(model.trainableVariables.isEmpty)
    model.isTrainable = true
    #expect(layer.isTrainable)
    #expect(model.trainableVariables.count == 4)
  }

  @Test func movingStatisticsFollowTheBatchInAModel() throws {
    let layer = BatchNormalization(momentum: 0.5)
    let model = Sequential([layer])
    model.compile(optimizer: SGD(learningRate: 0), loss: .mse)
    let x = Tensor([1, 3, 5, 7] as [Float], shape: [4, 1])
    // Mean 4, variance 5.
    _ = try model.trainOnBatch(x, x)
    #expect(try moving(layer) == [[2], [3]])
    _ = try model.trainOnBatch(x, x)
    #expect(try moving(layer) == [[3], [4]])
    _ = try model.predict(x)
    _ = try model.testOnBatch(x, x)
    #expect(try moving(layer) == [[3], [4]])
  }

  /// Values of Keras 3.15.
  @Test func maskedPositionsDoNotCount() throws {
    let layer = BatchNormalization()
    let numbers = (0..<24).map { Float($0 % 7 - 2) * 0.5 }
    let mask = Tensor([true, true, false, true, false, false], shape: [2, 3])
    let y = layer(Tensor(numbers, shape: [2, 3, 4]).masked(by: mask), training: true)
    let expected: [Float] = [
      -1.3881353, -1.3881353, -0.26717538, 1.3345914, 0.46271178, 0.46271175, 1.3358767, -1.067673, -0.92542356,
      -0.92542356, 0.13358766, 2.1353462, 0.9254235, 0.92542356, -1.0687015, -0.26691824, -0.46271178, -0.46271178,
      0.5343507, 2.936101, 1.3881353, -1.8508471, -0.6679384, 0.53383654,
    ]
    for (a, b) in zip(try y.scalars() as [Float], expected) { #expect(Swift.abs(a - b) < 1e-5) }
    #expect(try y.mask?.scalars(as: Bool.self) == mask.scalars(as: Bool.self))
    let statistics = try moving(layer)
    let means: [Float] = [0.005, 0.01, 0.0033333334, -0.0033333334]
    let variances: [Float] = [1.0016667, 1.0016667, 1.0055555, 0.9938889]
    for (a, b) in zip(statistics.flatMap { $0 }, means + variances) { #expect(Swift.abs(a - b) < 1e-6) }
  }

  /// The stated gradient against that of the decomposition's finite differences, to all three inputs, in float64.
  @Test(arguments: [(-1, true, true), (1, true, true), (1, false, true), (-1, true, false), (0, false, false)])
  func gradientIsThatOfFiniteDifferences(axis: Int, scale: Bool, center: Bool) throws {
    let layer = BatchNormalization(axis: axis, center: center, scale: scale, dtype: .float64)
    let x = Self.sample([4, 3, 2], 5)
    let cotangent = Self.sample([4, 3, 2], 6)
    _ = layer(x, training: true)
    for (index, weight) in layer.trainableVariables.enumerated() {
      weight.assign(Self.sample(weight.shape, UInt32(20 + index)) + 1)
    }
    func loss(_ x: Tensor) -> Tensor { (layer(x, training: true) * cotangent).sum() }
    let (_, gradients, dx) = valueAndGradients(of: layer.trainableVariables) {
      let value = loss(x)
      return (value, TensorGraph.gradients(of: value, withRespectTo: [x])[0])
    }
    try expectDifferences(of: dx, around: x) { try loss($0).scalar() }
    for (weight, gradient) in zip(layer.trainableVariables, gradients) {
      let start = weight.value
      try expectDifferences(of: gradient, around: start) { value in
        weight.assign(value)
        return try loss(x).scalar()
      }
      weight.assign(start)
    }
  }

  /// Gradients through the batch's mean and variance too, and of the gradient itself.
  @Test func secondDerivativeIsThatOfFiniteDifferences() throws {
    let layer = BatchNormalization(dtype: .float64)
    let x = Self.sample([5, 2], 9)
    let cotangent = Self.sample([5, 2], 10)
    func slope(_ x: Tensor) -> Tensor {
      let value = (layer(x, training: true) * cotangent).sum()
      return (TensorGraph.gradients(of: value, withRespectTo: [x])[0] * cotangent).sum()
    }
    _ = layer(x, training: true)
    let (_, gradient) = valueAndGradient(at: x, slope)
    try expectDifferences(of: gradient, around: x) { point in
      try valueAndGradient(at: point, slope).value.scalar()
    }
  }

  private func expectDifferences(
    of gradient: Tensor, around x: Tensor, _ location: SourceLocation = #_sourceLocation,
    _ value: (Tensor) throws -> Double
  ) throws {
    let step = 1e-5
    let center = try x.scalars(as: Double.self)
    for (index, derivative) in try gradient.scalars(as: Double.self).enumerated() {
      var (high, low) = (center, center)
      high[index] += step
      low[index] -= step
      let shape = x.shape.known!
      let difference =
        try (value(Tensor(high, shape: shape, dtype: .float64)) - value(Tensor(low, shape: shape, dtype: .float64)))
        / (2 * step)
      #expect(Swift.abs(difference - derivative) < 1e-6 * (1 + Swift.abs(derivative)), sourceLocation: location)
    }
  }

  /// Engines may replace the operation; with fast paths off it is what it is made of.
  @Test func decompositionGivesTheSame() throws {
    let layer = BatchNormalization()
    let x = Self.sample([6, 3, 4], 2, dtype: .float32) * 3 + 1
    let whole = try layer(x, training: true).scalars()
    let parts = try FastPaths.$isEnabled.withValue(false) { try layer(x, training: true).scalars() }
    for (a, b) in zip(whole, parts) { #expect(Swift.abs(a - b) < 1e-5) }
  }

  @Test func constantInputStaysFinite() throws {
    let layer = BatchNormalization()
    let x = Tensor.full([4, 2], 1e4)
    let (value, gradient) = valueAndGradient(at: x) { (layer($0, training: true) * 2).sum() }
    #expect(try value.scalar() == 0)
    #expect(try gradient.scalars().allSatisfy { $0 == 0 })
  }
}
