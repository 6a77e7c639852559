// A Transformer block classifies opinions as positive or negative, with negations among them.
import ExampleSupport
import Keras

let train = try Opinions(count: isTiny ? 256 : 8_000), test = try Opinions(count: isTiny ? 128 : 2_000)
let model = try transformerClassifier(vocabulary: Opinions.vocabulary.count, length: Opinions.length)
model.summary(expandNested: true)
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
try model.fit(train.words, train.labels, epochs: isTiny ? 2 : 8, validationData: (test.words, test.labels))

let opinions = try model.predict(test.words[0..<5]).argmax(axis: -1).scalars(as: Int32.self)
for (sentence, opinion) in zip(test.sentences, opinions) { print("\(opinion == 1 ? "praise" : "blame "): \(sentence)") }
let result = try model.evaluate(test.words, test.labels)
print("test accuracy \(result["accuracy"]!)")
