import Keras
import TestKit
import Testing

/// Classes of Keras that no model here can have, and names that a terminal would obey.
@Suite struct AbsentClassTests {
  private func text(_ className: String, _ name: String = "it") -> String {
    """
    {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "layers": [
    {"module": "keras.layers", "class_name": "\(className)", "config": {"name": "\(name)"}}]}}
    """
  }

  @Test func aLayerOfTexts() {
    #expect(
      kerasErrorText { try Model.fromJSON(text("TextVectorization")) } == """
        The model's text cannot be read: net/it.
          expected  a layer of numbers that is known here
          received  'TextVectorization', which takes texts, and no tensor holds texts here
          fix       save the model in Python from the layer behind it on, and put TextVectorization in front of the model
        """)
  }

  @Test func aLayerOfKerasThatIsNotHere() {
    #expect(
      kerasErrorText { try Model.fromJSON(text("MelSpectrogram")) } == """
        The model's text cannot be read: net/it.
          expected  a layer of numbers that is known here
          received  'MelSpectrogram', a layer of Keras that this library does not have
          fix       give a class of that name of your own in customObjects:, or make the model without it
        """)
    #expect(kerasErrorText { try Model.fromJSON(text("Denze")) }.contains("did you mean 'Dense'?"))
  }

  @Test func namesOfFilesDontReachTheTerminalAsTheyAre() throws {
    let escape = "\\u001b[2J\\u0007"
    let error = kerasErrorText { try Model.fromJSON(text("Denze", escape)) }
    #expect(error.contains("net/\u{FFFD}[2J\u{FFFD}.") && !error.contains("\u{1B}"))
    let summary = try Model.fromJSON(text("ReLU", escape)).summaryText()
    #expect(summary.contains("\u{FFFD}[2J\u{FFFD}") && !summary.contains("\u{1B}"))
  }
}
