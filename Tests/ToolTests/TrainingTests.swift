import Formats
import Foundation
import Keras
import Testing

/// `keras evaluate` and `keras fit` do what the library's functions do.
@Suite struct TrainingTests {
  @Test func evaluatesAsCompiledInTheFile() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let outcome = try ToolProgram.run("evaluate", "line.keras", "data.npz", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors == "")
      #expect(
        outcome.output == """
          measure              value
          loss                     0
          mean_absolute_error      0

          """)
    }
  }

  @Test func evaluatesWithOtherLossesAndMetrics() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let wrong = try FileArray(Small.heights.map { $0 + 2 }, dtype: .float32, shape: [4, 1])
      let points = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      try NPZ.write([NPZ.NamedArray("a", points), NPZ.NamedArray("b", wrong)], to: folder.file("off.npz"))
      let outcome = try ToolProgram.run(
        "evaluate", "line.keras", "off.npz", "--x", "a", "--y", "b", "--loss", "mse", "--metrics", "mae",
        "RootMeanSquaredError", "--json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json() == ["RootMeanSquaredError": 2.0, "loss": 4.0, "mae": 2.0])
    }
  }

  @Test func goesOnAsTheLibraryDoes() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let wrong = try FileArray([0, 0, 1, 1] as [Float], dtype: .float32, shape: [4, 1])
      let points = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      try NPZ.write([NPZ.NamedArray("x", points), NPZ.NamedArray("y", wrong)], to: folder.file("new.npz"))
      let outcome = try ToolProgram.run(
        "fit", "line.keras", "new.npz", "--epochs", "3", "--batch-size", "2", "--no-shuffle", "--history",
        "history.json", "-o", "trained.keras", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors == "")
      #expect(outcome.output.hasPrefix("trained 3 epochs: loss "))
      #expect(outcome.output.hasSuffix("\nwrote trained.keras\n"))
      let model = try loadModel(folder.file("line.keras"))
      let history = try model.fit(
        Tensor(points), Tensor(wrong), batchSize: 2, epochs: 3, verbose: .silent, shuffle: false)
      let json = try JSONValue(parsing: String(contentsOfFile: folder.file("history.json"), encoding: .utf8))
      #expect(json["loss"]?.array?.compactMap(\.number) == history["loss"])
      #expect(json["mean_absolute_error"]?.array?.count == 3)
      let trained = try loadModel(folder.file("trained.keras"))
      for (a, b) in zip(trained.weights, model.weights) { #expect(try a.value.scalars() == b.value.scalars()) }
      #expect(try trained.optimizer?.iterations.scalar() == 6)
    }
  }

  @Test func trainsAnArchitectureFromASeed() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      #expect(try ToolProgram.run("convert", "line.keras", "line.json", in: folder).status == 0)
      let run = { (name: String) in
        try ToolProgram.run(
          "fit", "line.json", "data.npz", "--loss", "mse", "--optimizer", "adam", "--learning-rate", "0.5", "--epochs",
          "2", "--validation-split", "0.5", "--seed", "7", "-o", name, "--json", in: folder)
      }
      let first = try run("a.keras")
      #expect(first.status == 0, "\(first.errors)")
      let json = try first.json()
      #expect(json["epochs"]?.integer == 2)
      #expect(json["history"]?["val_loss"]?.array?.count == 2)
      #expect(try run("b.keras").json()["history"] == json["history"])
      let model = try loadModel(folder.file("a.keras"))
      #expect(model.optimizer is Adam)
      #expect(model.optimizer?.learningRate == 0.5)
    }
  }

  @Test func namesLossesOfOutputs() throws {
    try withTemporaryFolder { folder in
      let input = Input(shape: [2], name: "point")
      let model = try Model(
        inputs: input, outputs: [Dense(1, name: "a")(input), Dense(3, activation: .softmax, name: "b")(input)])
      try model.save(folder.file("heads.keras"))
      let points = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      let one = try FileArray(Small.heights, dtype: .float32, shape: [4, 1])
      let classes = try FileArray([0, 1, 2, 0] as [Int32], dtype: .int32, shape: [4])
      try NPZ.write(
        [NPZ.NamedArray("point", points), NPZ.NamedArray("a", one), NPZ.NamedArray("b", classes)],
        to: folder.file("data.npz"))
      let outcome = try ToolProgram.run(
        "fit", "heads.keras", "data.npz", "--loss", "a=mse", "b=SparseCategoricalCrossentropy", "--loss-weights",
        "a=0.5",
        "b=2", "--metrics", "b=accuracy", "a=mae", "-o", "trained.keras", "--json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let history = try #require(try outcome.json()["history"]?.object)
      #expect(history.keys == ["a_loss", "a_mae", "b_accuracy", "b_loss", "loss"])
      let (a, b) = (history["a_loss"]?.array?[0].number ?? 0, history["b_loss"]?.array?[0].number ?? 0)
      #expect(abs((history["loss"]?.array?[0].number ?? 0) - (0.5 * a + 2 * b)) < 1e-4)
    }
  }

  @Test func saysWhatIsMissing() throws {
    try withTemporaryFolder { folder in
      try Small.line().save(folder.file("plain.keras"))
      try Small.writeData(to: folder.file("data.npz"))
      let uncompiled = try ToolProgram.run("evaluate", "plain.keras", "data.npz", in: folder)
      #expect(uncompiled.status == 1)
      #expect(
        uncompiled.errors == """
          Model 'line' cannot evaluate yet.
            expected  a loss
            received  a file that is not compiled
            fix       say which, such as --loss mse

          """)
      let unknown = try ToolProgram.run(
        "evaluate", "plain.keras", "data.npz", "--loss", "mean_sqared_error", in: folder)
      #expect(unknown.status == 1)
      #expect(
        unknown.errors.hasPrefix("There is no loss 'mean_sqared_error' to be used by its name.\n"), "\(unknown.errors)")
      #expect(unknown.errors.contains("did you mean 'MeanSquaredError'?"), "\(unknown.errors)")
    }
  }

  @Test func leavesTheOldFileWhenTrainingFails() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let before = try Data(contentsOf: folder.appending(path: "line.keras"))
      let short = try FileArray([1, 2] as [Float], dtype: .float32, shape: [2, 1])
      let points = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      try NPZ.write([NPZ.NamedArray("x", points), NPZ.NamedArray("y", short)], to: folder.file("bad.npz"))
      let outcome = try ToolProgram.run("fit", "line.keras", "bad.npz", "-o", "line.keras", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          Model 'line' cannot fit with data of different lengths.
            expected  4 samples in y, as in x
            received  2 samples, [2, 1] float32
            fix       give every array one row for each sample

          """)
      #expect(try Data(contentsOf: folder.appending(path: "line.keras")) == before)
    }
  }

  @Test(arguments: [
    (["--epochs", "0", "-o", "a.keras"], "--epochs must be at least 1, not 0"),
    (["--batch-size", "0", "-o", "a.keras"], "--batch-size must be at least 1, not 0"),
    (["--validation-split", "1", "-o", "a.keras"], "--validation-split must be at least 0 and below 1, not 1.0"),
    (["-o", "a.json"], "'a.json' would not hold what was learnt; choose .keras"),
    (["-o", "none/a.keras"], "there is no folder 'none' to write to"),
    (["--loss-weights", "much", "-o", "a.keras"], "--loss-weights takes numbers, not 'much'"),
    ([], "Missing expected argument '--output <output>'"),
  ])
  func refusesCommandLines(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run(["fit", "line.keras", "data.npz"] + arguments, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("Error: \(message)\n"), "\(outcome.errors)")
    }
  }
}
