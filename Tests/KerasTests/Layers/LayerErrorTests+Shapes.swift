import Keras
import TensorGraph

extension LayerErrorTests {
  static let shapes: [Case] = [
    Case(
      [[nil, 3, 4]], { Permute([0, 1], name: "turn") },
      """
      Permute 'turn' cannot be built.
        expected  each of the axes 1...2 once
        received  axes: [0, 1]
        fix       count from 1; the batch axis 0 stays first
      """),
    Case(
      [[nil, 3, 4]], { RepeatVector(2, name: "again") },
      """
      RepeatVector 'again' cannot accept this input.
        expected  2 axes, with the batch
        received  [batch, 3, 4] float32   from 'a'
        fix       remove an axis, for example with Flatten
      """),
    Case(
      [[nil, 3]], { Embedding(0, 4, name: "words") },
      """
      Embedding 'words' cannot be built.
        expected  inputDim of at least 1
        received  inputDim: 0
        fix       give a positive inputDim
      """),
    Case(
      [[nil, 8, 8, 1]], { ZeroPadding2D(padding: [1, 2, 3], name: "edge") },
      """
      ZeroPadding2D 'edge' cannot be built.
        expected  padding: one number, or 2 of them, or 2 pairs of before and after, none negative
        received  padding: [1, 2, 3]
        fix       write padding: 1, or one number or pair for each spatial axis
      """),
    Case(
      [[nil, 8, 1]], { ZeroPadding1D(padding: -1, name: "edge") },
      """
      ZeroPadding1D 'edge' cannot be built.
        expected  padding: one number, or those before and after, none negative
        received  padding: -1
        fix       write padding: 1 or padding: [1, 2]
      """),
    Case(
      [[nil, 8, 4, 1]], { Cropping2D(cropping: [1, [2, 2]], name: "middle") },
      """
      Cropping2D 'middle' cannot accept this input.
        expected  more than 4 positions along axis 2, which cropping takes away
        received  [batch, 8, 4, 1] float32
        fix       crop less, or give a larger input
      """),
    Case(
      [[nil, 8, 8, 1]], { UpSampling2D(size: [2, 0], name: "large") },
      """
      UpSampling2D 'large' cannot be built.
        expected  size: one positive number, or 2 of them
        received  size: [2, 0]
        fix       write size: 3 or size: [3, 5]
      """),
    Case(
      [[nil, 8]], { LeakyReLU(negativeSlope: -1, name: "bend") },
      """
      LeakyReLU 'bend' cannot be built.
        expected  negativeSlope of at least 0
        received  negativeSlope: -1.0
        fix       give 0 or more
      """),
    Case(
      [[nil, 8]], { PReLU(sharedAxes: [0], name: "bend") },
      """
      PReLU 'bend' cannot be built.
        expected  sharedAxes in 1..<2 of [batch, 8]
        received  sharedAxes: [0]
        fix       count axes from 1; the batch axis 0 always shares
      """),
    Case(
      [[nil, 8]], { GaussianDropout(1, name: "noise") },
      """
      GaussianDropout 'noise' cannot be built.
        expected  a rate in 0..<1
        received  rate: 1.0
        fix       give a share below 1, such as 0.5
      """),
    Case(
      [[nil, 8]], { GaussianNoise(2, name: "noise") },
      """
      GaussianNoise 'noise' cannot be built.
        expected  a standard deviation in 0...1
        received  standardDeviation: 2.0
        fix       scale the input to about that size first, for example with Normalization
      """),
  ]
}
