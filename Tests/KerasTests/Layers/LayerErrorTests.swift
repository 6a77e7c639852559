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

  @Test(arguments: convolution + pooling + small + merging + shapes + windows + attention + images)
  func messageIsAsWritten(
    _ test: Case
  ) {
    let inputs = zip(["a", "b", "c"], test.inputs).map { name, shape in
      Tensor.symbolicInput(name: name, type: TensorType(shape, .float32))
    }
    #expect(LayerContract.message(test.layer(), inputs) == test.message)
    guard test.inputs.allSatisfy({ $0[1...].isKnown }) else { return }
    // Values have no name but are refused too.
    let values = test.inputs.map { shape in Tensor.zeros(Shape(shape.dimensions.map { $0 ?? 2 })) }
    #expect(LayerContract.message(test.layer(), values) != "no error")
  }

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
        Lambda 'wrapped' uses the variable 'hidden/kernel' that it does not track.
          expected  weights and layers in properties (or arrays, dictionaries, optionals of them)
          received  a variable reached another way, such as through a closure or a struct
          fix       keep 'hidden/kernel', or what owns it, in a property of Lambda 'wrapped'
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
