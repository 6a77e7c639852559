import Formats
import Foundation
import Keras
import Testing

/// `keras convert` and `keras diff`: formats in and out, and what two files don't have in common.
@Suite struct ConversionTests {
  private static let formats = [
    "line.keras", "line.h5", "line.weights.h5", "line.npz", "line.safetensors", "line.weights.json",
  ]

  /// From each format to each other one the weights stay the same.
  @Test(arguments: formats, formats)
  func keepsWeights(from source: String, to target: String) throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      #expect(try ToolProgram.run("convert", "line.keras", "line.json", in: folder).status == 0)
      if source != "line.keras" {
        #expect(try ToolProgram.run("convert", "line.keras", source, in: folder).status == 0)
      }
      let ending = target.dropFirst("line".count)
      let outcome = try ToolProgram.run("convert", source, "other\(ending)", "--model", "line.json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == "")
      let back = try Small.line()
      try back.setWeights(back.weights.map { Tensor.zeros($0.shape) })
      try back.loadWeights(folder.file("other\(ending)"))
      #expect(try back.weights.map { try $0.value.scalars(as: Float.self) } == [[2, -1], [1]])
    }
  }

  @Test func wantsTheArchitectureOfWeights() throws {
    try withTemporaryFolder { folder in
      try Small.line().saveWeights(folder.file("line.npz"))
      let outcome = try ToolProgram.run("convert", "line.npz", "line.keras", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          'line.npz' has only weights.
            expected  the architecture that they belong to
            received  NumPy archive (.npz)
            fix       give a file that has it: --model ARCHITECTURE

          """)
      #expect(!FileManager.default.fileExists(atPath: folder.file("line.keras")))
    }
  }

  @Test func saysThatWeightsAreNew() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      #expect(try ToolProgram.run("convert", "line.keras", "line.json", in: folder).status == 0)
      let outcome = try ToolProgram.run("convert", "line.json", "new.keras", "--json", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "'line.json' has no weights: those of 'new.keras' are new.\n")
      #expect(
        try outcome.json() == ["input": "line.json", "kind": "json", "output": "new.keras", "parameters": 3])
    }
  }

  @Test(arguments: [
    (
      ["convert", "a.keras", "b.onnx"],
      "'b.onnx' does not end in any of .keras, .weights.h5, .h5, .hdf5, .weights.json, .json, .npz, .safetensors"
    ),
    (["convert", "a.keras", "none/b.keras"], "there is no folder 'none' to write to"),
    (["convert", "a.keras", "b.keras", "--by-name"], "--by-name and --skip-mismatch go with --model"),
    (["convert", "a.keras", "b.keras", "--max-shard-size", "1"], "--max-shard-size goes with .weights.json"),
    (["diff", "a.keras", "b.keras", "--tolerance=-1"], "--tolerance must be at least 0, not -1.0"),
  ])
  func refusesCommandLines(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run(arguments, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("Error: \(message)\n"), "\(outcome.errors)")
    }
  }

  @Test func writesWeightsInParts() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      // Eight bytes: the kernel, and the bias in a file of its own.
      let outcome = try ToolProgram.run(
        "convert", "line.keras", "line.weights.json", "--max-shard-size", "\(8 * 0x1p-30)", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let list = try JSONValue(parsing: String(contentsOfFile: folder.file("line.weights.json"), encoding: .utf8))
      #expect(
        list == [
          "metadata": ["total_size": 12.0],
          "weight_map": ["/layers/dense/vars": ["line_00000.weights.h5", "line_00001.weights.h5"]],
        ])
      let json = try ToolProgram.run("info", "line.weights.json", "--json", in: folder).json()
      #expect(json["kind"]?.string == "weights.json")
      #expect(json["weights"]?.array?.count == 2)
      let small = try ToolProgram.run(
        "convert", "line.keras", "line.weights.json", "--max-shard-size", "\(4 * 0x1p-30)", in: folder)
      #expect(small.status == 1)
      #expect(
        small.errors == """
          saveWeights(_:) cannot use 'line.weights.json'.
            expected  weights of at most 4.0 bytes each, as maxShardSize says
            received  8 bytes of 'height/kernel'
            fix       give a larger maxShardSize

          """)
    }
  }

  // MARK: - Differences

  @Test func findsNoDifferenceInCopies() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      #expect(try ToolProgram.run("convert", "line.keras", "line.h5", in: folder).status == 0)
      let outcome = try ToolProgram.run("diff", "line.keras", "line.h5", in: folder)
      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output == "no difference in 2 layers and 2 weights\n")
    }
  }

  @Test func findsDifferences() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let input = Input(shape: [2], name: "point")
      let hidden = Dense(1, activation: .relu, name: "height")(input)
      let other = try Model(inputs: input, outputs: Dropout(0.5, name: "drop")(hidden), name: "line")
      try other.setWeights([Tensor([2, -1.5] as [Float], shape: [2, 1]), Tensor([1] as [Float])])
      other.compile(optimizer: .sgd(learningRate: 0.1), loss: .mae, metrics: [.meanAbsoluteError])
      try other.save(folder.file("other.keras"))
      let outcome = try ToolProgram.run("diff", "line.keras", "other.keras", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.output == """
          only in other.keras: layer 'drop'
          height: activation "linear" | "relu"
          model: output_layers "height[0][0]" | "drop[0][0]"
          line: compile.loss.class_name "MeanSquaredError" | "MeanAbsoluteError"
          line: compile.loss.config.name "mean_squared_error" | "mean_absolute_error"

          weight         shape   largest difference  relative
          height/kernel  (2, 1)                 0.5  0.333333
          1 of 2 weights differs

          """)
      let json = try ToolProgram.run("diff", "line.keras", "other.keras", "--json", in: folder).json()
      #expect(json["equal"]?.boolean == false)
      #expect(json["only_in_b"] == ["layer 'drop'"])
      #expect(json["architecture"]?.array?.count == 4)
      #expect(json["weight_differences"]?.array?[0]["largest"]?.number == 0.5)
      try other.saveWeights(folder.file("other.npz"))
      let weights = try ToolProgram.run("diff", "line.keras", "other.npz", in: folder)
      #expect(weights.status == 1)
      #expect(weights.output.hasPrefix("weight         shape   largest difference  relative\n"))
      let near = try ToolProgram.run("diff", "line.keras", "other.npz", "--tolerance", "0.5", in: folder)
      #expect(near.status == 0, "\(near.output)")
    }
  }

  @Test func comparesFilesOfWeights() throws {
    try withTemporaryFolder { folder in
      try Small.line().saveWeights(folder.file("a.safetensors"))
      let other = try Small.line()
      try other.setWeights([Tensor([2, -1] as [Float], shape: [2, 1]), Tensor([1.25] as [Float])])
      try other.saveWeights(folder.file("b.npz"))
      let outcome = try ToolProgram.run("diff", "a.safetensors", "b.npz", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.output == """
          weight       shape  largest difference  relative
          height/bias  (1,)                 0.25       0.2
          1 of 2 weights differs

          """)
    }
  }

  @Test func looksAtPlacesWhereNamesDiffer() throws {
    try withTemporaryFolder { folder in
      try Small.line().save(folder.file("a.keras"))
      let input = Input(shape: [2], name: "x")
      let other = try Model(inputs: input, outputs: Dense(1, name: "y")(input), name: "other")
      try other.setWeights([Tensor([2, -1] as [Float], shape: [2, 1]), Tensor([1] as [Float])])
      try other.save(folder.file("b.keras"))
      #expect(try ToolProgram.run("diff", "a.keras", "b.keras", in: folder).status == 1)
      let outcome = try ToolProgram.run("diff", "a.keras", "b.keras", "--ignore-names", in: folder)
      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func hasAStatusForFilesAtFault() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let outcome = try ToolProgram.run("diff", "line.keras", "none.keras", in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("none.keras"))
    }
  }
}
