import Foundation
import Keras
import Testing

/// Names out of files in plots: neither sequences for terminals nor characters that XML does not have.
@Suite struct PlotControlTests {
  @Test(arguments: ["svg", "dot"]) func labelsHaveNoControlCharacters(ending: String) throws {
    let inner = Sequential(name: "in\u{1B}[2Jner") {
      Input(shape: [2])
      Dense(2, name: "de\u{7}nse\u{FFFE}")
    }
    let input = Input(shape: [2], name: "a\u{9B}31mb")
    let model = try Model(inputs: input, outputs: inner(input), name: "m\n\u{1B}[2J")
    let path = FileManager.default.temporaryDirectory.appending(path: "plot-\(UUID().uuidString).\(ending)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try plotModel(model, to: path, showLayerNames: true, expandNested: true)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let wrong = text.unicodeScalars.filter {
      $0 != "\n" && ($0.properties.generalCategory == .control || $0.value & 0xFFFE == 0xFFFE)
    }
    #expect(wrong.isEmpty)
    for name in ["in\u{FFFD}[2Jner", "de\u{FFFD}nse\u{FFFD}", "a\u{FFFD}31mb", "m\u{FFFD}\u{FFFD}[2J"] {
      #expect(text.contains(name), "\(name)")
    }
  }
}
