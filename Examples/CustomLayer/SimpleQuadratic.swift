import Keras

/// activation(a·x² + b·x + c). Input: [batch, …, features], output: [batch, …, units].
final class SimpleQuadratic: Layer, UnaryLayer {
  let units: Int, activation: Activation
  @Weight(.randomNormal()) var a: Tensor
  @Weight(.randomNormal()) var b: Tensor
  @Weight(.zeros) var c: Tensor

  init(_ units: Int = 32, activation: Activation = .linear) {
    self.units = units
    self.activation = activation
    super.init()
  }
  override func build(_ input: Shape) {
    $a.create([input.last, units])
    $b.create([input.last, units])
    $c.create([units])
  }
  func call(_ x: Tensor) -> Tensor {
    activation(matmul(square(x), a) + matmul(x, b) + c)
  }
}
