import TensorGraph
import Testing

@Suite struct ThreefryTests {
  /// Known answers of Random123's own test file `kat_vectors` (threefry2x32 20).
  @Test(
    arguments: [
      ([0, 0], [0, 0], [0x6b20_0159, 0x99ba_4efe]),
      ([0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff], [0x1cb9_96fc, 0xbb00_2be7]),
      ([0x243f_6a88, 0x85a3_08d3], [0x1319_8a2e, 0x0370_7344], [0xc492_3a9c, 0x483d_f7a0]),
    ] as [([UInt32], [UInt32], [UInt32])])
  func `known answers`(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    let words = Threefry.encrypt((counter[0], counter[1]), key: (key[0], key[1]))
    #expect(words.0 == expected[0])
    #expect(words.1 == expected[1])
  }

  @Test func `words follow the blocks, whatever the shape`() throws {
    let key = Tensor([0, 0] as [UInt32])
    let four = try Random.bits([4], key: key).scalars(as: UInt32.self)
    #expect(Array(four[..<2]) == [0x6b20_0159, 0x99ba_4efe])
    let second = Threefry.encrypt((0, 1), key: (0, 0))
    #expect(Array(four[2...]) == [second.0, second.1])
    #expect(try Random.bits([3, 1], key: key).scalars(as: UInt32.self) == Array(four[..<3]))
  }
}
