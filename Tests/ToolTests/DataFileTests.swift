import Formats
import Foundation
import Keras
import KerasImages
import Testing

/// `evaluate` and `fit` read what `predict` reads.
@Suite struct DataFileTests {
  /// The line's points and heights as a table.
  private static let table = "a,b,height\n0,0,1\n1,0,3\n0,1,0\n3,2,5\n"

  @Test func tablesHaveInputsAndTargets() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      try TextFiles.write(Self.table, to: folder.file("t.csv"))
      let named = try ToolProgram.run("evaluate", "line.keras", "t.csv", "--json", in: folder)
      #expect(named.status == 0, "\(named.errors)")
      #expect(try named.json() == ["loss": 0.0, "mean_absolute_error": 0.0])
      try TextFiles.write("cost,b,a\n1,0,0\n3,0,1\n0,1,0\n5,2,3\n", to: folder.file("other.csv"))
      let chosen = try ToolProgram.run(
        "fit", "line.keras", "other.csv", "--y", "cost", "--x", "a", "b", "-o", "new.keras", "--json", in: folder)
      #expect(chosen.status == 0, "\(chosen.errors)")
      #expect(try chosen.json()["history"]?["loss"]?.array == [0.0])
      let missing = try ToolProgram.run("evaluate", "line.keras", "other.csv", in: folder)
      #expect(missing.status == 1)
      #expect(
        missing.errors == """
          It is not clear which columns of 'other.csv' are the targets.
            expected  'height'
            received  'cost', 'b', 'a'
            fix       say which, in the order of the model: --y cost

          """)
      try TextFiles.write("0,0,1\n1,0,3\n0,1,0\n3,2,5\n", to: folder.file("bare.csv"))
      let bare = try ToolProgram.run("evaluate", "line.keras", "bare.csv", "--y", "2", "--json", in: folder)
      #expect(try bare.json()["loss"] == 0.0)
    }
  }

  @Test func brokenFirstLinesAreNoNames() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      try TextFiles.write("0,l\n1,0\n", to: folder.file("broken.csv"))
      let outcome = try ToolProgram.run("predict", "line.keras", "broken.csv", in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(
        outcome.errors == """
          CSV file 'broken.csv' cannot be read.
            expected  names in the first line, or numbers
            received  '0' and 'l' in line 1
            fix       correct the line, or say whether it has the names: header: true or false

          """)
      try TextFiles.write("1990,2000\n1,0\n", to: folder.file("years.csv"))
      let years = try ToolProgram.run("predict", "line.keras", "years.csv", "--header", in: folder)
      #expect(years.output == "height\n3.0\n")
    }
  }

  @Test func arraysHaveTargetsBesideThem() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      try Tensor(Small.points, shape: [4, 2]).write(to: folder.file("x.npy"))
      try Tensor(Small.heights, shape: [4, 1]).write(to: folder.file("y.npy"))
      let outcome = try ToolProgram.run(
        "evaluate", "line.keras", "x.npy", "--targets", "y.npy", "--json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json()["loss"] == 0.0)
      let missing = try ToolProgram.run("fit", "line.keras", "x.npy", "-o", "new.keras", in: folder)
      #expect(missing.status == 1)
      #expect(
        missing.errors == """
          The targets are missing.
            expected  files of targets beside the inputs
            received  'x.npy'
            fix       name them: --targets labels.npy

          """)
    }
  }

  /// Red pictures and blue ones, in a folder each.
  private static func writePictures(in folder: URL) throws {
    for (name, color) in [("blue", [20, 30, 200]), ("red", [210, 20, 30])] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: "pets/\(name)"), withIntermediateDirectories: true)
      for number in 0..<5 {
        let pixels = (0..<36).flatMap { _ in color.map { UInt8($0 + number * 5) } }
        try saveImage(Tensor(pixels, shape: [6, 6, 3]), to: folder.file("pets/\(name)/\(number).png"), scale: false)
      }
    }
  }

  @Test(arguments: [
    ("sparse_categorical_crossentropy", 2), ("categorical_crossentropy", 2), ("binary_crossentropy", 1),
  ]) func foldersAreClasses(loss: String, units: Int) throws {
    try withTemporaryFolder { folder in
      try Self.writePictures(in: folder)
      let input = Input(shape: [4, 4, 3], name: "image")
      let activation: Activation = units == 1 ? .sigmoid : .softmax
      let features = GlobalAveragePooling2D()(Rescaling(scale: 1 / 255)(input))
      try Model(inputs: input, outputs: Dense(units, activation: activation, name: "pet")(features))
        .save(folder.file("pets.keras"))
      let fit = try ToolProgram.run(
        "fit", "pets.keras", "pets", "--loss", loss, "--metrics", "accuracy", "--optimizer", "adam",
        "--learning-rate", "0.3", "--epochs", "20", "--validation-split", "0.3", "--seed", "1", "-o", "new.keras",
        "--json", in: folder)
      #expect(fit.status == 0, "\(fit.errors)")
      #expect(try fit.json()["history"]?["val_loss"]?.array?.count == 20)
      let result = try ToolProgram.run("evaluate", "new.keras", "pets", "--json", in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try result.json()["accuracy"] == 1.0)
      let rows = try ToolProgram.run("predict", "new.keras", "pets", in: folder).output.split(separator: "\n")
      #expect(rows.count == 11)
      if units == 2 { #expect(rows.last.map { $0.split(separator: ",").map { Double($0)! > 0.5 } } == [false, true]) }
    }
  }

  @Test func classesAreCounted() throws {
    try withTemporaryFolder { folder in
      try Self.writePictures(in: folder)
      let input = Input(shape: [4, 4, 3], name: "image")
      try Model(inputs: input, outputs: Dense(3)(Flatten()(input)), name: "three").save(folder.file("three.keras"))
      let outcome = try ToolProgram.run("evaluate", "three.keras", "pets", "--loss", "mse", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          The folder 'pets' does not fit Model 'three'.
            expected  3 folders, one for each class
            received  2: 'blue', 'red'
            fix       give a folder with the classes that the model tells apart

          """)
    }
  }

  @Test(arguments: ["nan", "inf", "0", "-1"]) func scalesAreNumbers(scale: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try ToolProgram.run(["predict", "line.keras", "a.png", "--pixel-scale=\(scale)"], in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("Error: --pixel-scale must be a number above 0, not "), "\(outcome.errors)")
    }
  }

  @Test(arguments: ["h.keras", "./h.keras", "link.keras"]) func historiesTakeNoModelsPlace(name: String) throws {
    try withTemporaryFolder { folder in
      try TextFiles.write("an older model", to: folder.file("h.keras"))
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("link.keras"), withDestinationPath: folder.file("h.keras"))
      let outcome = try ToolProgram.run(
        "fit", "line.keras", "data.npz", "-o", "h.keras", "--history", name, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("Error: --history and --output are one file, 'h.keras'\n"), "\(outcome.errors)")
    }
  }
}
