// An LSTM layer learns verses character by character and continues in their style.
import ExampleSupport
import Keras

let length = 40
let text = Array(verses.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "))
let characters = Set(text).sorted()
let numbers = text.map { Int32(characters.firstIndex(of: $0) ?? 0) }
print("\(text.count) characters, \(characters.count) different ones")

// All sequences of the text, and the character that follows each.
let starts = Array(stride(from: 0, to: isTiny ? 512 : text.count - length, by: 1))
let stretches = Tensor(starts.flatMap { numbers[$0..<($0 + length)] }, shape: [starts.count, length])
let x = oneHot(stretches, characters.count)
let y = oneHot(Tensor(starts.map { numbers[$0 + length] }), characters.count)

let model = characterModel(length: length, characters: characters.count, units: 128)
model.summary()
model.compile(optimizer: .rmsprop(learningRate: 0.01), loss: .categoricalCrossentropy)
for round in 1...(isTiny ? 1 : 8) {
  try model.fit(x, y, batchSize: 128, epochs: isTiny ? 1 : 5)
  for temperature: Float in [0.2, 0.5, 1] {
    let start = Int.random(in: 0..<(text.count - length))
    var written = Array(numbers[start..<(start + length)])
    for _ in 0..<(isTiny ? 40 : 200) {
      let seen = oneHot(Tensor(Array(written.suffix(length)), shape: [1, length]), characters.count)
      let probabilities = try model.predict(seen).scalars(as: Float.self)
      written.append(Int32(sample(probabilities, temperature: temperature)))
    }
    let continuation = String(written.dropFirst(length).map { characters[Int($0)] })
    print("round \(round), temperature \(temperature): …\(continuation)")
  }
}
