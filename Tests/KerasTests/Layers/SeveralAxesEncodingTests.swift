import Keras
import TestKit
import Testing

/// Class numbers with more than two axes: the second one is counted. Values of Keras 3.15.1 on TensorFlow and JAX.
@Suite struct SeveralAxesEncodingTests {
  private let x = Tensor([[[0, 3], [3, 3], [4, 1]], [[2, 2], [0, 0], [1, 4]]])
  private let hot: [Double] = [1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1]
  private let counts: [Double] = [1, 0, 0, 1, 1, 0, 1, 0, 2, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1]

  @Test func categories() throws {
    let modes: [(CategoryEncoding.OutputMode, [Double])] = [(.multiHot, hot), (.count, counts)]
    for (mode, wanted) in modes {
      let layer = CategoryEncoding(tokenCount: 5, outputMode: mode)
      #expect(layer(x).shape == [2, 2, 5])
      expectClose(layer(x), wanted)
      #expect(layer(Input(shape: [3, 2], dtype: .int32)).shape == [nil, 2, 5])
      let model = Sequential {
        Input(shape: [3, 2])
        layer
      }
      expectClose(try model.predict(x), wanted)
    }
    #expect(CategoryEncoding(tokenCount: 5, outputMode: .oneHot)(x).shape == [2, 3, 2, 5])
    expectClose(CategoryEncoding(tokenCount: 4)(Tensor(2)), [0, 0, 1, 0])
    expectClose(CategoryEncoding(tokenCount: 4)(Tensor([2, 0])), [1, 0, 1, 0])
  }

  @Test func weightedCounts() {
    let weights = Tensor((0..<12).map { Float($0) }, shape: [2, 3, 2])
    expectClose(
      CategoryEncoding(tokenCount: 5, outputMode: .count)(x, countWeights: weights),
      [0, 0, 0, 2, 4, 0, 5, 0, 4, 0, 8, 10, 6, 0, 0, 9, 0, 7, 0, 11])
  }

  @Test func intervals() {
    let boundaries = [-0.5, 0, 2]
    expectClose(
      Discretization(boundaries: boundaries, outputMode: .multiHot)(x - 2),
      [1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1])
    expectClose(
      Discretization(boundaries: boundaries, outputMode: .count)(x - 2),
      [1, 0, 1, 1, 1, 0, 2, 0, 2, 0, 1, 0, 1, 0, 1, 1])
  }

  @Test func tokens() {
    expectClose(
      IntegerLookup(vocabulary: [1, 2, 3], outputMode: .count)(x),
      [2, 0, 0, 1, 0, 1, 0, 2, 1, 1, 1, 0, 2, 0, 1, 0])
    expectClose(
      IntegerLookup(vocabulary: [1, 2, 3], idfWeights: [1, 2, 3], outputMode: .tfIDF)(x),
      [4, 0, 0, 3, 0, 1, 0, 6, 2, 1, 2, 0, 4, 0, 2, 0])
  }
}
