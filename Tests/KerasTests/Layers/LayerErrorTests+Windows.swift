import Keras
import TensorGraph

extension LayerErrorTests {
  static let convolution: [Case] = [
    Case(
      [[nil, 28, 28]], { Conv2D(4, kernelSize: 3, name: "stem") },
      """
      Conv2D 'stem' cannot accept this input.
        expected  4 axes, with the batch
        received  [batch, 28, 28] float32   from 'a'
        fix       add an axis: give Input a shape with 3 axes, or use Reshape
      """),
    Case(
      [[nil, 2, 28, 1]], { Conv2D(4, kernelSize: 3, name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  at least 3 positions along axis 1, which kernelSize [3, 3] covers
        received  [batch, 2, 28, 1]
        fix       use padding: .same, a smaller kernelSize or a larger input
      """),
    Case(
      [[nil, 1, 9, 4]], { Conv2D(4, kernelSize: 3, dataFormat: .channelsFirst, dilationRate: 2, name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  at least 5 positions along axis 3, which kernelSize [3, 3] with dilationRate [2, 2] covers
        received  [batch, 1, 9, 4]
        fix       use padding: .same, a smaller kernelSize or a larger input
      """),
    Case(
      [[nil, 8, 8, nil]], { Conv2D(4, kernelSize: 3, name: "stem") },
      """
      Conv2D 'stem' cannot make its weight 'kernel'.
        expected  known lengths for every axis of a weight
        received  [3, 3, ?, 4], from inputs of [batch, 8, 8, ?]
        fix       give the Input a length for that axis
      """),
    Case(
      [[nil, 8, 8, 3]], { Conv2D(4, kernelSize: 3, groups: 2, name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  channels divisible by groups: 2
        received  3 channels in [batch, 8, 8, 3]
        fix       give other groups, or check dataFormat: .channelsLast
      """),
    Case(
      [[nil, 8, 8, 3]], { Conv2D(4, kernelSize: 3, groups: 3, name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  filters divisible by groups
        received  filters: 4 and groups: 3
        fix       give 3 filters, or other groups
      """),
    Case(
      [[nil, 8, 8, 3]], { Conv2D(0, kernelSize: 3, name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  filters of at least 1
        received  filters: 0
        fix       give a positive filters
      """),
    Case(
      [[nil, 8, 8, 3]], { Conv2D(4, kernelSize: [3, 3, 3], name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  kernelSize: one positive number, or 2 of them
        received  kernelSize: [3, 3, 3]
        fix       write kernelSize: 3 or kernelSize: [3, 5]
      """),
    Case(
      [[nil, 8, 8, 3]], { Conv2D(4, kernelSize: 3, strides: 0, name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  strides: one positive number, or 2 of them
        received  strides: 0
        fix       write strides: 3 or strides: [3, 5]
      """),
    Case(
      [[nil, 8, 8, 3]], { Conv2D(4, kernelSize: 3, strides: 2, dilationRate: [1, 2], name: "stem") },
      """
      Conv2D 'stem' cannot be built.
        expected  strides: 1 or dilationRate: 1
        received  strides: 2 and dilationRate: [1, 2]
        fix       use one of the two
      """),
  ]

  static let pooling: [Case] = [
    Case(
      [[nil, 28, 28, 1, 1]], { MaxPooling2D(name: "pool") },
      """
      MaxPooling2D 'pool' cannot accept this input.
        expected  4 axes, with the batch
        received  [batch, 28, 28, 1, 1] float32   from 'a'
        fix       remove an axis, for example with Flatten
      """),
    Case(
      [[nil, 1, 8, 3]], { AveragePooling2D(poolSize: 2, name: "pool") },
      """
      AveragePooling2D 'pool' cannot be built.
        expected  at least 2 positions along axis 1, which poolSize [2, 2] covers
        received  [batch, 1, 8, 3]
        fix       use padding: .same, a smaller poolSize or a larger input
      """),
    Case(
      [[nil, 8, 8, 3]], { MaxPooling2D(poolSize: [2], name: "pool") },
      """
      MaxPooling2D 'pool' cannot be built.
        expected  poolSize: one positive number, or 2 of them
        received  poolSize: [2]
        fix       write poolSize: 3 or poolSize: [3, 5]
      """),
    Case(
      [[nil, 8]], { GlobalMaxPooling2D(name: "pool") },
      """
      GlobalMaxPooling2D 'pool' cannot accept this input.
        expected  4 axes, with the batch
        received  [batch, 8] float32   from 'a'
        fix       add an axis: give Input a shape with 3 axes, or use Reshape
      """),
    Case(
      [[nil, 8, 8, 3]], { AdaptiveMaxPooling2D(outputSize: [2, 0], name: "pool") },
      """
      AdaptiveMaxPooling2D 'pool' cannot be built.
        expected  outputSize: one positive number, or 2 of them
        received  outputSize: [2, 0]
        fix       write outputSize: 3 or outputSize: [3, 5]
      """),
    Case(
      [[nil, 8, 3]], { AdaptiveAveragePooling1D(outputSize: 1 << 40, name: "pool") },
      """
      AdaptiveAveragePooling1D 'pool' cannot be built.
        expected  outputSize: at most 1048576 along an axis
        received  outputSize: 1099511627776
        fix       give a smaller outputSize
      """),
    Case(
      [[nil, 0, 3]], { AdaptiveAveragePooling1D(outputSize: 2, name: "pool") },
      """
      AdaptiveAveragePooling1D 'pool' cannot accept this input.
        expected  at least one position along each spatial axis
        received  [batch, 0, 3] float32
        fix       check what comes before the pooling
      """),
  ]
}
