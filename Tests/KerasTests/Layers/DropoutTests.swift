import Keras
import TensorGraph
import Testing

@Suite struct DropoutTests {
  let ones = Tensor.ones([40, 50])

  @Test(arguments: [0.1, 0.5, 0.8]) func dropsTheRateAndScalesTheRest(_ rate: Double) throws {
    let values = try Dropout(rate, seed: 11)(ones, training: true).scalars(as: Double.self)
    let kept = values.filter { $0 != 0 }
    #expect(kept.allSatisfy { abs($0 - 1 / (1 - rate)) < 1e-6 })
    // Three standard deviations of a share of 2000 draws.
    let deviation = 3 * (rate * (1 - rate) / 2000).squareRoot()
    #expect(abs(Double(kept.count) / 2000 - (1 - rate)) < deviation)
  }

  @Test func doesNothingOutsideTraining() throws {
    let layer = Dropout(0.5, seed: 1)
    #expect(try layer(ones).scalars() == ones.scalars())
    #expect(try layer(ones, training: false).scalars() == ones.scalars())
    #expect(try Dropout(0)(ones, training: true).scalars() == ones.scalars())
    #expect(try Dropout(1)(ones, training: true).scalars().allSatisfy { $0 == 0 })
  }

  @Test func oneSeedGivesOneRunAndNewDrawsEachCall() throws {
    let first = Dropout(0.5, seed: 5), second = Dropout(0.5, seed: 5), other = Dropout(0.5, seed: 6)
    let a = try first(ones, training: true).scalars()
    #expect(try second(ones, training: true).scalars() == a)
    #expect(try first(ones, training: true).scalars() != a)
    #expect(try other(ones, training: true).scalars() != a)
  }

  @Test func axesOfLengthOneInTheNoiseShapeShareTheirDraws() throws {
    let x = Tensor.ones([8, 5, 6])
    let y = try Dropout(0.5, noiseShape: [nil, 1, nil], seed: 2)(x, training: true).scalars()
    var dropped = 0
    for sample in 0..<8 {
      for feature in 0..<6 {
        let column = Set((0..<5).map { y[(sample * 5 + $0) * 6 + feature] })
        #expect(column.count == 1)
        if column == [0] { dropped += 1 }
      }
    }
    #expect((12...36).contains(dropped))
  }

  /// The gradient passes where the value did, scaled alike.
  @Test func gradientUsesTheSameMask() throws {
    let layer = Dropout(0.4, seed: 3)
    let (value, gradient) = valueAndGradient(at: ones * 3) { layer($0, training: true) }
    #expect(try (value - gradient * 3).scalars().allSatisfy { Swift.abs($0) < 1e-5 })
    #expect(try gradient.scalars().contains(0))
  }

  @Test func stateIsNoWeight() {
    let layer = Dropout(0.5, name: "drop")
    _ = layer(ones)
    #expect(layer.weights.isEmpty)
    #expect(layer.variables.map(\.path) == ["drop/seed_generator/seed_generator_state"])
    #expect(layer.variables.map(\.type) == [TensorType([2], .uint32)])
    #expect(Dropout(0).variables.isEmpty)
  }
}
