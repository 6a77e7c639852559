// Plain functions as layers and as activations.
import Keras

func shiftedRelu(_ x: Tensor) -> Tensor { maximum(x, 0.5) }

let model = Sequential {
  Input(shape: [4])
  Lambda { abs($0) }
  Lambda(shiftedRelu)
  Dense(128, activation: Activation(shiftedRelu))
  Dense(1)
}
model.summary()

let x = Tensor([[-2, -0.25, 0.25, 2], [1, 0, -1, 3]] as [[Float]])
print("absolute", abs(x))
print("shifted", shiftedRelu(abs(x)))
print("output", try model.predict(x).shape)
