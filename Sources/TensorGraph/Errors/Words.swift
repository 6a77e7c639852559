// What messages say of a number of things, and of one whose name is not known here.

extension Int {
  /// The number and what it counts: "1 axis", "2 axes".
  package func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}

extension String {
  /// The word with its article: "a layer", "an activation".
  package var withArticle: String {
    let isVowel = first.map { "aeiouAEIOU".contains($0) } ?? false
    return (isVowel ? "an " : "a ") + self
  }
}
