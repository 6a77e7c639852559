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
      name: "Inception", patterns: [#"concatenate"#, #"test accuracy 0\.\d+"#], files: ["inception.svg"]),
    Case(name: "Residuals", patterns: [#"add_1"#, #"test accuracy 0\.\d+"#]),
    Case(
      name: "UNet",
      patterns: [
        #"conv2d_transpose"#, #"background: intersection over union 0\.\d+"#, #"square: intersection over union"#,
      ],
      files: ["unet.svg"]),
    Case(name: "WideAndDeep", patterns: [#"Epoch 5/5"#, #"losses .*"val_loss""#, #"loss \d\.\d+, variance"#]),
    Case(name: "VGG", patterns: [#"vgg_block_2"#, #"test accuracy 0\.\d+"#]),
    Case(name: "Autoencoder", patterns: [#"Epoch 8/8"#, #"squared noise 0\.\d+, after the autoencoder 0\.\d+"#]),
    Case(
      name: "VariationalAutoencoder",
      patterns: [#"kl_loss: \d"#, #"reconstruction_loss: \d"#, #"(\n[.+#]{112}){14}\n"#, #"codes \[256, 2\]"#]),
    Case(name: "GAN", patterns: [#"d_loss: \d"#, #"g_loss: \d"#, #"(\n[.+#]{84}){14}\n"#]),
    Case(
      name: "EndpointLayer",
      patterns: [#"accuracy: 0\.\d+"#, #"losses \[(0\.\d+(, )?){5}\]"#, #"probabilities \[1000, 10\]"#]),
    Case(name: "AnomalyDetection", patterns: [#"threshold 0\.\d+"#, #"anomalies 2\d\d to 2\d\d"#]),
    Case(name: "ActorCritic", patterns: [#"episode 12: \d+ steps, running average \d+"#]),
    Case(
      name: "Callbacks",
      patterns: [#"stopped after \d+ epochs"#, #"best (0\.\d{4})\d*, kept \1\d*, read from the file \1"#],
      files: ["best.weights.npz", "log.csv"]),
    Case(
      name: "ThreeOutputs",
      patterns: [
        #"income accuracy [01]\.\d+, gender AUC [01]\.\d+"#,
        #"logs .*"age_loss", "gender_loss", "income_loss", "loss""#,
        #"age Tensor \[3, 1\]"#, #"'gneder'"#,
      ],
      files: ["three-outputs.svg"]),
    Case(
      name: "SiameseLSTM", patterns: [#"lstm \(LSTM\)"#, #"test accuracy 0\.[5-9]\d*"#], files: ["siamese-lstm.svg"]),
    Case(
      name: "TransformerText",
      patterns: [#"transformer_block"#, #"(praise|blame ): .* the \w+ (is|was) "#, #"test accuracy [01]\.\d+"#]),
    Case(
      name: "CharacterLSTM",
      patterns: [
        #"3\d{3} characters, 3\d different ones"#, #"temperature 0\.2: ….{40}\n"#, #"temperature 1\.0: ….{40}\n"#,
      ]),
    Case(
      name: "Addition",
      patterns: [#"repeat_vector"#, #"\d\+\d= [0-9+ ]{2} (right|wrong, \d)"#, #"sums that are right [01]\.\d*"#]),
    Case(
      name: "XceptionStereo",
      patterns: [
        #"Trainable params: 4,097 "#, #"Non-trainable params: 20,861,480 "#, #"mean error of the distance \d+\.\d+"#,
      ],
      files: ["xception-stereo.svg"]),
    Case(
      name: "OwnPictures",
      patterns: [
        #"16 pictures to learn from, 4 held back, classes \["cat", "dog"\]"#, #"is a cat with probability [01]\.\d+"#,
      ]),
    Case(
      name: "OwnTable",
      patterns: [#"towns \["Bonn", "Ulm"\], read again \[60, 2\]"#, #"validation loss \d.* fell to \d"#],
      files: ["prices.csv", "houses.npy"]),
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
