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

/// Damages files in ways that are the same in every run.
struct DamageGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  /// One of: flipped bits, a changed field of 1, 2, 4 or 8 bytes, a copied or removed run, a cut end.
  mutating func damage(_ good: [UInt8]) -> [UInt8] {
    var bytes = good
    for _ in 0...below(3) where bytes.count > 16 {
      let place = below(bytes.count - 8)
      switch below(7) {
      case 0, 1: bytes[place] ^= 1 << UInt8(below(8))
      case 2:
        let width = 1 << below(4)
        let value: [UInt64] = [0, 1, .max, .max >> 1, UInt64(bytes.count), 1 << 31, 1 << 40, next()]
        let chosen = value[below(value.count)]
        for index in 0..<width { bytes[place + index] = UInt8(truncatingIfNeeded: chosen >> UInt64(8 * index)) }
      case 3:
        // A field that points elsewhere, such as to what it is part of.
        let target = UInt64(below(bytes.count) & ~7)
        for index in 0..<8 { bytes[place & ~7 + index] = UInt8(truncatingIfNeeded: target >> UInt64(8 * index)) }
      case 4:
        let from = below(bytes.count)
        let count = min(1 + below(64), bytes.count - max(from, place))
        bytes.replaceSubrange(place..<(place + count), with: Array(bytes[from..<(from + count)]))
      case 5: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(16)))
      default:
        if below(4) == 0 { bytes.removeLast(below(bytes.count)) } else { bytes[place] = 0xFF }
      }
    }
    return bytes
  }
}
