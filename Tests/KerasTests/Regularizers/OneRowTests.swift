import Keras
import Testing

/// Of one row, or one column, there is no pair that could be orthogonal: nothing is added, where Keras gives NaN. The others are
/// Keras' values.
@Suite struct OneRowTests {
  @Test(
    arguments: [
      ([1, 3], Regularizer.OrthogonalMode.rows, 0), ([3, 1], .columns, 0), ([1, 1], .rows, 0), ([1, 1], .columns, 0),
      ([3, 1], .rows, 0.01), ([2, 2], .columns, 0.01),
    ] as [([Int], Regularizer.OrthogonalMode, Float)])
  func theirPenaltyIsANumber(_ shape: [Int], _ mode: Regularizer.OrthogonalMode, _ expected: Float) throws {
    let ones = Tensor([Float](repeating: 1, count: shape[0] * shape[1]), shape: shape)
    let value = try Regularizer.orthogonal(mode: mode)(ones).scalars(as: Float.self)
    #expect(value.count == 1)
    #expect(abs(value[0] - expected) < 1e-6)
  }

  @Test func aModelWithSuchAWeightLearns() throws {
    let model = Sequential {
      Input(shape: [1])
      Dense(4, kernelRegularizer: .orthogonal())
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    #expect(try model.fit(Tensor.ones([4, 1]), Tensor.ones([4, 4]), verbose: 0)["loss"][0].isFinite)
    #expect(try model.weightValues[0].scalars(as: Float.self).allSatisfy(\.isFinite))
  }
}
