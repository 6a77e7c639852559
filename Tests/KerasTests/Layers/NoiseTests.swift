import Keras
import TensorGraph
import Testing

/// Layers that disturb their input in training: by mean, variance and shared draws, within three standard deviations.
@Suite struct NoiseTests {
  static let count = 20_000
  let zeros = Tensor.zeros([100, 200]), ones = Tensor.ones([100, 200])

  private func moments(_ x: Tensor) throws -> (mean: Double, variance: Double) {
    let (mean, variance) = x.moments(axes: [0, 1])
    return (try mean.scalar(), try variance.scalar())
  }

  @Test func gaussianNoiseAddsItsDeviation() throws {
    let (mean, variance) = try moments(GaussianNoise(0.4, seed: 1)(zeros, training: true))
    #expect(abs(mean) < 3 * 0.4 / Double(Self.count).squareRoot())
    #expect(abs(variance - 0.16) < 3 * 0.16 * (2 / Double(Self.count)).squareRoot())
  }

  @Test func gaussianDropoutMultipliesByNumbersAroundOne() throws {
    let (mean, variance) = try moments(GaussianDropout(0.2, seed: 1)(ones, training: true))
    #expect(abs(mean - 1) < 3 * 0.5 / Double(Self.count).squareRoot())
    #expect(abs(variance - 0.25) < 3 * 0.25 * (2 / Double(Self.count)).squareRoot())
  }

  @Test func alphaDropoutKeepsMeanAndVariance() throws {
    let x = Random.normal([100, 200], key: Tensor([UInt32(5), 6]))
    let (mean, variance) = try moments(AlphaDropout(0.3, seed: 1)(x, training: true))
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
    #expect(try AlphaDropout(1)(x, training: true).scalars().allSatisfy { $0 == 0 })
  }

  @Test func nothingHappensOutsideTraining() throws {
    for layer in [GaussianNoise(0.5), GaussianDropout(0.5), AlphaDropout(0.5), SpatialDropout1D(0.5)] as [NoiseLayer] {
      let x = Tensor.ones([2, 3, 4])
      #expect(try layer(x).scalars() == x.scalars())
    }
  }

  @Test(arguments: [DataFormat.channelsLast, .channelsFirst])
  func spatialDropoutDropsWholeChannels(_ format: DataFormat) throws {
    let shape: Shape = format == .channelsLast ? [20, 3, 4, 10] : [20, 10, 3, 4]
    let y = SpatialDropout2D(0.5, dataFormat: format, seed: 2)(.ones(shape), training: true)
    let axes = format == .channelsLast ? [1, 2] : [2, 3]
    let (largest, smallest) = try (y.max(axes: axes).scalars(), y.min(axes: axes).scalars())
    #expect(largest == smallest)
    #expect(Set(largest) == [0, 2])
    let dropped = largest.count { $0 == 0 }
    #expect((79...121).contains(dropped))
  }

  @Test func activityRegularizationAddsToTheLoss() throws {
    let input = Input(shape: [3])
    let model = try Model(inputs: input, outputs: ActivityRegularization(l1: 0.5, l2: 0.25)(input))
    model.compile(optimizer: .sgd, loss: .mse)
    // Σ|x| = 6 and Σx² = 14 over one sample; the error itself is 0.
    let x = Tensor([[1.0, -2.0, 3.0]])
    #expect(try abs(model.testOnBatch(x, x)["loss"]! - (0.5 * 6 + 0.25 * 14)) < 1e-6)
  }
}
