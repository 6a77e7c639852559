import Keras

/// Made-up texts of 10,000 words. Every age, income and gender has its own words, and half of all words are noise.
struct Posts {
  /// int32 `[count, length]`, with zeros after each text's end.
  let texts: Tensor
  /// In centuries: `[count, 1]`.
  let ages: Tensor
  /// One of ten groups: `[count, 10]`.
  let incomes: Tensor
  /// 0 or 1: `[count, 1]`.
  let genders: Tensor

  init(count: Int, length: Int) throws {
    var words: [[Int]] = []
    var ages: [Float] = []
    var incomes: [Int] = []
    var genders: [Float] = []
    for _ in 0..<count {
      let age = Int.random(in: 15..<85), income = Int.random(in: 0..<10), gender = Int.random(in: 0..<2)
      words.append(
        (0..<Int.random(in: (length / 2)...length)).map { _ in
          switch Int.random(in: 0..<6) {
          case 0: 1 + 20 * age + .random(in: 0..<20)
          case 1: 2_000 + 200 * income + .random(in: 0..<200)
          case 2: 4_000 + 500 * gender + .random(in: 0..<500)
          default: .random(in: 5_000..<10_000)
          }
        })
      ages.append(Float(age) / 100)
      incomes.append(income)
      genders.append(Float(gender))
    }
    texts = try padSequences(words, maxlen: length, padding: .post)
    self.ages = Tensor(ages, shape: [count, 1])
    self.incomes = try toCategorical(incomes, classCount: 10).cast(to: .float32)
    self.genders = Tensor(genders, shape: [count, 1])
  }
}
