import Keras
import TensorGraph

extension LayerErrorTests {
  static let windows: [Case] = [
    Case(
      [[nil, 9, 9, 1]], { Conv1D(4, kernelSize: 3, name: "words") },
      """
      Conv1D 'words' cannot accept this input.
        expected  3 axes, with the batch
        received  [batch, 9, 9, 1] float32   from 'a'
        fix       remove an axis, for example with Flatten
      """),
    Case(
      [[nil, 2, 1]], { Conv1D(4, kernelSize: 3, name: "words") },
      """
      Conv1D 'words' cannot be built.
        expected  at least 3 positions along axis 1, which kernelSize [3] covers
        received  [batch, 2, 1]
        fix       use padding: .same, a smaller kernelSize or a larger input
      """),
    Case(
      [[nil, 8, 8, 2]], { Conv2DTranspose(4, kernelSize: 3, strides: 2, outputPadding: 2, name: "up") },
      """
      Conv2DTranspose 'up' cannot be built.
        expected  outputPadding of at least 0 and below strides: 2
        received  outputPadding: 2
        fix       leave it out for an output of length · strides
      """),
    Case(
      [[nil, 8, 8, 2]], { Conv2DTranspose(4, kernelSize: 3, strides: 2, dilationRate: 2, name: "up") },
      """
      Conv2DTranspose 'up' cannot be built.
        expected  strides: 1 or dilationRate: 1
        received  strides: 2 and dilationRate: 2
        fix       use one of the two
      """),
    Case(
      [[nil, 8, 8, 2]], { DepthwiseConv2D(kernelSize: 3, depthMultiplier: 0, name: "each") },
      """
      DepthwiseConv2D 'each' cannot be built.
        expected  depthMultiplier of at least 1
        received  depthMultiplier: 0
        fix       give a positive depthMultiplier
      """),
    Case(
      [[nil, 8, 8, nil]], { DepthwiseConv2D(kernelSize: 3, name: "each") },
      """
      DepthwiseConv2D 'each' cannot make its weight 'kernel'.
        expected  known lengths for every axis of a weight
        received  [3, 3, ?, 1], from inputs of [batch, 8, 8, ?]
        fix       give the Input a length for that axis
      """),
    Case(
      [[nil, 8, 8, 2]], { SeparableConv2D(0, kernelSize: 3, name: "two") },
      """
      SeparableConv2D 'two' cannot be built.
        expected  filters of at least 1
        received  filters: 0
        fix       give a positive filters
      """),
    Case(
      [[nil, 8, 8, 8, 1]], { MaxPooling3D(poolSize: [2, 2], name: "pool") },
      """
      MaxPooling3D 'pool' cannot be built.
        expected  poolSize: one positive number, or 3 of them
        received  poolSize: [2, 2]
        fix       write one number, or one for each axis
      """),
    Case(
      [[nil, 1, 4]], { AveragePooling1D(poolSize: 2, name: "pool") },
      """
      AveragePooling1D 'pool' cannot be built.
        expected  at least 2 positions along axis 1, which poolSize [2] covers
        received  [batch, 1, 4]
        fix       use padding: .same, a smaller poolSize or a larger input
      """),
  ]
}
