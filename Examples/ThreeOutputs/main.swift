// One input, three named outputs, each with its own loss.
import ExampleSupport
import Keras

let train = try Posts(count: isTiny ? 128 : 4_096, length: isTiny ? 16 : 50)
let test = try Posts(count: isTiny ? 64 : 512, length: isTiny ? 16 : 50)
let model = try authorModel(vocabulary: 10_000, units: isTiny ? 32 : 256, hiddenUnits: 128)
model.summary()
try plotModel(model, to: "three-outputs.svg", showShapes: true)

// Losses, weights, metrics and targets by the names of the outputs …
model.compile(
  optimizer: .rmsprop(),
  loss: ["age": .mse, "income": .categoricalCrossentropy, "gender": .binaryCrossentropy],
  lossWeights: ["age": 0.25, "income": 1, "gender": 10],
  metrics: ["income": [.accuracy], "gender": [.auc()]])
try model.fit(
  train.texts, ["age": train.ages, "income": train.incomes, "gender": train.genders], epochs: isTiny ? 2 : 8)
let result = try model.evaluate(test.texts, ["age": test.ages, "income": test.incomes, "gender": test.genders])
print("income accuracy \(result["income_accuracy"]!), gender AUC \(result["gender_auc"]!)")

// … or in the order of the outputs.
model.compile(
  optimizer: .rmsprop(), loss: [.mse, .categoricalCrossentropy, .binaryCrossentropy], lossWeights: [0.25, 1, 10])
let history = try model.fit(train.texts, [train.ages, train.incomes, train.genders])
print("logs", history.names)

let answers = try model.predictAll(test.texts[0..<3])
print("age", answers[0] * 100)

// A misspelt name is an error that says which one was meant.
do {
  try model.fit(train.texts, ["age": train.ages, "income": train.incomes, "gneder": train.genders])
} catch {
  print(error)
}
