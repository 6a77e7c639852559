// Reinforcement learning: an actor and a critic learn to balance a pole, with a custom training loop.
import ExampleSupport
import Keras

let longest = 500
let model = try actorCritic(units: 128)
let optimizer = Adam(learningRate: 0.01)
let policy = compiled { (state: Tensor) -> Tensor in model.callAll(state)[0] }
let learn = compiled { (states: Tensor, actions: Tensor, returns: Tensor, weights: Tensor) -> Tensor in
  let (loss, gradients) = valueAndGradient(of: model.trainableVariables) {
    episodeLoss(model, states, actions, returns, weights)
  }
  optimizer.apply(gradients, to: model.trainableVariables)
  return loss
}

/// The discounted return of each step, normalized to mean 0 and standard deviation 1.
func returns(steps: Int) -> [Float] {
  var values: [Float] = []
  var sum: Float = 0
  for _ in 0..<steps {
    sum = 1 + 0.99 * sum
    values.insert(sum, at: 0)
  }
  let mean = values.reduce(0, +) / Float(steps)
  let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Float(steps)
  return values.map { ($0 - mean) / (variance.squareRoot() + 1e-7) }
}

/// Values padded with zeros to the longest episode, so that one compiled program serves all episodes.
func filled(_ values: [Float], _ shape: [Int]) -> Tensor {
  Tensor(values + Array(repeating: 0, count: shape.reduce(1, *) - values.count), shape: shape)
}

var average = 0.0
for episode in 1...(isTiny ? 12 : 2_000) {
  var pole = CartPole()
  var states: [Float] = []
  var actions: [Float] = []
  var stands = true
  while stands, actions.count < longest {
    let probabilities = try policy(Tensor(pole.state, shape: [1, 4])).scalars(as: Float.self)
    states += pole.state
    actions.append(Float.random(in: 0..<1) < probabilities[0] ? 0 : 1)
    stands = pole.push(right: actions.last! == 1)
  }
  let steps = actions.count
  _ = try learn(
    filled(states, [longest, 4]), filled(actions, [longest]).cast(to: .int32), filled(returns(steps: steps), [longest]),
    filled(Array(repeating: 1, count: steps), [longest])
  ).scalar()
  average = episode == 1 ? Double(steps) : 0.95 * average + 0.05 * Double(steps)
  if episode % (isTiny ? 4 : 10) == 0 { print("episode \(episode): \(steps) steps, running average \(average)") }
  if average > 195 {
    print("solved at episode \(episode)")
    break
  }
}
