import Foundation
import Testing

@testable import Formats

/// A file that Tests/Goldens/files/generate_hdf5.py made.
func hdf5File(_ name: String) -> String { file("hdf5/\(name)") }

/// What h5py reads from those files.
private nonisolated(unsafe) let expectedFiles: [String: [String: [String: Any]]] = {
  let content = try? Data(contentsOf: URL(filePath: hdf5File("expected.json")))
  let parsed = content.flatMap { try? JSONSerialization.jsonObject(with: $0) }
  return parsed as? [String: [String: [String: Any]]] ?? [:]
}()

let hdf5FileNames = [
  "big_attributes", "groups_earliest", "groups_latest", "groups_v108", "indices_earliest", "indices_latest", "keras2",
  "keras3", "keras3.weights", "layouts_earliest", "layouts_latest", "narrow", "shared_messages", "types_earliest",
  "types_latest", "user_block", "user_block_old",
]

@Suite struct HDF5Tests {
  @Test func filesAreThere() {
    #expect(expectedFiles.keys.sorted() == hdf5FileNames.map { $0 + ".h5" }.sorted())
  }

  /// Every object of every file: names, attributes, shapes, types, elements.
  @Test(arguments: hdf5FileNames) func readsWhatH5pyReads(_ name: String) throws {
    let expected = try #require(expectedFiles[name + ".h5"])
    let root = try HDF5File(path: hdf5File(name + ".h5")).root
    for (path, object) in expected { try compare(#require(try root.object(path), "\(path)"), object, path) }
  }

  @Test(arguments: hdf5FileNames) func visitsEveryObjectOnce(_ name: String) throws {
    let expected = try #require(expectedFiles[name + ".h5"])
    var visited: [String] = []
    try HDF5File(path: hdf5File(name + ".h5")).root.forEachObject { path, _ in visited.append(path) }
    #expect(Set(visited).count == visited.count)
    // What has several names is found under another one than h5py's where one name is a beginning of the other.
    let datatypes = expected.values.filter { $0["kind"] as? String == "datatype" }.count
    #expect(visited.count == expected.count - 1 - datatypes)
  }

  /// HDF5 2.0 has a chunk layout of its own.
  @Test(arguments: ["fixed", "fixed_deflated", "single", "grown", "tree"]) func version2(_ name: String) throws {
    let dataset = try #require(try HDF5File(path: hdf5File("version2.h5")).root.dataset(name))
    #expect(dataset.shape == [7, 11])
    #expect(try dataset.read().elements(as: UInt16.self) == Array(0..<77))
  }

  private func compare(_ object: HDF5Object, _ expected: [String: Any], _ path: String) throws {
    let attributes = try #require(expected["attributes"] as? [String: [String: Any]])
    let found: HDF5Attributes
    switch object {
    case .datatype:
      #expect(expected["kind"] as? String == "datatype", "\(path)")
      return
    case .group(let group):
      #expect(group.path == path)
      #expect(expected["kind"] as? String == "group", "\(path)")
      #expect(try group.names() == expected["names"] as? [String], "\(path)")
      if let order = expected["order"] as? [String] { #expect(try group.namesInCreationOrder() == order, "\(path)") }
      found = try group.attributes()
    case .dataset(let dataset):
      #expect(dataset.path == path)
      try compare(dataset, expected)
      found = try dataset.attributes()
    }
    #expect(found.names == attributes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, "\(path)")
    for (name, value) in attributes { try compare(#require(try found.value(name)), value, "\(path) \(name)") }
  }

  private func compare(_ dataset: HDF5Dataset, _ expected: [String: Any]) throws {
    switch expected["kind"] as? String {
    case "numbers":
      let array = try dataset.read()
      #expect("\(array.dtype)" == expected["dtype"] as? String, "\(dataset.path)")
      #expect(array.shape == expected["shape"] as? [Int], "\(dataset.path)")
      #expect(hasBytes(array, expected), "\(dataset.path)")
      var copy = [UInt8](repeating: 0xAA, count: array.storage.count)
      try copy.withUnsafeMutableBytes { try dataset.read(into: $0) }
      #expect(copy == array.storage.array)
    case "texts":
      #expect(try dataset.readTexts() == expected["texts"] as? [String], "\(dataset.path)")
      #expect(dataset.shape == expected["shape"] as? [Int], "\(dataset.path)")
    case "null":
      #expect(try dataset.read().count == 0)
    case "other":
      #expect(throws: FormatError.self, "\(dataset.path)") { try dataset.read() }
    default: Issue.record("\(dataset.path) is a dataset")
    }
  }

  private func compare(_ attribute: HDF5Attribute, _ expected: [String: Any], _ place: String) throws {
    switch attribute {
    case .empty: #expect(expected["empty"] as? Bool == true, "\(place)")
    case .other: #expect(expected["other"] as? Bool == true, "\(place)")
    case .texts(let texts, let shape):
      #expect(texts == expected["texts"] as? [String], "\(place)")
      #expect(shape == expected["shape"] as? [Int], "\(place)")
    case .numbers(let array):
      #expect("\(array.dtype)" == expected["dtype"] as? String, "\(place)")
      #expect(array.shape == expected["shape"] as? [Int], "\(place)")
      #expect(hasBytes(array, expected), "\(place)")
    }
  }

  private func hasBytes(_ array: FileArray, _ expected: [String: Any]) -> Bool {
    if let hash = expected["sha256"] as? String { return SHA256.hexDigest(of: array.storage.array) == hash }
    let text = expected["bytes"] as? String
    return array.storage.array == text.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
  }
}
