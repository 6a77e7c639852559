import TestKit
import Testing

@testable import Formats

/// Reads everything that a file has; what can't be read must be a `FormatError`. Returns the bytes of all elements.
@discardableResult
func readEverything(_ source: any RandomAccessSource, verifiesChecksums: Bool) throws -> Int {
  var total = 0
  func attempt(_ body: () throws -> Void) throws {
    do { try body() } catch is FormatError {}
  }
  try attempt {
    let root = try HDF5File(source, verifiesChecksums: verifiesChecksums).root
    func readAttributes(_ attributes: HDF5Attributes) throws {
      _ = attributes.namesInCreationOrder
      for name in attributes.names { try attempt { _ = try attributes.value(name)?.integer } }
    }
    try attempt { try readAttributes(root.attributes()) }
    try root.forEachObject(unreadable: { _, error in if !(error is FormatError) { throw error } }) { _, object in
      switch object {
      case .group(let group): try attempt { try readAttributes(group.attributes()) }
      case .dataset(let dataset):
        try attempt { try readAttributes(dataset.attributes()) }
        try attempt { total += try dataset.dtype() == nil ? dataset.readTexts().count : dataset.read().storage.count }
      case .datatype: break
      }
    }
  }
  return total
}

@Suite struct HDF5DamageTests {
  /// Files that are small enough for many cases.
  static let names = [
    "groups_latest", "keras2", "keras3", "keras3.weights", "narrow", "shared_messages", "types_earliest",
    "types_latest", "user_block_old", "groups_earliest", "layouts_latest", "layouts_earliest", "indices_latest",
  ]

  /// With checksums, damage is found early; without, the checks behind them are what is tested.
  @Test(arguments: names, [true, false]) func damaged(_ name: String, _ verifiesChecksums: Bool) throws {
    let good = try FileSource(path: hdf5File(name + ".h5")).readAll().array
    let limit = HDF5Reader.declaredLimit(stored: good.count) + 1 << 20
    var generator = DamageGenerator(seed: UInt64(good.count))
    for number in 0..<60 {
      let damaged = generator.damage(good)
      let total = try readEverything(RandomAccessMemory(damaged), verifiesChecksums: verifiesChecksums)
      #expect(total <= limit, "case \(number)")
    }
  }

  @Test(arguments: ["keras3.weights", "types_latest"]) func truncatedAnywhereIsAnError(_ name: String) throws {
    let good = try FileSource(path: hdf5File(name + ".h5")).readAll().array
    for length in stride(from: 0, to: good.count, by: 97) {
      #expect(throws: FormatError.self, "\(length) bytes") {
        try HDF5File(RandomAccessMemory(Array(good[..<length])))
      }
    }
  }
}
