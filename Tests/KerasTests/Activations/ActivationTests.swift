import Keras
import TensorGraph
import Testing

/// What users can do with activations, and what values at kinks and ends of the range are.
@Suite struct ActivationTests {
  @Test func ownFunctions() throws {
    func shiftedRelu(_ x: Tensor) -> Tensor { maximum(x, 0.5) }
    let x = Tensor([0, 1] as [Float])
    #expect(try Activation(shiftedRelu)(x).scalars() == [0.5, 1])
    #expect(Activation("shifted", shiftedRelu).name == "shifted")
  }

  /// As in every Keras backend, nothing flows back through a rectifier at 0.
  @Test func rectifierAtItsKink() throws {
    let x = Tensor([-1, 0, 1] as [Float])
    #expect(try gradient { Activation.relu($0).sum() }(x).scalars() == [0, 0, 1])
    #expect(try gradient { Activation.relu6($0).sum() }(Tensor([0, 5, 7] as [Float])).scalars() == [0, 1, 0])
    #expect(try Activation.relu(Tensor([Float.nan])).scalars(as: Float.self)[0].isNaN)
  }

  @Test func finiteFarOut() throws {
    let activations: [Activation] = [
      .linear, .relu, .relu6, .leakyRelu, .elu, .selu, .gelu, .gelu(approximate: true), .sigmoid, .hardSigmoid, .tanh,
      .softmax, .logSoftmax, .softplus, .softsign, .silu, .swish, .hardSilu, .hardSwish, .mish, .logSigmoid,
      .celu, .celu(alpha: 0.3), .hardShrink, .hardTanh, .softShrink, .sparsePlus, .sparseSigmoid, .squareplus,
      .tanhShrink, .threshold(1, defaultValue: -2),
    ]
    let x = Tensor([[-90, -30, 0, 30, 90]] as [[Float]])
    for activation in activations {
      #expect(try activation(x).scalars(as: Float.self).allSatisfy { $0.isFinite }, "\(activation.name)")
      let gradient = gradient { activation($0).sum() }(x)
      #expect(try gradient.scalars(as: Float.self).allSatisfy { $0.isFinite }, "\(activation.name)")
    }
  }
}
