extension String {
  /// A type's name as Keras writes it in names of layers, losses and optimizers: `AdamW` is `adam_w`.
  package var inSnakeCase: String {
    let letters = Array(self)
    var result = ""
    for (index, letter) in letters.enumerated() {
      let before: Character? = index > 0 ? letters[index - 1] : nil
      let after: Character? = index + 1 < letters.count ? letters[index + 1] : nil
      // A word starts at a capital after a small letter, or at the last capital of several: `RMSprop` is `rm_sprop`.
      let startsWord = before.map { $0.isLowercase || (after?.isLowercase ?? false) && $0 != "_" } ?? false
      if letter.isUppercase, startsWord { result += "_" }
      result += letter.lowercased()
    }
    return result
  }
}
