import Foundation
import Keras
import Testing

/// `keras bench` times models; no test asserts a time.
@Suite struct BenchTests {
  @Test func timesPredictionAndTraining() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let predict = try ToolProgram.run(
        "bench", "line.keras", "--steps", "3", "--batch-size", "4", "--json", in: folder)
      #expect(predict.status == 0, "\(predict.errors)")
      let json = try predict.json()
      #expect(json["step"]?.string == "predict")
      #expect(json["batch_size"]?.integer == 4)
      let names = [
        "milliseconds_per_step", "fastest_milliseconds", "samples_per_second", "first_step_milliseconds",
        "planned_bytes",
        "used_bytes",
      ]
      for name in names { #expect((json[name]?.number ?? 0) > 0, "\(name)") }
      // Inputs, outputs and weights of a batch of four.
      #expect((json["planned_bytes"]?.integer ?? 0) >= 4 * (4 * 2 + 4 * 1 + 3))
      let train = try ToolProgram.run(
        "bench", "line.keras", "--steps", "3", "--train", "--optimizer", "adam", "--precision", "mixed_bfloat16",
        in: folder)
      #expect(train.status == 0, "\(train.errors)")
      let lines = train.output.split(separator: "\n").map { $0.prefix(26).trimmingCharacters(in: .whitespaces) }
      #expect(
        lines == [
          "training", "milliseconds per step", "fastest step", "samples per second",
          "first step, milliseconds", "memory planned for a step", "memory used by the process",
        ])
    }
  }

  /// Indices, sequences of any length and class numbers are made as the model wants them.
  @Test func makesDataThatFit() throws {
    try withTemporaryFolder { folder in
      let text = Input(shape: [nil], dtype: .int32, name: "text")
      let state = LSTM(3)(Embedding(5, 4)(text))
      let model = try Model(inputs: text, outputs: Dense(3, activation: .softmax)(state))
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
      try model.save(folder.file("text.keras"))
      let outcome = try ToolProgram.run(
        "bench", "text.keras", "--train", "--steps", "2", "--length", "7", "--json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json()["step"]?.string == "train")
    }
  }

  @Test func wantsALoss() throws {
    try withTemporaryFolder { folder in
      try Small.line().save(folder.file("plain.keras"))
      let outcome = try ToolProgram.run("bench", "plain.keras", "--train", in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("Model 'line' cannot train yet.\n"))
      let loss = try ToolProgram.run("bench", "plain.keras", "--loss", "mse", in: folder)
      #expect(loss.status == 64)
      #expect(loss.errors.hasPrefix("Error: --loss, --metrics and --optimizer go with --train\n"))
    }
  }
}

/// What all commands have.
@Suite struct HelpTests {
  @Test(arguments: ["info", "summary", "plot", "predict", "evaluate", "fit", "convert", "diff", "bench"])
  func explains(command: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run(command, "--help", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("OVERVIEW: "))
      #expect(outcome.output.contains("EXAMPLES\n  keras \(command) "))
      let unknown = try ToolProgram.run(command, "--no-such-option", in: folder)
      #expect(unknown.status == 64)
      #expect(unknown.errors.hasPrefix("Error: "))
    }
  }

  @Test func saysWhatStatusesMean() throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run("--help", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("EXIT STATUS\n  0   done; diff: the files are equal\n"))
      #expect(try ToolProgram.run("--version", in: folder).output == "keras-swift, files of Keras 3.15.1\n")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completes(shell: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run("--generate-completion-script", shell, in: folder)
      #expect(outcome.status == 0)
      for command in ["info", "predict", "bench"] { #expect(outcome.output.contains(command)) }
    }
  }
}
