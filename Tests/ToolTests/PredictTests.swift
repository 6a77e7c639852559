import Formats
import Foundation
import Keras
import Testing

/// `keras predict` computes outputs of inputs in files.
@Suite struct PredictTests {
  private static func heights(_ path: String) throws -> [Float] {
    let arrays = try NPZ.read(path: path)
    #expect(arrays.map(\.name) == ["height"])
    #expect(arrays[0].array.shape == [4, 1])
    return arrays[0].array.elements(as: Float.self)
  }

  @Test func takesArraysByNameOrAlone() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let named = try ToolProgram.run("predict", "line.keras", "data.npz", "-o", "out.npz", in: folder)
      #expect(named.status == 0, "\(named.errors)")
      #expect(named.output == "")
      #expect(named.errors == "", "progress is for terminals")
      #expect(try Self.heights(folder.file("out.npz")) == Small.heights)
      let points = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      try NPY.write(points, to: folder.file("points.npy"))
      let alone = try ToolProgram.run(
        "predict", "line.keras", "points.npy", "-o", "out2.npz", "--batch-size", "3", "--json", in: folder)
      #expect(try alone.json() == ["height": ["shape": [4, 1], "dtype": "float32"]])
      #expect(try Self.heights(folder.file("out2.npz")) == Small.heights)
      try NPZ.write([NPZ.NamedArray("a", points), NPZ.NamedArray("b", points)], to: folder.file("two.npz"))
      let chosen = try ToolProgram.run("predict", "line.keras", "two.npz", "--x", "b", "-o", "out3.npz", in: folder)
      #expect(chosen.status == 0, "\(chosen.errors)")
      #expect(try Self.heights(folder.file("out3.npz")) == Small.heights)
    }
  }

  @Test func readsAndWritesTables() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      try TextFiles.write("a,b\n0,0\n1, 0\n\"0\",1\r\n3e0,2\n", to: folder.file("points.csv"))
      let outcome = try ToolProgram.run("predict", "line.keras", "points.csv", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == "height\n1.0\n3.0\n0.0\n5.0\n")
      let file = try ToolProgram.run("predict", "line.keras", "points.csv", "-o", "heights.csv", in: folder)
      #expect(file.status == 0, "\(file.errors)")
      #expect(try String(contentsOfFile: folder.file("heights.csv"), encoding: .utf8) == "height\n1.0\n3.0\n0.0\n5.0\n")
      let json = try ToolProgram.run("predict", "line.keras", "points.csv", "--json", in: folder).json()
      #expect(json == ["height": [[1.0], [3.0], [0.0], [5.0]]])
    }
  }

  /// Red and blue, four pixels wide and two high.
  private static func writePictures(in folder: URL) throws {
    let row: [UInt8] = [200, 40, 40, 200, 40, 40, 40, 40, 200, 40, 40, 200]
    let png = try PNG.encode(width: 4, height: 2, pixels: row + row, pixelsPerMeter: 1000)
    try AtomicFile.write([png], to: folder.file("a.png"))
    let jpeg = try #require(Data(base64Encoded: TextFiles.jpeg))
    try jpeg.write(to: folder.appending(path: "b.jpg"))
  }

  /// A model that gives the means of the channels over a picture of this size.
  private static func saveMeans(_ size: Shape, to path: String) throws {
    let input = Input(shape: size, name: "image")
    try Model(inputs: input, outputs: GlobalAveragePooling2D(name: "means")(input)).save(path)
  }

  @Test func takesPictures() throws {
    try withTemporaryFolder { folder in
      try Self.writePictures(in: folder)
      try Self.saveMeans([2, 4, 3], to: folder.file("means.keras"))
      let outcome = try ToolProgram.run("predict", "means.keras", "a.png", "b.jpg", "--json", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let rows = try #require(try outcome.json()["means"]?.array)
      #expect(rows.first == [120.0, 40.0, 120.0])
      // What Pillow decodes of the same file.
      #expect(rows.last == JSONValue.array(TextFiles.jpegMeans.map { .real($0) }))
      try Self.saveMeans([1, 2, 1], to: folder.file("grey.keras"))
      let grey = try ToolProgram.run(
        "predict", "grey.keras", "a.png", "--pixel-scale", "0.5", "--json", in: folder
      ).json()
      // Pillow's grey of the two colours is 88 and 58.
      #expect(grey == ["means": [[36.5]]])
    }
  }

  @Test func refusesPicturesThatDoNotFit() throws {
    try withTemporaryFolder { folder in
      try Self.writePictures(in: folder)
      try Small.save(in: folder)
      try Self.saveMeans([nil, nil, 3], to: folder.file("means.keras"))
      let flat = try ToolProgram.run("predict", "line.keras", "a.png", in: folder)
      #expect(flat.status == 1)
      #expect(
        flat.errors == """
          Model 'line' takes no pictures.
            expected  a model with one input (batch, height, width, channels)
            received  (None, 2)
            fix       give the inputs as .npz

          """)
      let picture = try Data(contentsOf: folder.appending(path: "a.png"))
      try picture.prefix(60).write(to: folder.appending(path: "cut.png"))
      let cut = try ToolProgram.run("predict", "means.keras", "cut.png", in: folder)
      #expect(cut.status == 1)
      #expect(cut.errors.hasPrefix("picture file 'cut.png' cannot be read.\n"), "\(cut.errors)")
      let jpeg = try Data(contentsOf: folder.appending(path: "b.jpg"))
      try jpeg.prefix(jpeg.count / 2).write(to: folder.appending(path: "cut.jpg"))
      let half = try ToolProgram.run("predict", "means.keras", "cut.jpg", in: folder)
      #expect(half.status == 1)
      #expect(half.errors.hasPrefix("picture file 'cut.jpg' cannot be read.\n"), "\(half.errors)")
      let small = try PNG.encode(width: 1, height: 1, pixels: [1, 2, 3], pixelsPerMeter: 1000)
      try AtomicFile.write([small], to: folder.file("small.png"))
      let sizes = try ToolProgram.run("predict", "means.keras", "a.png", "small.png", in: folder)
      #expect(sizes.status == 1)
      #expect(sizes.errors.hasPrefix("The pictures are of different sizes.\n"), "\(sizes.errors)")
    }
  }

  @Test func saysWhichDataAreMissing() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      let points = try FileArray(Small.points, dtype: .float32, shape: [4, 2])
      try NPZ.write([NPZ.NamedArray("a", points), NPZ.NamedArray("b", points)], to: folder.file("two.npz"))
      let unclear = try ToolProgram.run("predict", "line.keras", "two.npz", in: folder)
      #expect(unclear.status == 1)
      #expect(
        unclear.errors == """
          It is not clear which arrays of 'two.npz' are the inputs.
            expected  'point'
            received  'a', 'b'
            fix       say which, in the order of the model: --x a

          """)
      let misspelt = try ToolProgram.run("predict", "line.keras", "data.npz", "--x", "pont", in: folder)
      #expect(misspelt.status == 1)
      #expect(misspelt.errors.contains("fix       did you mean 'point'?\n"))
      try TextFiles.write("1,2\n3\n", to: folder.file("bad.csv"))
      let table = try ToolProgram.run("predict", "line.keras", "bad.csv", in: folder)
      #expect(table.status == 1)
      #expect(
        table.errors == """
          CSV file 'bad.csv' cannot be read.
            expected  2 fields in each line, as in the first
            received  1 in line 2
            fix       correct the line; fields that contain the separator stand in quotes

          """)
      try TextFiles.write("1,2,3\n", to: folder.file("wide.csv"))
      let wide = try ToolProgram.run("predict", "line.keras", "wide.csv", in: folder)
      #expect(wide.status == 1)
      #expect(wide.errors.hasPrefix("Model 'line' cannot accept this input for 'point'.\n"), "\(wide.errors)")
      #expect(!wide.errors.contains("  at  "), "a line of this tool helps nobody")
    }
  }

  @Test func refusesArchitecturesAlone() throws {
    try withTemporaryFolder { folder in
      try Small.save(in: folder)
      #expect(try ToolProgram.run("convert", "line.keras", "line.json", in: folder).status == 0)
      let outcome = try ToolProgram.run("predict", "line.json", "data.npz", in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("'line.json' has no weights.\n"))
    }
  }
}
