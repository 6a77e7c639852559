import Foundation
import Testing

/// Each program of the Examples folder runs tiny and says what it should.
@Suite struct ExamplesTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    /// Regular expressions, each of which matches somewhere in the output.
    let patterns: [String]
    /// Files that the program leaves in its folder.
    var files: [String] = []
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "SequentialMNIST",
      patterns: [
        #"Total params: 109,386"#, #"Epoch 5/5"#, #"probabilities .*256, 10"#,
        #"test loss \d+\.\d+, accuracy 0\.\d+"#,
      ],
    ),
    Case(
      name: "FunctionalMNIST",
      patterns: [#"features \[256, 128\]\nshared true\n8/8 "#, #"test accuracy 0\.[4-9]\d*"#]),
    Case(
      name: "Siamese",
      patterns: [#"Epoch 20/20"#, #"pairs judged correctly 0\.[5-9]\d*"#], files: ["siamese.svg"]),
    Case(
      name: "CustomLosses",
      patterns: [
        #"closure: .*slope (1\.[5-9]|2\.[0-5])"#, #"function: .*slope (1\.[5-9]|2\.[0-5])"#,
        #"class: .*slope (1\.[5-9]|2\.[0-5])"#,
      ]),
    Case(
      name: "LambdaLayers",
      patterns: [#"\[\[2\.   0\.25 0\.25 2\.  \]"#, #"\[\[2\.  0\.5 0\.5 2\. \]"#, #"output \[2, 1\]"#]),
    Case(
      name: "CustomLayer",
      patterns: [#"\na (2\.99|3\.0)"#, #"\nb -(1\.99|2\.0)"#, #"\nc (0\.99|1\.0)"#]),
    Case(name: "SubclassedModels", patterns: [#"identity_block"#, #"test accuracy 0\.\d+"#]),
    Case(name: "TrainingLoop", patterns: [#"(\d+\.\d+\n){4}"#]),
    Case(name: "Serving", patterns: (0..<32).map { "request \($0): a [0-9]\n" }),
    Case(
      name: "mnist-demo",
      patterns: [#"Total params"#, #"Epoch 2/2"#, #"training curves "#, #"weights "#, #"\ntest accuracy 0\.\d{4}\n$"#],
      files: ["Output/mnist-demo/curves.svg", "Output/mnist-demo/curves.csv", "Output/mnist-demo/weights.npz"]),
  ]

  @Test(.timeLimit(.minutes(3)), arguments: cases)
  func runs(_ example: Case) throws {
    try withTemporaryFolder { folder in
      let outcome = try ExampleProgram(name: example.name).run(["--tiny"], in: folder)
      #expect(outcome.status == 0, "\(example.name) said:\n\(outcome.output)")
      for pattern in example.patterns {
        let found = outcome.output.range(of: pattern, options: .regularExpression) != nil
        #expect(found, "no \(pattern) in what \(example.name) said:\n\(outcome.output)")
      }
      for file in example.files {
        let size = try folder.appending(path: file).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        #expect(size > 0, "\(example.name) wrote an empty \(file)")
      }
    }
  }
}
