import Formats
import Foundation
import Keras
import Testing

/// `keras info` says what files hold and what would fail.
@Suite struct InfoTests {
  @Test func saysWhatAnArchiveHolds() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let outcome = try ToolProgram.run("info", "line.keras", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "")
      let size = try #require(
        try FileManager.default.attributesOfItem(atPath: folder.file("line.keras"))[.size] as? Int)
      let bytes = size >= 1000 ? "\(size / 1000),\(String(format: "%03d", size % 1000))" : "\(size)"
      let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(lines[0] == "file       line.keras: Keras archive (.keras), \(bytes) bytes")
      #expect(lines[1].hasPrefix("written    by Keras 3.15.1 at 20"))
      #expect(
        lines[2...].joined(separator: "\n") == """
          model      Functional 'line', 2 layers
          weights    2 arrays, 12 bytes, 3 numbers
          compiled   SGD, loss MeanSquaredError, metrics [MeanAbsoluteError]
          problems   none

          layer   class       input      numbers
          point   InputLayer  (None, 2)        0
          height  Dense       (None, 2)        3

          weight               dtype    shape   bytes
          layers/dense/vars/0  float32  (2, 1)      8
          layers/dense/vars/1  float32  (1,)        4

          """)
    }
  }

  @Test func printsJSON() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let json = try ToolProgram.run("info", "line.keras", "--json", in: folder).json()
      #expect(json["kind"]?.string == "keras")
      #expect(json["keras_version"]?.string == "3.15.1")
      #expect(json["parameters"]?.integer == 3)
      #expect(json["problems"]?.array == [])
      #expect(json["model"]?["layers"]?.array?.count == 2)
      #expect(json["model"]?["layers"]?.array?[1]["parameters"]?.integer == 3)
      #expect(
        json["weights"]?.array?[0]
          == ["name": "layers/dense/vars/0", "dtype": "float32", "shape": [2, 1], "bytes": 8])
      #expect(json["compiled"]?["optimizer"]?["class_name"]?.string == "SGD")
    }
  }

  /// Each format, what it is called, and how many arrays of weights it holds.
  @Test(arguments: [
    ("line.h5", "h5", 2), ("line.json", "json", 0), ("line.weights.h5", "weights.h5", 2), ("line.npz", "npz", 2),
    ("line.safetensors", "safetensors", 2), ("line.weights.json", "weights.json", 2),
  ])
  func knows(name: String, kind: String, arrays: Int) throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      #expect(try ToolProgram.run("convert", "line.keras", name, in: folder).status == 0)
      let outcome = try ToolProgram.run("info", name, "--json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let json = try outcome.json()
      #expect(json["kind"]?.string == kind)
      #expect(json["weights"]?.array?.count == arrays)
      #expect(json["parameters"]?.integer == (arrays == 0 ? 0 : 3))
    }
  }

  @Test func readsUnzippedFolders() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let unzipped = folder.appending(path: "line")
      try FileManager.default.createDirectory(at: unzipped, withIntermediateDirectories: true)
      let zip = try ZipReader(path: folder.file("line.keras"))
      for entry in zip.entries {
        try AtomicFile.write([try zip.read(entry)], to: unzipped.file(entry.name))
      }
      let json = try ToolProgram.run("info", "line", "--json", in: folder).json()
      #expect(json["kind"]?.string == "folder")
      #expect(json["weights"]?.array?.count == 2)
      #expect(json["problems"]?.array == [])
    }
  }

  /// Writes `line.keras` again with another text in its configuration.
  private static func replace(_ text: String, by other: String, in folder: URL) throws {
    try Small.save(in: folder)
    let zip = try ZipReader(path: folder.file("line.keras"))
    let members = try zip.entries.map { entry in
      let content = try zip.read(entry)
      guard entry.name == "config.json" else { return ZipWriter.Member(name: entry.name, content: [content]) }
      let config = String(decoding: content.array, as: UTF8.self)
      #expect(config.contains(text))
      let changed = try ByteStorage(Array(config.replacing(text, with: other).utf8))
      return ZipWriter.Member(name: entry.name, content: [changed])
    }
    try ZipWriter.write(members, to: folder.file("changed.keras"))
  }

  @Test func saysWhichClassIsUnknown() throws {
    try withTemporaryFolder { folder in
      try Self.replace(#""class_name": "Dense""#, by: #""class_name": "Dens""#, in: folder)
      let outcome = try ToolProgram.run("info", "changed.keras", "--brief", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.output.hasSuffix(
          """
          problems   1
            line/height
              expected  a known layer class
              received  'Dens'
              fix       did you mean 'Dense'? Else give your own class in customObjects:, or your own function to \
          CustomObjects.register

          """))
    }
  }

  @Test func saysWhichWeightsDoNotFit() throws {
    try withTemporaryFolder { folder in
      try Self.replace(#""units": 1"#, by: #""units": 5"#, in: folder)
      let outcome = try ToolProgram.run("info", "changed.keras", "--json", in: folder)
      #expect(outcome.status == 1)
      let problems = try #require(try outcome.json()["problems"]?.array)
      #expect(problems.count == 2)
      #expect(
        problems.first == [
          "place": "layers/dense", "expected": "[2, 5] for 'kernel'", "received": "[2, 1]",
          "fix": "load the weights of a model of the same layers",
        ])
      #expect(try ToolProgram.run("info", "changed.keras", "--no-check", in: folder).status == 0)
    }
  }

  @Test func saysWhatKeepsFilesFromBeingRead() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let whole = try Data(contentsOf: folder.appending(path: "line.keras"))
      try whole.prefix(whole.count / 2).write(to: folder.appending(path: "cut.keras"))
      let cut = try ToolProgram.run("info", "cut.keras", in: folder)
      #expect(cut.status == 1)
      #expect(cut.output == "")
      #expect(cut.errors.hasPrefix("info(_:) cannot use 'cut.keras'.\n  expected  "))
      try Data("hello".utf8).write(to: folder.appending(path: "text.keras"))
      let text = try ToolProgram.run("info", "text.keras", in: folder)
      #expect(text.status == 1)
      #expect(
        text.errors == """
          'text.keras' is not a file of a model or of weights.
            expected  .keras, a folder with 'config.json', .h5, .json, .weights.h5, .weights.json, .safetensors or .npz
            received  a file of another kind
            fix       give a file that Keras or this library saved

          """)
      let none = try ToolProgram.run("info", "none.keras", in: folder)
      #expect(none.status == 1)
      #expect(none.errors.contains("No such file or directory"))
    }
  }
}
