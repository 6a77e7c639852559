// A loss as a closure, as a function with a hyper-parameter, and as a class: three ways to write the same loss.
import Keras

// y = 2x - 1, with an outlier in every fourth row.
let x = Tensor((0..<64).map { Float($0) / 32 - 1 }, shape: [64, 1])
let outlier = Tensor((0..<64).map { $0 % 4 == 0 ? Float(8) : 0 }, shape: [64, 1])
let y = 2 * x - 1 + outlier

for (name, loss) in [
  ("closure", Loss { yTrue, yPred in abs(yTrue - yPred).mean() }),
  ("function", huber(threshold: 1)),
  ("class", Huber(threshold: 1)),
] {
  let model = Sequential { Dense(1) }
  model.compile(optimizer: .sgd(learningRate: 0.1), loss: loss)
  let history = try model.fit(x, y, batchSize: 16, epochs: 50, verbose: 0)
  let slope = try model.predict(Tensor([[1.0]])).scalar() - model.predict(Tensor([[0.0]])).scalar()
  print("\(name): loss \(history["loss"].first!) -> \(history["loss"].last!), slope \(slope)")
}
