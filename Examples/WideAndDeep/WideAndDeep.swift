import Keras

/// Some features lead straight to the output, others through hidden layers, which also have an auxiliary output.
/// Inputs: wide `[batch, features]`, deep `[batch, features]`; outputs: main and auxiliary, both `[batch, 1]`.
final class WideAndDeep: Model, MultiOutputLayer {
  let hidden1: Dense, hidden2: Dense
  let main = Dense(1), auxiliary = Dense(1)

  init(units: Int = 30, activation: Activation = .relu) {
    hidden1 = Dense(units, activation: activation)
    hidden2 = Dense(units, activation: activation)
    super.init()
  }
  func call(_ inputs: [Tensor]) -> [Tensor] {
    let wide = inputs[0], deep = inputs[1]
    let hidden = hidden2(hidden1(deep))
    return [main(concatenated([wide, hidden], axis: -1)), auxiliary(hidden)]
  }
}
