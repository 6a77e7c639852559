import Keras

/// Two heads on one hidden layer: the probabilities of both actions, and the expected return.
/// Input: `[batch, 4]`, outputs: `[batch, 2]` and `[batch, 1]`.
func actorCritic(units: Int) throws -> Model {
  let state = Input(shape: [4])
  let common = Dense(units, activation: .relu)(state)
  let action = Dense(2, activation: .softmax, name: "action")(common)
  let value = Dense(1, name: "value")(common)
  return try Model(inputs: state, outputs: [action, value])
}

/// The loss of an episode: actions that led to more reward than expected become more likely, and the critic learns to expect it.
/// - Parameters:
///   - states: `[steps, 4]`.
///   - actions: int32 `[steps]`.
///   - returns: the discounted reward after each step: `[steps]`.
///   - weights: 1 for the steps that took place, 0 for padding: `[steps]`.
func episodeLoss(_ model: Model, _ states: Tensor, _ actions: Tensor, _ returns: Tensor, _ weights: Tensor) -> Tensor {
  let outputs = model.callAll(states, training: true)
  let value = outputs[1].squeezed(axis: -1)
  let logProbability = log((outputs[0] * oneHot(actions, 2)).sum(axis: 1))
  let advantage = returns - value
  let actor = -logProbability * advantage
  let size = abs(advantage)
  let critic = which(size .<= 1, 0.5 * square(size), size - 0.5)
  return ((actor + critic) * weights).sum()
}
