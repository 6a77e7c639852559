import TestKit
import Testing

@testable import Formats

/// Damaged files of every format but HDF5, which has tests of its own: each ends in a value or a `FormatError`.
@Suite struct DamageTests {
  static let files = [
    "zip/streamed.zip", "zip/zip64.zip", "hdf5/keras3.keras", "deflated.npz", "safetensors/types.safetensors",
    "safetensors/shapes.safetensors", "version3.npy", "rank5_F.npy", "type13.idx", "type12.idx.gz",
    "two-members.idx.gz",
    "pax.tar", "ustar.tar.gz", "protocol2.pickle", "protocol4.pickle", "config.json",
  ]

  private func read(_ name: String, _ bytes: ByteStorage) throws {
    switch name.split(separator: ".").last {
    case "zip", "keras", "npz":
      let archive = try ZipReader(bytes: bytes)
      for entry in archive.entries {
        #expect(entry.size <= inflationLimit(compressed: bytes.count))
        do { #expect(try archive.read(entry).count == entry.size) } catch is FormatError {}
      }
      if name.hasSuffix("npz") { _ = try NPZ.read(from: archive) }
    case "safetensors":
      let file = try SafetensorsFile(RandomAccessMemory(bytes))
      for entry in file.entries where entry.dtype != nil { _ = try file.read(entry) }
    case "json": _ = try JSONValue(parsing: bytes, label: "text")
    case "npy": _ = try NPY.read(from: MemorySource(bytes))
    case "idx": _ = try IDX.read(from: MemorySource(bytes))
    case "gz": _ = try Gzip.decompress(bytes)
    case "tar": _ = try Tar.read(from: MemorySource(bytes), names: ["folder/first.txt", "folder/block.bin"])
    case "pickle": _ = try Pickle(bytes)
    default: Issue.record("no reader of \(name)")
    }
  }

  private func content(_ name: String) throws -> [UInt8] {
    guard name == "config.json" else { return try bytes(name) }
    let archive = try ZipReader(path: hdf5File("keras3.keras"))
    return try archive.read(#require(archive.entry(name))).array
  }

  @Test(arguments: files) func damaged(_ name: String) throws {
    let good = try content(name)
    try read(name, ByteStorage(good))
    var generator = DamageGenerator(seed: UInt64(good.count))
    var refused = 0
    for _ in 0..<200 {
      do { try read(name, ByteStorage(generator.damage(good))) } catch is FormatError { refused += 1 }
    }
    #expect(refused > 10)
    for length in stride(from: 0, to: good.count, by: max(1, good.count / 50)) {
      do { try read(name, ByteStorage(Array(good[..<length]))) } catch is FormatError {}
    }
  }
}
