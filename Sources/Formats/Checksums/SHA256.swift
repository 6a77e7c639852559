/// SHA-256 (FIPS 180-4), to tell a whole download from a damaged one.
///
/// Written out here because the one digest is all that is needed: swift-crypto would add 75 s to a fresh build on two cores, 380 build
/// steps, and 9 MB to every program. Anything with a key in it must use a library instead.
package struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// Bytes that wait for their block of 64 to become full.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  package init() {}

  /// The digest of a file's content, as 64 hexadecimal digits.
  package static func hexDigest(ofFile path: String) throws -> String {
    try hexDigest(of: FileSource(path: path))
  }

  /// The digest of everything that the source still has, as 64 hexadecimal digits.
  package static func hexDigest(of source: any ByteSource) throws -> String {
    let chunk = try ByteStorage(count: 1 << 18, who: "\(source.label) cannot be read.")
    var hash = SHA256()
    while true {
      let count = try source.readFully(into: chunk.mutableBuffer)
      if count == 0 { return hash.finalizedHex() }
      hash.update(UnsafeRawBufferPointer(rebasing: chunk.buffer[..<count]))
    }
  }

  /// The digest of bytes, as 64 hexadecimal digits.
  package static func hexDigest(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finalizedHex()
  }

  /// Takes in more of the message.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending += bytes[..<start]
      if pending.count < 64 { return }
      let block = pending
      block.withUnsafeBytes { compress($0, blocks: 1) }
      pending.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - start) / 64
    let end = start + 64 * blocks
    compress(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), blocks: blocks)
    pending += bytes[end...]
  }

  /// The digest of everything taken in, as 64 hexadecimal digits.
  package consuming func finalizedHex() -> String {
    let bitCount = byteCount << 3
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
    withUnsafeBytes(of: bitCount.bigEndian) { tail += $0 }
    tail.withUnsafeBytes { update($0) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func compress(_ bytes: UnsafeRawBufferPointer, blocks: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      Self.constants.withUnsafeBufferPointer { constants in
        for block in 0..<blocks {
          for word in 0..<16 {
            let loaded = bytes.loadUnaligned(fromByteOffset: 64 * block + 4 * word, as: UInt32.self)
            schedule[word] = UInt32(bigEndian: loaded)
          }
          for word in 16..<64 {
            let early = schedule[word - 15]
            let late = schedule[word - 2]
            let small0: UInt32 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
            let small1: UInt32 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
            schedule[word] = schedule[word - 16] &+ small0 &+ schedule[word - 7] &+ small1
          }
          mix(schedule, constants)
        }
      }
    }
  }

  /// The 64 rounds over one block; the names are those of the standard.
  private mutating func mix(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>
  ) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      let big1: UInt32 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice: UInt32 = (e & f) ^ (~e & g)
      let first: UInt32 = h &+ big1 &+ choice &+ constants[round] &+ schedule[round]
      let big0: UInt32 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority: UInt32 = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ big0 &+ majority)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { (word >> count) | (word << (32 &- count)) }
