// Sequence to sequence: two LSTM layers learn to add numbers that are written in digits.
import ExampleSupport
import Keras

let digits = isTiny ? 1 : 3
let sums = Sums(count: isTiny ? 50 : 50_000, digits: digits)
let x = Sums.encoded(sums.questions), y = Sums.encoded(sums.answers)
let held = sums.questions.count * 9 / 10

let model = additionModel(
  questionLength: 2 * digits + 1, answerLength: digits + 1, characters: Sums.characters.count, units: 128)
model.summary()
model.compile(optimizer: .adam(), loss: .categoricalCrossentropy, metrics: [.accuracy])
for epoch in 1...(isTiny ? 3 : 30) {
  print("round \(epoch)")
  try model.fit(x[0..<held], y[0..<held], validationData: (x[held...], y[held...]))
  let guesses = try Sums.decoded(model.predict(x[held...]))
  for (question, (answer, guess)) in zip(sums.questions[held...], zip(sums.answers[held...], guesses)).prefix(3) {
    print("\(question)= \(guess) \(guess == answer ? "right" : "wrong, \(answer)")")
  }
  let right = zip(guesses, sums.answers[held...]).count { $0 == $1 }
  print("sums that are right \(Double(right) / Double(guesses.count))")
}
