import Keras

/// Reads a question with one LSTM layer and writes the answer with another.
/// Input: characters of the question, one-hot: `[batch, question, characters]`; output: probabilities `[batch, answer, characters]`.
func additionModel(questionLength: Int, answerLength: Int, characters: Int, units: Int) -> Sequential {
  Sequential {
    Input(shape: [questionLength, characters])
    LSTM(units)
    // The encoder's output is the decoder's input at each character of the answer.
    RepeatVector(answerLength)
    LSTM(units, returnSequences: true)
    Dense(characters, activation: .softmax)
  }
}

/// Sums as texts, for example `"12+345 "` and `"357 "`.
struct Sums {
  static let characters = Array("0123456789+ ")
  let questions: [String]
  let answers: [String]

  /// Different questions with numbers of up to `digits` digits.
  init(count: Int, digits: Int) {
    var seen: Set<[Int]> = []
    var (questions, answers): ([String], [String]) = ([], [])
    while questions.count < count {
      let numbers = (0..<2).map { _ in Int.random(in: 0..<Self.power(10, Int.random(in: 1...digits))) }
      guard seen.insert(numbers.sorted()).inserted else { continue }
      questions.append(Self.filled("\(numbers[0])+\(numbers[1])", to: 2 * digits + 1))
      answers.append(Self.filled("\(numbers[0] + numbers[1])", to: digits + 1))
    }
    (self.questions, self.answers) = (questions, answers)
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { value, _ in value * base }
  }

  private static func filled(_ text: String, to length: Int) -> String {
    text + String(repeating: " ", count: length - text.count)
  }

  /// One-hot characters: `[texts, length, characters]`.
  static func encoded(_ texts: [String]) -> Tensor {
    let indices = texts.flatMap { $0.map { Int32(characters.firstIndex(of: $0) ?? 0) } }
    return oneHot(Tensor(indices, shape: [texts.count, texts.first?.count ?? 0]), characters.count)
  }

  /// The most likely character at each position of probabilities `[texts, length, characters]`.
  static func decoded(_ probabilities: Tensor) throws -> [String] {
    let length = probabilities.shape[1] ?? 0
    let indices = try probabilities.argmax(axis: -1).scalars(as: Int32.self)
    return stride(from: 0, to: indices.count, by: length).map { start in
      String(indices[start..<(start + length)].map { characters[Int($0)] })
    }
  }
}
