import Keras
import TestKit
import Testing

/// Sizes that no memory holds, and calls with nothing or too much: what the layers say.
@Suite struct SizeErrorTests {
  private static func text(_ tensor: Tensor) -> String { tensor.error?.description ?? "no error" }

  @Test func countsBeyondMemory() {
    let x = Input(shape: [5, 4])
    #expect(
      Self.text(LSTM(.max, name: "large")(x, file: "App.swift", line: 1)).replacing("LSTMCell 'lstm_cell", with: "")
        .contains("expected  units of at most 1099511627776\n  received  units: 9223372036854775807"))
    #expect(
      Self.text(RepeatVector(1 << 62, name: "large")(Input(shape: [4]), file: "App.swift", line: 1)) == """
        RepeatVector 'large' cannot be built.
          expected  count of at most 1099511627776
          received  count: 4611686018427387904
          fix       give a smaller count
          at        App.swift:1
        """)
  }

  @Test func windowsBeyondAnyImage() {
    #expect(
      Self.text(
        MaxPooling2D(poolSize: .square(.max), name: "large")(Input(shape: [6, 6, 4]), file: "App.swift", line: 1))
          == """
          MaxPooling2D 'large' cannot be built.
            expected  poolSize: at most 1048576 along an axis
            received  poolSize: 9223372036854775807
            fix       give a smaller poolSize
            at        App.swift:1
          """)
  }

  @Test func statesOfAWrongShape() {
    let x = Tensor.ones([2, 5, 4])
    for (layer, states) in [
      (GRU(2, name: "g"), [Tensor.ones([2, 2, 2])]), (GRU(2, name: "g"), [Tensor.ones([3, 2])]),
      (LSTM(2, name: "g"), [Tensor.ones([2, 2]), Tensor.ones([2, 2, 2])]),
      (RNN([GRUCell(2)], name: "g"), [Tensor.ones([1, 2, 2])]),
    ] as [(RNN, [Tensor])] {
      #expect(Self.text(layer(x, initialState: states)).contains("[batch, 2]"), "\(layer)")
    }
    let fine = GRU(2)(x, initialState: [Tensor.ones([2, 2])])
    #expect(fine.shape == [2, 2])
  }

  @Test func callsWithoutATensor() {
    for layer in [GRU(2, name: "g"), Bidirectional(LSTM(2), name: "g"), Dense(2, name: "g")] as [Layer] {
      let result = layer.invoke([], training: nil, file: "App.swift", line: 1)
      #expect(Self.text(result[0]).contains("'g' cannot accept these inputs.\n  expected  at least one tensor"))
    }
  }

  /// Pictures of no pixels are an error or a result of the right shape.
  @Test(arguments: [[2, 0, 8, 3], [2, 8, 0, 3], [2, 0, 0, 3], [2, 8, 8, 0]])
  func picturesOfNoPixels(_ shape: [Int]) {
    let layers: [Layer] = [
      CenterCrop(height: 6, width: 6), CenterCrop(height: 9, width: 3), Resizing(height: 6, width: 6),
      Resizing(height: 6, width: 6, interpolation: .nearest), RandomCrop(height: 6, width: 6),
      RandomZoom(0.2), RandomRotation(0.2), RandomTranslation(0.2, 0.2),
      RandomFlip(), UpSampling2D(size: 2, interpolation: .bilinear), ZeroPadding2D(padding: 1),
      Conv2DTranspose(2, kernelSize: 3, strides: 2), AdaptiveAveragePooling2D(outputSize: 2),
    ]
    for layer in layers {
      for training in [false, true] {
        let data = layer.invoke([Tensor.ones(Shape(shape))], training: training, file: "App.swift", line: 1)[0]
        #expect(data.error != nil || data.shape.rank == 4, "\(layer)")
      }
    }
  }

  /// Keras 3.15.1 refuses crops that leave nothing as well.
  @Test func cropsThatLeaveNothing() {
    #expect(Self.text(Cropping1D(cropping: 2)(Tensor.ones([2, 4, 3]))).contains("more than 4 positions"))
    #expect(Self.text(Cropping1D(cropping: 2)(Tensor.ones([2, 0, 3]))) != "no error")
    _ = try? Conv1DTranspose(2, kernelSize: 3)(Tensor.ones([1, 0, 3])).scalars()
  }
}
