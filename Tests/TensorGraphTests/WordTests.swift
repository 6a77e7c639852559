import TensorGraph
import Testing

/// How messages count and name things.
@Suite struct WordTests {
  @Test func oneAndSeveral() {
    #expect([0, 1, 2, -1].map { $0.counted("axis", "axes") } == ["0 axes", "1 axis", "2 axes", "-1 axes"])
  }

  @Test func articles() {
    #expect(
      ["layer", "activation", "initializer", ""].map(\.withArticle) == [
        "a layer", "an activation", "an initializer", "a ",
      ])
  }

  @Test func controlCharacters() {
    #expect("a\u{1B}[2J\u{7F}\u{9B}b\n\tc é".withoutControls == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b\n\tc é")
    #expect("a\n\u{1B}b\u{FFFE}é".onOneLine == "a\u{FFFD}\u{FFFD}b\u{FFFD}é")
  }
}
