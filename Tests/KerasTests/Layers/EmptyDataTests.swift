import Keras
import TestKit
import Testing

/// Layers where there is nothing to count.
@Suite struct EmptyDataTests {
  @Test func theMeanOfAWhollyMaskedRowIsZero() throws {
    let x = Tensor([[[1, 2], [3, 6]], [[5, 5], [7, 7]]] as [[[Float]]])
    let mask = Tensor([[1, 1], [0, 0]] as [[Float]]).cast(to: .bool)
    for format in [DataFormat.channelsLast, .channelsFirst] {
      let y = GlobalAveragePooling1D(dataFormat: format)(x.masked(by: mask))
      expectClose(y, format == .channelsLast ? [2, 4, 0, 0] : [1.5, 4.5, 0, 0])
    }
    // Its gradient too.
    let layer = Dense(1)
    _ = layer(x)
    let result = valueAndGradients(of: layer.trainableVariables) {
      (GlobalAveragePooling1D()(layer(x).masked(by: mask)).sum(), ())
    }
    for gradient in result.gradients { #expect(try gradient.scalars().allSatisfy(\.isFinite)) }
  }

  @Test func normalizationOfNoRows() throws {
    let layer = Normalization(name: "no_rows")
    #expect(
      kerasErrorText { try layer.adapt(Tensor.zeros([0, 3])) } == """
        Normalization 'no_rows' cannot adapt.
          expected  at least one sample
          received  none
          fix       check what gives the batches
        """)
    // Empty batches between others don't count.
    try layer.adapt(batches: [Tensor.zeros([0, 1]), Tensor([[1], [3]] as [[Float]]), Tensor.zeros([0, 1])])
    expectClose(layer(Tensor([[1], [3]] as [[Float]])), [-1, 1])
  }

  @Test func discretizationOfNoNumbers() {
    #expect(throws: KerasError.self) { try Discretization(binCount: 3).adapt(Tensor.zeros([0, 2])) }
  }
}
