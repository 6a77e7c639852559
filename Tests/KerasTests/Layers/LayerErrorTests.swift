import Keras
import TensorGraph
import TestKit
import Testing

/// The full text of what layers say about inputs and arguments that can't work.
@Suite struct LayerErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let layer: @Sendable () -> Layer
    let inputs: [Shape]
    let message: String
    var testDescription: String { message.split(separator: "\n").prefix(3).joined(separator: " ") }

    init(_ inputs: [Shape], _ layer: @escaping @Sendable () -> Layer, _ message: String) {
      self.layer = layer
      self.inputs = inputs
      self.message = message + "\n  at        Test.swift:1"
    }
  }

  @Test(arguments: convolution + pooling + small + merging) func messageIsAsWritten(_ test: Case) {
    let inputs = zip(["a", "b", "c"], test.inputs).map { name, shape in
      Tensor.symbolicInput(name: name, type: TensorType(shape, .float32))
    }
    #expect(LayerContract.message(test.layer(), inputs) == test.message)
    guard test.inputs.allSatisfy({ $0[1...].isKnown }) else { return }
    // Values have no name but are refused too.
    let values = test.inputs.map { shape in Tensor.zeros(Shape(shape.dimensions.map { $0 ?? 2 })) }
    #expect(LayerContract.message(test.layer(), values) != "no error")
  }

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
  ]

  static let small: [Case] = [
    Case(
      [[nil]], { Dense(3, name: "head") },
      """
      Dense 'head' cannot accept this input.
        expected  at least 2 axes, with the batch
        received  [batch] float32   from 'a'
        fix       add an axis: give Input a shape with 1 axes, or use Reshape
      """),
    Case(
      [[nil, 4]], { Dropout(1.5, name: "drop") },
      """
      Dropout 'drop' cannot be built.
        expected  a rate in 0...1
        received  rate: 1.5
        fix       give the share of elements to drop, such as 0.5
      """),
    Case(
      [[nil, 4]], { Dropout(0.5, noiseShape: [nil, 0], name: "drop") },
      """
      Dropout 'drop' cannot be built.
        expected  noiseShape: positive lengths, nil for the input's
        received  noiseShape: [?, 0]
        fix       write 1 for an axis that shares its draws
      """),
    Case(
      [[nil, 4]], { Rescaling(scale: [1, 2, 3], name: "scale") },
      """
      Rescaling 'scale' cannot be built.
        expected  scale: one number, or one for each of the channels on the last axis
        received  3 numbers for [batch, 4]
        fix       give one number for each channel
      """),
    Case(
      [[nil, 12]], { Keras.Reshape([5, 2], name: "grid") },
      """
      Reshape 'grid' cannot accept this input.
        expected  10 elements after the batch, for the shape [5, 2]
        received  12 elements in [batch, 12] float32
        fix       give a target shape with 12 elements, or -1 for one length
      """),
    Case(
      [[nil, 12]], { Keras.Reshape([-1, 5], name: "grid") },
      """
      Reshape 'grid' cannot accept this input.
        expected  a multiple of 5 elements after the batch, for the shape [?, 5]
        received  12 elements in [batch, 12] float32
        fix       give a target shape with 12 elements, or -1 for one length
      """),
    Case(
      [[nil, 12]], { Keras.Reshape([-1, nil], name: "grid") },
      """
      Reshape 'grid' cannot be built.
        expected  a target shape of lengths, at most one of them -1 or nil
        received  [?, ?]
        fix       leave one length open, which then follows from the others
      """),
    Case(
      [[nil, 4]], { BatchNormalization(axis: 2, name: "norm") },
      """
      BatchNormalization 'norm' cannot be built.
        expected  an axis of [batch, 4]
        received  axis: 2
        fix       give the axis of the channels: -1 is the last
      """),
    Case(
      [[nil, nil]], { BatchNormalization(name: "norm") },
      """
      BatchNormalization 'norm' cannot make its weight 'gamma'.
        expected  known lengths for every axis of a weight
        received  [?], from inputs of [batch, ?]
        fix       give the Input a length for that axis
      """),
  ]

  static let merging: [Case] = [
    Case(
      [[nil, 3, 4], [nil, 3, 5]], { Add(name: "sum") },
      """
      Add 'sum' cannot accept these inputs.
        expected  shapes that broadcast: equal lengths after the batch, or 1
        received  [batch, 3, 4] float32 from 'a' and [batch, 3, 5] float32 from 'b'
        fix       project them to one shape first, for example with Dense or Conv2D, or use Concatenate
      """),
    Case(
      [[2, 4], [3, 4]], { Multiply(name: "product") },
      """
      Multiply 'product' cannot accept these inputs.
        expected  one batch size
        received  [2, 4] float32 from 'a' and [3, 4] float32 from 'b'
        fix       take the same number of rows of each
      """),
    Case(
      [[], [nil, 4]], { Maximum(name: "top") },
      """
      Maximum 'top' cannot accept these inputs.
        expected  tensors with a batch axis
        received  [] float32 from 'a' and [batch, 4] float32 from 'b'
        fix       give numbers a batch axis with expandedDimensions(0)
      """),
    Case(
      [], { Average(name: "mean") },
      """
      Average 'mean' cannot accept these inputs.
        expected  a list of at least one tensor
        received  0 tensors
        fix       call it on a list of at least one tensor
      """),
    Case(
      [[nil, 4], [nil, 4], [nil, 4]], { Subtract(name: "difference") },
      """
      Subtract 'difference' cannot accept these inputs.
        expected  a list of two tensors
        received  3 tensors
        fix       call it on a list of two tensors
      """),
    Case(
      [[nil, 3, 4], [nil, 2, 4]], { Concatenate(name: "join") },
      """
      Concatenate 'join' cannot accept these inputs.
        expected  equal lengths on all axes but 2, along which to join
        received  [batch, 3, 4] float32 from 'a' and [batch, 2, 4] float32 from 'b'
        fix       give them one shape first, or join along the axis in which they differ
      """),
    Case(
      [[nil, 3], [nil, 4]], { Concatenate(axis: 2, name: "join") },
      """
      Concatenate 'join' cannot accept these inputs.
        expected  tensors with an axis 2, along which to join
        received  [batch, 3] float32 from 'a' and [batch, 4] float32 from 'b'
        fix       negative axes count from the end
      """),
    Case(
      [[nil, 3], [nil, 4]], { Dot(axes: 1, name: "cosine") },
      """
      Dot 'cosine' cannot accept these inputs.
        expected  equal lengths on axis 1 of the first and axis 1 of the second tensor
        received  [batch, 3] float32 from 'a' and [batch, 4] float32 from 'b'
        fix       give other axes:, or project one of them to the same length
      """),
    Case(
      [[nil, 3], [nil, 3]], { Dot(axes: 0, name: "cosine") },
      """
      Dot 'cosine' cannot accept these inputs.
        expected  tensors with the axes 0 and 0, not the batch axis
        received  [batch, 3] float32 from 'a' and [batch, 3] float32 from 'b'
        fix       give axes: the axis of each tensor to sum over; -1 is the last
      """),
  ]

  /// A layer remembers what it was built for.
  @Test func channelsOfTheFirstInputAreFixed() {
    let layer = Conv2D(4, kernelSize: 3, name: "stem")
    #expect(layer(Input(shape: [8, 8, 3], name: "camera")).error == nil)
    let other = Tensor.symbolicInput(name: "depth", type: TensorType([nil, 8, 8, 1], .float32))
    #expect(
      LayerContract.message(layer, [other]) == """
        Conv2D 'stem' cannot accept this input.
          expected  [batch, 8, 8, 3] float32   (3 was fixed by its first input, 'camera')
          received  [batch, 8, 8, 1] float32   from 'depth'
          fix       give this branch its own Conv2D, or project to 3 features first
          at        Test.swift:1
        """)
  }

  @Test func dropoutNeedsAFittingNoiseShape() {
    let layer = Dropout(0.5, noiseShape: [nil, 1], name: "drop")
    let input = Tensor.zeros([2, 3, 4])
    #expect(
      layer(input, training: true, file: "Test.swift", line: 1).error?.description == """
        Dropout 'drop' cannot accept this input.
          expected  an input that noiseShape [?, 1] fits: the same lengths, or 1
          received  [2, 3, 4] float32
          fix       give noiseShape one entry for each axis, with the batch: nil for the input's length, or 1
          at        Test.swift:1
        """)
  }

  @Test func lambdaSaysWhichKindItTakes() {
    let list = Lambda({ (x: [Tensor]) in x[0] }, name: "pick")
    #expect(
      list(Tensor.zeros([2]), file: "Test.swift", line: 1).error?.description == """
        Lambda 'pick' cannot accept this input.
          expected  a list of tensors, which its function takes
          received  one tensor
          fix       call it on a list, as in layer([a, b]); for a closure of one tensor write Lambda { (x: Tensor) in … }
          at        Test.swift:1
        """)
    let one = Lambda({ abs($0) }, name: "size")
    #expect(
      one([Tensor.zeros([2]), Tensor.zeros([2])], file: "Test.swift", line: 1).error?.description == """
        Lambda 'size' cannot accept this input.
          expected  one tensor, which its function takes
          received  a list of 2
          fix       for a closure of several tensors write Lambda { (x: [Tensor]) in … }
          at        Test.swift:1
        """)
  }

  @Test func lambdaWithAWeightOfAnotherLayerIsRefused() {
    let dense = Dense(2, name: "hidden")
    _ = dense(Tensor.zeros([1, 3]))
    let lambda = Lambda({ dense($0) }, name: "wrapped")
    #expect(
      lambda(Input(shape: [3]), file: "Test.swift", line: 1).error?.description == """
        Lambda 'wrapped' uses the weight 'hidden/kernel' that it does not track.
          expected  weights and layers in properties (or arrays, dictionaries, optionals of them)
          received  a weight reached another way, such as through a closure or a struct
          fix       keep the layer that owns 'hidden/kernel' in a property of Lambda 'wrapped'
          at        Test.swift:1
        """)
  }

  @Test func batchNormalizationNeedsAMaskOfOneAxisLess() {
    let layer = BatchNormalization(name: "norm")
    let input = Tensor.zeros([2, 3, 4, 5]).masked(by: .full([2, 3], true))
    #expect(
      layer(input, training: true, file: "Test.swift", line: 1).error?.description == """
        BatchNormalization 'norm' cannot accept this input.
          expected  a mask with one axis less than the input
          received  mask [2, 3] bool of an input [2, 3, 4, 5] float32
          fix       normalize before the mask's axes are folded, or drop the mask with masked(by: nil)
          at        Test.swift:1
        """)
  }

  /// A build that fails leaves the layer as it was, so that a fitting input can still build it.
  @Test func failedBuildLeavesNothingBehind() throws {
    let layer = Conv2D(4, kernelSize: 3, name: "stem")
    #expect(layer(Input(shape: [8, 8, nil])).error != nil)
    #expect(layer.weights.isEmpty)
    let output = layer(Tensor.zeros([1, 8, 8, 3]))
    #expect(try output.scalars().count == 144)
    #expect(layer.weights.map(\.shape) == [[3, 3, 3, 4], [4]])
  }
}
