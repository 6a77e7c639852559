import Foundation
import Keras
import Testing

/// Pictures of a model's graph.
@Suite struct PlotModelTests {
  private func plotted(_ model: Model, _ suffix: String, showShapes: Bool = false, showDType: Bool = false) throws
    -> String
  {
    let path = FileManager.default.temporaryDirectory.appending(path: "plot-\(UUID().uuidString).\(suffix)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try plotModel(model, to: path, showShapes: showShapes, showDType: showDType)
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  private func branches() throws -> Model {
    let left = Input(shape: [4], name: "left"), right = Input(shape: [4], name: "right")
    let shared = Dense(3, name: "shared")
    let joined = Concatenate(name: "joined")([shared(left), shared(right)])
    return try Model(inputs: [left, right], outputs: Dense(1, name: "a<b")(joined), name: "two \"eyes\"")
  }

  @Test func graphvizTextListsBoxesAndArrows() throws {
    #expect(
      try plotted(branches(), "dot", showShapes: true) == """
        digraph "two \\"eyes\\"" {
          node [shape=box, fontname="sans-serif"];
          n0 [label="left (Input)\\n[?, 4]"];
          n1 [label="right (Input)\\n[?, 4]"];
          n2 [label="shared (Dense)\\n[?, 3]"];
          n0 -> n2;
          n3 [label="shared (Dense)\\n[?, 3]"];
          n1 -> n3;
          n4 [label="joined (Concatenate)\\n[?, 6]"];
          n2 -> n4;
          n3 -> n4;
          n5 [label="a<b (Dense)\\n[?, 1]"];
          n4 -> n5;
        }

        """)
  }

  @Test func pictureIsXMLWithABoxForEachCallAndAnArrowForEachInput() throws {
    let svg = try plotted(branches(), "svg", showDType: true)
    #expect(svg.components(separatedBy: "<rect x=").count - 1 == 6)
    #expect(svg.components(separatedBy: "marker-end=").count - 1 == 5)
    #expect(svg.contains(">a&lt;b (Dense)</text>"))
    #expect(svg.contains(">float32</text>"))
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
  }

  @Test func boxesOfARowDoNotOverlap() throws {
    let input = Input(shape: [8], name: "input")
    let wide = (0..<5).map { Dense(2, name: "branch_with_a_long_name_\($0)")(input) }
    let svg = try plotted(try Model(inputs: input, outputs: Add(name: "sum")(wide)), "svg")
    let boxes = svg.matches(of: /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/).map {
      (x: Double($0.1)!, y: Double($0.2)!, width: Double($0.3)!)
    }
    #expect(boxes.count == 7)
    for (index, a) in boxes.enumerated() {
      for b in boxes[(index + 1)...] where a.y == b.y {
        #expect(a.x + a.width < b.x || b.x + b.width < a.x)
      }
    }
  }

  @Test func aModelWithoutAGraphSaysSo() {
    let error = #expect(throws: KerasError.self) { try plotModel(Sequential([Dense(1)], name: "open")) }
    #expect(
      error?.description == """
        plotModel cannot draw Sequential 'open'.
          expected  a model that has been built
          received  a model that has not seen an input
          fix       give it an Input, or call it on data first
        """)
  }

  @Test func aPathThatCannotBeWrittenIsNamed() throws {
    let model = try branches()
    let error = #expect(throws: KerasError.self) { try plotModel(model, to: "no-such-folder/model.svg") }
    #expect(error?.description.hasPrefix("plotModel cannot write 'no-such-folder/model.svg'.\n") == true)
  }
}
