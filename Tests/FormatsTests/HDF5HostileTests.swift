import Testing

@testable import Formats

/// Files in the oldest layout with one dataset, made by hand so that any part of them can lie.
struct OldHDF5 {
  typealias Message = (kind: Int, body: [UInt8])

  /// Where what is appended to the file begins.
  static let extra = 2048
  /// Where the dataset's object header begins.
  static let header = 1024

  var rootMessages: [Message] = [(0x11, number(400, 8) + number(300, 8))]
  var treeLevel = 0
  var treeChildren = [500]
  var heapSize = 64
  var nameOffset = 8
  var datasetMessages: [Message]
  var appended: [UInt8] = []

  static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func dataspace(_ shape: [Int], rank: Int? = nil) -> Message {
    (1, [1, UInt8(rank ?? shape.count), 0, 0, 0, 0, 0, 0] + shape.flatMap { number($0, 8) })
  }

  static let float: [UInt8] = HDF5Encoder.datatype(.float32)

  static func contiguous(_ address: Int, _ count: Int) -> Message {
    (8, [3, 1] + number(address, 8) + number(count, 8))
  }

  static func chunked(_ address: Int, _ sizes: [Int]) -> Message {
    (8, [3, 2, UInt8(sizes.count + 1)] + number(address, 8) + (sizes + [4]).flatMap { number($0, 4) })
  }

  /// A node of a chunk's B-tree: stored size, mask, places, address.
  static func chunkNode(level: Int = 0, _ chunks: [(size: Int, place: [Int], address: Int)]) -> [UInt8] {
    var bytes: [UInt8] =
      Array("TREE".utf8) + [1, UInt8(level)] + number(chunks.count, 2) + number(-1, 8) + number(-1, 8)
    for chunk in chunks {
      bytes += number(chunk.size, 4) + number(0, 4) + (chunk.place + [0]).flatMap { number($0, 8) }
      bytes += number(chunk.address, 8)
    }
    return bytes
  }

  private static func objectHeader(_ messages: [Message]) -> [UInt8] {
    var body: [UInt8] = []
    for message in messages {
      let padded = message.body + [UInt8](repeating: 0, count: (8 - message.body.count % 8) % 8)
      body += number(message.kind, 2) + number(padded.count, 2) + [0, 0, 0, 0] + padded
    }
    return [1, 0] + number(messages.count, 2) + number(1, 4) + number(body.count, 4) + [0, 0, 0, 0] + body
  }

  var bytes: [UInt8] {
    let number = Self.number
    var file = [UInt8](repeating: 0, count: Self.extra)
    func put(_ bytes: [UInt8], at place: Int) { file.replaceSubrange(place..<(place + bytes.count), with: bytes) }
    var superblock = HDF5Superblock.signature + [0, 0, 0, 0, 0, 8, 8, 0] + number(4, 2) + number(16, 2) + number(0, 4)
    superblock += number(0, 8) + number(-1, 8) + number(Self.extra + appended.count, 8) + number(-1, 8)
    superblock += number(0, 8) + number(96, 8) + number(0, 24)
    put(superblock, at: 0)
    put(Self.objectHeader(rootMessages), at: 96)
    put(Array("HEAP".utf8) + number(0, 4) + number(heapSize, 8) + number(-1, 8) + number(340, 8), at: 300)
    put(number(0, 8) + Array("data".utf8), at: 340)
    var tree: [UInt8] = Array("TREE".utf8) + [0, UInt8(treeLevel)] + number(treeChildren.count, 2) + number(-1, 16)
    for child in treeChildren { tree += number(0, 8) + number(child, 8) }
    put(tree, at: 400)
    let entry = number(nameOffset, 8) + number(Self.header, 8) + number(0, 24)
    put(Array("SNOD".utf8) + [1, 0, 1, 0] + entry, at: 500)
    put(Self.objectHeader(datasetMessages), at: Self.header)
    return file + appended
  }

  /// The error when everything is read, or "a value".
  func outcome() -> String {
    do {
      var total = 0
      let root = try HDF5File(RandomAccessMemory(bytes)).root
      try root.forEachObject { _, object in
        guard case .dataset(let dataset) = object else { return }
        _ = try dataset.attributes()
        total += try dataset.dtype() == nil ? dataset.readTexts().count : dataset.read().storage.count
      }
      return "a value of \(total) bytes"
    } catch {
      return "\(error)"
    }
  }
}

@Suite struct HDF5HostileTests {
  typealias Old = OldHDF5
  static let float: Old.Message = (3, Old.float)

  static func dataset(_ messages: [Old.Message], appended: [UInt8] = [UInt8](repeating: 1, count: 64)) -> OldHDF5 {
    OldHDF5(datasetMessages: messages, appended: appended)
  }

  static func changed(_ change: (inout OldHDF5) -> Void) -> OldHDF5 {
    var file = dataset([Old.dataspace([4]), float, Old.contiguous(Old.extra, 16)])
    change(&file)
    return file
  }

  @Test func theUnchangedFileIsGood() {
    #expect(Self.changed { _ in }.outcome() == "a value of 16 bytes")
    let chunks = Old.chunkNode([(16, [0], Old.extra), (16, [4], Old.extra + 16)])
    let chunked = Self.dataset(
      [Old.dataspace([7]), Self.float, Old.chunked(Old.extra + 64, [4])],
      appended: [UInt8](repeating: 1, count: 64) + chunks)
    #expect(chunked.outcome() == "a value of 28 bytes")
  }

  static let structures: [(OldHDF5, String)] = [
    (changed { $0.rootMessages = [(0x10, Old.number(112, 8) + Old.number(24, 8))] }, "many that share their bytes"),
    (changed { $0.rootMessages = [(0x10, Old.number(1 << 59, 8) + Old.number(24, 8))] }, "address 576460752303423488"),
    (
      changed { $0.rootMessages = [(0x10, Old.number(112, 8) + Old.number(1 << 40, 8))] },
      "an object header of more than"
    ),
    (changed { $0.rootMessages = [(0x11, Old.number(-1, 8) + Old.number(300, 8))] }, "an undefined address"),
    (
      changed { $0.rootMessages = [(0x11, Old.number(400, 8) + Old.number(-2, 8))] }, "the address 18446744073709551614"
    ),
    (changed { $0.rootMessages = [] }, "none of the three"),
    (changed { $0.rootMessages = [float] }, "another object"),
    (changed { $0.treeChildren = [400] }, "a symbol table node, which starts with 'SNOD'"),
    (
      changed {
        $0.treeLevel = 1; $0.treeChildren = [400]
      }, "a node of type 0 on level 1"
    ),
    (
      changed {
        $0.treeLevel = 255; $0.treeChildren = [400]
      }, "a node of type 0 on level 255"
    ),
    (changed { $0.treeChildren = [500, 500] }, "two of one name"),
    (changed { $0.treeChildren = [500, 10_000] }, "one at address 10000"),
    (changed { $0.heapSize = 1 << 30 }, "the data of a local heap of 1073741824 bytes"),
    (changed { $0.heapSize = 10 }, "text without an end"), (changed { $0.nameOffset = 65 }, "64 bytes where 65 more"),
    (changed { $0.nameOffset = -1 }, "a size of 18446744073709551615"),
    (changed { $0.datasetMessages = [] }, "a group, a dataset or a datatype"),
    (changed { $0.datasetMessages[0] = Old.dataspace([4], rank: 200) }, "200 axes"),
    (changed { $0.datasetMessages[0] = Old.dataspace([], rank: 9) }, "bytes where 8 more were to come"),
    (changed { $0.datasetMessages[0].body[0] = 9 }, "version 9"),
    (changed { $0.datasetMessages[0] = Old.dataspace([0, 1 << 59, 1 << 59]) }, "whose elements cannot be counted"),
    (changed { $0.datasetMessages[0] = Old.dataspace([1 << 59]) }, "which is what the file justifies|fit the"),
    (changed { $0.datasetMessages[0] = Old.dataspace([-1]) }, "a size of 18446744073709551615"),
    (changed { $0.datasetMessages[0] = Old.dataspace([100]) }, "400 bytes at address 2048"),
    (changed { $0.datasetMessages[0] = Old.dataspace([1000]) }, "fit the 2112 bytes of the file"),
    (changed { $0.datasetMessages[1].body[0] = 0xF1 }, "one of version 15"),
    (changed { $0.datasetMessages[1].body[0] = 0x1F }, "one of class 15"),
    (changed { $0.datasetMessages[1].body[4] = 0 }, "elements of 0 bytes"),
    (changed { $0.datasetMessages[1].body[9] = 99 }, "elements of type floating-point numbers"),
    (changed { $0.datasetMessages[2] = Old.contiguous(-1, 16) }, "a value of 16 bytes"),
    (changed { $0.datasetMessages = [Old.dataspace([1 << 40]), float, Old.contiguous(-1, 0)] }, "made to do harm"),
    (changed { $0.datasetMessages[2] = Old.contiguous(1 << 59, 16) }, "16 bytes at address 576460752303423488"),
    (changed { $0.datasetMessages[2].body[0] = 9 }, "a data layout of version 1 to 5"),
    (changed { $0.datasetMessages[2].body[1] = 3 }, "a virtual dataset"),
    (changed { $0.datasetMessages[2].body[1] = 7 }, "one of class 7"),
    (changed { $0.datasetMessages[2] = (8, [3, 0, 255, 255]) }, "bytes where 65535 more were to come"),
    (changed { $0.datasetMessages[2] = (8, [3, 0, 2, 0, 1, 1]) }, "16 bytes in its object header"),
    (changed { $0.datasetMessages.append((7, [UInt8](repeating: 0, count: 16))) }, "one in other files"),
  ]

  @Test(arguments: structures) func structure(_ file: OldHDF5, _ words: String) {
    let outcome = file.outcome()
    #expect(words.split(separator: "|").contains { outcome.contains($0) }, "\(outcome)")
  }

  static func chunks(
    _ shape: [Int], _ sizes: [Int], filters: [UInt8]? = nil, level: Int = 0,
    _ chunks: [(size: Int, place: [Int], address: Int)]
  ) -> OldHDF5 {
    dataset(
      [Old.dataspace(shape), float, Old.chunked(Old.extra + 64, sizes)] + (filters.map { [(0x0B, $0)] } ?? []),
      appended: [UInt8](repeating: 1, count: 64) + Old.chunkNode(level: level, chunks))
  }

  /// A pipeline of one filter without values.
  static func filter(_ code: Int) -> [UInt8] { [1, 1, 0, 0, 0, 0, 0, 0] + Old.number(code, 2) + Old.number(0, 6) }

  static let chunkings: [(OldHDF5, String)] = [
    (chunks([8], [0], []), "chunks of [0] elements"), (chunks([8, 8], [4], []), "chunks of 1 axis, not 2"),
    (chunks([8], [4], [(16, [1], 2048)]), "a chunk at 1, in chunks of [4]"),
    (chunks([8], [4], [(16, [0], 2048), (16, [0], 2064)]), "two chunks at [0]"),
    (chunks([8], [4], [(16, [400], 2048)]), "a value of 32 bytes"),
    (chunks([8], [4], [(15, [0], 2048)]), "15 bytes"), (chunks([8], [4], [(17, [0], 2048)]), "17 bytes"),
    (chunks([8], [4], [(16, [0], 1 << 50)]), "a chunk of 16 bytes at address"),
    (chunks([8], [4], [(0xFFFF_FFFF, [0], 2048)]), "fit the"),
    (chunks([8], [4], level: 1, [(16, [0], 2112)]), "a node of type 1 on level 1"),
    (chunks([8], [4], [(16, [0], -1)]), "an undefined address"),
    (chunks([1 << 40], [1 << 30], []), "made to do harm|below 4 GiB"),
    (chunks([1 << 24], [1 << 20], []), "made to do harm"),
    (chunks([1 << 58, 0], [1, 1], []), "a value of 0 bytes"),
    (chunks([8], [4], filters: filter(1), [(16, [0], 2048)]), "incorrect header check"),
    (chunks([8], [4], filters: filter(3), [(16, [0], 2048)]), "a wrong checksum"),
    (chunks([8], [4], filters: filter(3), [(3, [0], 2048)]), "without room for its checksum"),
    (chunks([8], [4], filters: filter(32000), [(16, [0], 2048)]), "lzf|a chunk of 16 bytes"),
    (chunks([8], [4], filters: filter(4), [(16, [0], 2048)]), "the filter 4 (szip)"),
    (chunks([8], [4], filters: filter(777), [(16, [0], 2048)]), "the filter 777"),
    (chunks([8], [4], filters: [1, 200, 0, 0, 0, 0, 0, 0], []), "200 filters"),
    (chunks([8], [4], filters: [1, 9, 0, 0, 0, 0, 0, 0], []), "more were to come"),
    (chunks([1 << 20], [1 << 20], filters: filter(1), [(16, [0], 2048)]), "cannot become as many|made to do harm"),
    // 100 chunks that share their bytes.
    (
      chunks([400], [4], (0..<100).map { (size: 64, place: [4 * $0], address: 2048) }),
      "each in a place of its own"
    ),
  ]

  @Test(arguments: chunkings) func chunking(_ file: OldHDF5, _ words: String) {
    let outcome = file.outcome()
    #expect(words.split(separator: "|").contains { outcome.contains($0) }, "\(outcome)")
  }

  /// Types in types, thousands of members, sizes that overflow.
  @Test func datatypes() {
    let array = { (base: [UInt8], size: Int) in [0x3A, 0, 0, 0] + Old.number(size, 4) + [1] + Old.number(1, 4) + base }
    var nested = Old.float
    for _ in 0..<50 { nested = array(nested, 4) }
    let compound: [UInt8] = [0x36, 0xFF, 0xFF, 0] + Old.number(4, 4)
    let enumeration: [UInt8] = [0x38, 0xFF, 0xFF, 0] + Old.number(4, 4) + HDF5Encoder.datatype(.int32)
    let cases: [([UInt8], String)] = [
      (nested, "types in each other"), (compound, "more were to come|text without an end"),
      (enumeration, "more were to come|text without an end"), (array(Old.float, 8), "arrays [1] of 8 bytes"),
      ([0x3A, 0, 0, 0] + Old.number(4, 4) + [200], "arrays of 200 axes"),
      ([0x3A, 0, 0, 0] + Old.number(4, 4) + [2] + Old.number(-1, 8) + Old.float, "of 4 bytes"),
      ([0x39, 1, 0, 0] + Old.number(7, 4) + HDF5Encoder.datatype(.uint8), "a place in a heap of 7 bytes"),
      (HDF5Encoder.fixedText(size: 0xFFFF_FFFF), "fit the 2112 bytes"),
    ]
    for (datatype, words) in cases {
      let outcome = Self.changed { $0.datasetMessages[1] = (3, datatype) }.outcome()
      #expect(words.split(separator: "|").contains { outcome.contains($0) }, "\(outcome)")
    }
  }

  /// A thousand texts that are all the same long object of a heap.
  @Test func sharedTexts() {
    let heap: [UInt8] =
      Array("GCOL".utf8) + [1, 0, 0, 0] + Old.number(8192, 8) + Old.number(1, 2) + Old.number(0, 6)
      + Old.number(8000, 8) + [UInt8](repeating: 0x61, count: 8000) + [UInt8](repeating: 0, count: 8192 - 8032)
    let place = Old.number(8000, 4) + Old.number(Old.extra, 8) + Old.number(1, 4)
    let texts = (0..<1000).flatMap { _ in place }
    let messages: [Old.Message] = [
      Old.dataspace([1000]), (3, HDF5Encoder.variableText), Old.contiguous(Old.extra + heap.count, texts.count),
    ]
    #expect(Self.dataset(messages, appended: heap + texts).outcome().contains("texts of more bytes than the file has"))
    let one = [Old.dataspace([1]), messages[1], messages[2]]
    #expect(Self.dataset(one, appended: heap + texts).outcome() == "a value of 1 bytes")
  }

  /// Datasets that claim the same bytes are an error before they fill the memory.
  @Test func sharedElements() throws {
    var writer = HDF5Writer()
    try writer.addDataset("large", FileArray([UInt8](repeating: 7, count: 100_000), dtype: .uint8, shape: [100_000]))
    for index in 0..<50 { try writer.addDataset("\(index)", FileArray([UInt8](1...9), dtype: .uint8, shape: [9])) }
    var bytes = try writer.pieces().flatMap { try $0.bytes().array }
    let large = try #require(bytes.indices.first { bytes[$0...].starts(with: [7, 7, 7, 7, 7, 7, 7, 7]) })
    let small = Old.number(9, 8)
    // The layout of each small dataset is an address and 9; its shape is 9 too.
    for place in bytes.indices.dropLast(16) where bytes[place] == 9 && Array(bytes[place..<(place + 8)]) == small {
      bytes.replaceSubrange(place..<(place + 8), with: Old.number(100_000, 8))
      if bytes[place - 10] == 3 && bytes[place - 9] == 1 {
        bytes.replaceSubrange((place - 8)..<place, with: Old.number(large, 8))
      }
    }
    let root = try HDF5File(RandomAccessMemory(bytes), verifiesChecksums: false).root
    var read = 0
    var refused = 0
    try root.forEachObject { _, object in
      guard case .dataset(let dataset) = object else { return }
      #expect(dataset.shape == [100_000])
      do { read += try dataset.read().count } catch is FormatError { refused += 1 }
    }
    #expect(read == 100_000)
    #expect(refused == 50)
  }

  /// Groups in groups, thousands deep.
  @Test func deepGroups() throws {
    var writer = HDF5Writer()
    try writer.addGroup(Array(repeating: "g", count: 20_000).joined(separator: "/"))
    let bytes = try writer.pieces().flatMap { try $0.bytes().array }
    let root = try HDF5File(RandomAccessMemory(bytes)).root
    var count = 0
    #expect(
      formatErrorText { try root.forEachObject { _, _ in count += 1 } }.contains("with at most 8192 bytes of names"))
    #expect(count == 4096)
  }
}
