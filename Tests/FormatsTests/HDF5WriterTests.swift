import Foundation
import Testing

@testable import Formats

/// A file with everything that can be written; Tests/Goldens/files/check_written.py compares it with what h5py reads.
func sampleHDF5() throws -> HDF5Writer {
  var writer = HDF5Writer()
  for dtype in ArrayDType.allCases { try writer.addDataset("types/\(dtype)", sampleArray(dtype)) }
  try writer.addDataset("scalar", FileArray([-2.5], dtype: .float64, shape: []))
  try writer.addDataset("empty", FileArray([Int32](), dtype: .int32, shape: [0, 3]))
  try writer.addGroup("layers/dense/vars")
  try writer.setAttribute("name", .text("dense"), of: "layers/dense/vars")
  try writer.addDataset("/layers/dense/vars/0", sampleArray(.float32))
  try writer.addDataset("layers/dense/vars/1", sampleArray(.bfloat16))
  for index in 0..<2000 { try writer.addGroup("many/child_\(index)") }
  try writer.setAttribute("text", .text("größer"))
  try writer.setAttribute("no_text", .text(""))
  try writer.setAttribute("long_text", .text(String(repeating: "{\"config\": 1}", count: 20_000)))
  try writer.setAttribute("fixed", .fixedText("2.2.4"))
  try writer.setAttribute("texts", .texts(["a", "", "ccc"]))
  try writer.setAttribute("many_texts", .texts((0..<3000).map { "text \($0)" }))
  try writer.setAttribute("fixed_texts", .fixedTexts(["dense", "dense_1", "größer"]))
  try writer.setAttribute("no_texts", .fixedTexts([]))
  try writer.setAttribute("integer", .numbers(FileArray([Int64(7)], dtype: .int64, shape: [])))
  try writer.setAttribute("array", .numbers(sampleArray(.float32)), of: "scalar")
  try writer.setAttribute("flag", .numbers(FileArray([UInt8(1)], dtype: .bool, shape: [])), of: "scalar")
  try writer.setAttribute("empty", .empty, of: "scalar")
  return writer
}

@Suite struct HDF5WriterTests {
  @Test func readsBack() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.h5"
      let writer = try sampleHDF5()
      try writer.write(to: path)
      let first = try FileSource(path: path).readAll().array
      try writer.write(to: path)
      #expect(try FileSource(path: path).readAll().array == first)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.h5"])

      let root = try HDF5File(path: path).root
      for dtype in ArrayDType.allCases {
        let array = try #require(try root.dataset("types/\(dtype)")).read()
        #expect(array.dtype == dtype)
        #expect(array.shape == [2, 3, 5])
        #expect(numbers(array) == expectedElements(dtype))
      }
      #expect(try root.dataset("scalar")?.read().elements(as: Double.self) == [-2.5])
      #expect(try root.dataset("empty")?.read().shape == [0, 3])
      #expect(try root.group("layers/dense/vars")?.names() == ["0", "1"])
      #expect(try root.group("layers/dense/vars")?.attributes().value("name")?.text == "dense")
      #expect(try root.group("many")?.names().count == 2000)
      let attributes = try root.attributes()
      #expect(attributes.names.count == 9)
      #expect(try attributes.value("text")?.text == "größer")
      #expect(try attributes.value("no_text")?.text == "")
      #expect(try attributes.value("long_text")?.text?.utf8.count == 260_000)
      #expect(try attributes.value("fixed")?.text == "2.2.4")
      #expect(try attributes.value("texts")?.texts == ["a", "", "ccc"])
      #expect(try attributes.value("many_texts")?.texts == (0..<3000).map { "text \($0)" })
      #expect(try attributes.value("fixed_texts")?.texts == ["dense", "dense_1", "größer"])
      #expect(try attributes.value("no_texts")?.texts == [])
      #expect(try attributes.value("integer")?.integer == 7)
      let others = try #require(try root.dataset("scalar")).attributes()
      guard case .numbers(let array)? = try others.value("array"), case .empty? = try others.value("empty") else {
        Issue.record("attributes of another kind")
        return
      }
      #expect(numbers(array) == expectedElements(.float32))
      #expect(try others.value("flag")?.integer == 1)
    }
  }

  /// Elements begin at multiples of 64, and are made one after the other, only when they are written.
  @Test func elementsAreAlignedAndMadeLate() throws {
    final class Log: @unchecked Sendable { var made: [Int] = [] }
    let log = Log()
    var writer = HDF5Writer()
    for index in 0..<3 {
      try writer.addDataset("\(index)", dtype: .uint8, shape: [100]) {
        log.made.append(index)
        return try ByteStorage([UInt8](repeating: UInt8(index + 1), count: 100))
      }
    }
    let pieces = try writer.pieces()
    #expect(log.made == [])
    let bytes = try pieces.flatMap { try $0.bytes().array }
    #expect(log.made == [0, 1, 2])
    for index in 0..<3 {
      let start = try #require(
        bytes.firstIndex(of: UInt8(index + 1)).map { _ in
          bytes.indices.first { bytes[$0...].starts(with: [UInt8](repeating: UInt8(index + 1), count: 100)) }
        })
      #expect(try #require(start) % 64 == 0)
    }
  }

  /// Everything of a file of Keras, written once more.
  private func copy(_ root: HDF5Group) throws -> HDF5Writer {
    var writer = HDF5Writer()
    func copyAttributes(_ attributes: HDF5Attributes, _ path: String) throws {
      for name in attributes.names {
        switch try attributes.value(name) {
        case .numbers(let array): try writer.setAttribute(name, .numbers(array), of: path)
        case .texts(let texts, let shape):
          let value: HDF5NewAttribute = shape.isEmpty ? .text(texts[0]) : .fixedTexts(texts)
          try writer.setAttribute(name, value, of: path)
        default: Issue.record("\(path) \(name)")
        }
      }
    }
    try copyAttributes(root.attributes(), "/")
    try root.forEachObject { path, object in
      switch object {
      case .group(let group):
        try writer.addGroup(path)
        try copyAttributes(group.attributes(), path)
      case .dataset(let dataset):
        try writer.addDataset(path, dataset.read())
        try copyAttributes(dataset.attributes(), path)
      case .datatype: break
      }
    }
    return writer
  }

  @Test(arguments: ["keras3.weights.h5", "keras3.h5", "keras2.h5"]) func copiesFilesOfKeras(_ name: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      try copy(HDF5File(path: hdf5File(name)).root).write(to: path)
      let (before, after) = (try HDF5File(path: hdf5File(name)).root, try HDF5File(path: path).root)
      var count = 0
      try before.forEachObject { path, object in
        guard case .dataset(let dataset) = object else { return }
        let (old, new) = (try dataset.read(), try #require(try after.dataset(path)).read())
        #expect(old.dtype == new.dtype && old.shape == new.shape && old.storage.array == new.storage.array)
        count += 1
      }
      #expect(count > 1)
    }
  }

  /// With KERAS_SAMPLES=FOLDER files are written there, to be read by h5py and Keras.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["KERAS_SAMPLES"] != nil)) func writesSamples() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["KERAS_SAMPLES"])
    try sampleHDF5().write(to: folder + "/sample.h5")
    for name in ["keras3.weights.h5", "keras3.h5"] {
      try copy(HDF5File(path: hdf5File(name)).root).write(to: folder + "/" + name)
    }
    try Safetensors.write(sampleSafetensors(), metadata: [("format", "pt")], to: folder + "/sample.safetensors")
    for (name, compression) in [("stored", ZipWriter.Compression.stored), ("deflated", .deflated)] {
      let contents: [(String, [UInt8])] = [
        ("a", [1, 2, 3]), ("folder/größer", [9]), ("empty", []), ("long", [UInt8](repeating: 0, count: 100_000)),
      ]
      let members = try contents.map { ZipWriter.Member(name: $0, content: [try ByteStorage($1)]) }
      try ZipWriter.write(members, to: folder + "/\(name).zip", compression: compression)
    }
    // A whole model: the texts as they were, the weights written anew.
    let archive = try ZipReader(path: hdf5File("keras3.keras"))
    let weights = try HDF5File(archive.randomAccess(#require(archive.entry("model.weights.h5")))).root
    try ZipWriter.write(
      [
        .init(name: "metadata.json", content: [archive.read(#require(archive.entry("metadata.json")))]),
        .init(name: "config.json", content: [archive.read(#require(archive.entry("config.json")))]),
        .init(name: "model.weights.h5", pieces: copy(weights).pieces()),
      ], to: folder + "/keras3.keras")
  }

  @Test func whatCannotBeWritten() throws {
    var writer = HDF5Writer()
    let array = try sampleArray(.float32)
    try writer.addDataset("a/b", array)
    #expect(
      formatErrorText { try writer.addDataset("a/b", array) } == """
        'a/b' cannot be written to HDF5.
          expected  a name of its own for each dataset
          received  one that is taken
          fix       give groups and datasets other names, or other shapes
        """)
    #expect(formatErrorText { try writer.addGroup("a/b/c") }.contains("received  'b', a dataset"))
    #expect(formatErrorText { try writer.addDataset("/", array) }.contains("expected  a dataset with a name"))
    #expect(formatErrorText { try writer.addGroup("a/./b") }.contains("names other than '.'"))
    #expect(formatErrorText { try writer.setAttribute("", .text("")) }.contains("names without a zero byte"))
    let names = (0..<7000).map { "layer_\($0)" }
    #expect(HDF5NewAttribute.fixedTextsSize(names) == 70_000)
    #expect(
      formatErrorText { try writer.setAttribute("layer_names", .fixedTexts(names), of: "a") } == """
        attribute 'layer_names' of 'a' cannot be written to HDF5.
          expected  at most 65535 bytes, its name and type included
          received  70041 bytes
          fix       split it in parts, such as layer_names0 and layer_names1, or write a dataset
        """)
  }
}
