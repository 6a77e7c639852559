import Keras
import TensorGraph
import Testing

private func shiftedRelu(_ x: Tensor) -> Tensor { maximum(x, 0.5) }
private func distance(_ pair: [Tensor]) -> Tensor { abs(pair[0] - pair[1]).sum(axis: 1, keepDims: true) }

/// Functions as layers, in each spelling.
@Suite struct LambdaTests {
  let x = Tensor([[-1, 2], [3, 0]] as [[Float]])

  @Test func oneTensor() throws {
    #expect(try Lambda { abs($0) }(x).scalars() == [1, 2, 3, 0])
    #expect(try Lambda(shiftedRelu)(x).scalars() == [0.5, 2, 3, 0.5])
    #expect(try ActivationLayer(Activation(shiftedRelu))(x).scalars() == [0.5, 2, 3, 0.5])
  }

  @Test func listOfTensors() throws {
    #expect(try Lambda(distance)([x, x * 0]).scalars() == [3, 3])
    let inputs = [Input(shape: [2]), Input(shape: [2])]
    let model = try Model(inputs: inputs, outputs: Lambda(distance)(inputs))
    #expect(model.outputs[0].shape == [nil, 1])
    #expect(try model.predict([x, x * 0]).scalars() == [3, 3])
  }

  @Test func inASequentialModel() throws {
    let model = Sequential {
      Input(shape: [2])
      Lambda { $0 * 2 }
      Lambda(shiftedRelu)
      Keras.Reshape([1, 2])
      Flatten()
    }
    #expect(try model.predict(x).scalars() == [0.5, 4, 6, 0.5])
  }

  /// The shape is learned by a call: it may differ from the input's.
  @Test func shapeFollowsTheFunction() {
    let output = Lambda { $0.sum(axis: -1) }(Input(shape: [nil, 3]))
    #expect(output.shape == [nil, nil])
  }
}
