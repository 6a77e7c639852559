import Foundation
import Keras
import Testing

/// `keras summary` and `keras plot` show the layers of a file's model.
@Suite struct SummaryTests {
  @Test func printsTheSummaryOfTheLibrary() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let outcome = try ToolProgram.run("summary", "line.keras", "--trainable", "--line-length", "90", in: folder)
      #expect(outcome.status == 0)
      let expected = try Small.line().summaryText(lineLength: 90, showTrainable: true)
      #expect(outcome.output == expected + "\n")
      #expect(expected.contains("height (Dense)"))
    }
  }

  @Test func printsJSON() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let json = try ToolProgram.run("summary", "line.keras", "--json", in: folder).json()
      #expect(json["name"]?.string == "line")
      #expect(json["trainable_parameters"]?.integer == 3)
      #expect(json["layers"]?.array?.count == 1)
      #expect(
        json["layers"]?.array?[0] == [
          "name": "height", "class_name": "Dense", "output_shapes": [[nil, 1]], "parameters": 3, "trainable": true,
        ])
    }
  }

  @Test func refusesWeightsAlone() throws {
    try withTemporaryFolder { folder in
      try Small.line().saveWeights(folder.file("line.weights.h5"))
      let outcome = try ToolProgram.run("summary", "line.weights.h5", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          'line.weights.h5' has only weights.
            expected  a model with its architecture
            received  weights (.weights.h5)
            fix       put both in one file: keras convert line.weights.h5 model.keras --model ARCHITECTURE

          """)
    }
  }

  @Test(arguments: [("line.svg", "<svg"), ("line.dot", "digraph"), ("line.png", "PNG")])
  func plots(name: String, content: String) throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let outcome = try ToolProgram.run("plot", "line.keras", "-o", name, "--shapes", "--names", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let bytes = try Data(contentsOf: folder.appending(path: name))
      #expect(String(decoding: bytes.prefix(200), as: UTF8.self).contains(content))
    }
  }

  @Test(arguments: [
    (["plot", "line.keras", "-o", "line.gif"], "'line.gif' does not end in .svg, .png or .dot"),
    (["plot", "line.keras", "-o", "none/line.svg"], "there is no folder 'none' to write to"),
    (["plot", "line.keras", "-o", "line.svg", "--rankdir", "UP"], "--rankdir is TB, LR, BT or RL, not 'UP'"),
    (["summary"], "Missing expected argument '<model>'"),
    (["summary", "line.keras", "--line-length", "3"], "--line-length is 20 to 1000, not 3"),
  ])
  func refusesCommandLines(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run(arguments, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("Error: \(message)\n"), "\(outcome.errors)")
    }
  }
}
