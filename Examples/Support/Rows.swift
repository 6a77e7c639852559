import Keras

/// The rows of `x` at these places.
func rows(of x: Tensor, at places: some Sequence<Int>) -> Tensor {
  apply(Gather(axis: 0), [x, Tensor(places.map(Int32.init))])
}
