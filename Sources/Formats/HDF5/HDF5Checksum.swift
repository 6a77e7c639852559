/// The checksums of HDF5: of its own structures, and of chunks.
enum HDF5Checksum {
  /// Bob Jenkins' hash lookup3 of the whole bytes, which structures end with and by which names are indexed.
  static func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { lookup3($0) }
  }

  static func lookup3(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var a = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
    var b = a
    var c = a
    guard !bytes.isEmpty else { return c }
    func word(_ index: Int) -> UInt32 {
      var word: UInt32 = 0
      for place in 0..<4 where index + place < bytes.count {
        word |= UInt32(bytes[index + place]) << UInt32(8 * place)
      }
      return word
    }
    func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }
    var index = 0
    // The last block, of 1 to 12 bytes, is mixed otherwise.
    while bytes.count - index > 12 {
      a &+= word(index)
      b &+= word(index + 4)
      c &+= word(index + 8)
      a = (a &- c) ^ rotated(c, 4)
      c &+= b
      b = (b &- a) ^ rotated(a, 6)
      a &+= c
      c = (c &- b) ^ rotated(b, 8)
      b &+= a
      a = (a &- c) ^ rotated(c, 16)
      c &+= b
      b = (b &- a) ^ rotated(a, 19)
      a &+= c
      c = (c &- b) ^ rotated(b, 4)
      b &+= a
      index += 12
    }
    a &+= word(index)
    b &+= word(index + 4)
    c &+= word(index + 8)
    c = (c ^ b) &- rotated(b, 14)
    a = (a ^ c) &- rotated(c, 11)
    b = (b ^ a) &- rotated(a, 25)
    c = (c ^ b) &- rotated(b, 16)
    a = (a ^ c) &- rotated(c, 4)
    b = (b ^ a) &- rotated(a, 14)
    c = (c ^ b) &- rotated(b, 24)
    return c
  }

  /// Fletcher's checksum over big-endian words of 16 bits, as the filter of that name has it.
  static func fletcher32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var low: UInt32 = 0
    var high: UInt32 = 0
    var index = 0
    let words = bytes.count / 2
    while index < words {
      // As many words as can be summed before the sums could overflow.
      let stop = min(words, index + 360)
      while index < stop {
        low &+= UInt32(bytes[2 * index]) << 8 | UInt32(bytes[2 * index + 1])
        high &+= low
        index += 1
      }
      low = (low & 0xFFFF) &+ (low >> 16)
      high = (high & 0xFFFF) &+ (high >> 16)
    }
    if bytes.count % 2 == 1 {
      low &+= UInt32(bytes[bytes.count - 1]) << 8
      high &+= low
      low = (low & 0xFFFF) &+ (low >> 16)
      high = (high & 0xFFFF) &+ (high >> 16)
    }
    low = (low & 0xFFFF) &+ (low >> 16)
    high = (high & 0xFFFF) &+ (high >> 16)
    return high << 16 | low
  }
}
