/// FarmHash's `Fingerprint64` (`farmhashna::Hash64`), by which Keras puts texts into bins.
struct TextFingerprint {
  private static let k0: UInt64 = 0xc3a5_c85c_97cb_3127
  private static let k1: UInt64 = 0xb492_b66f_be98_f273
  private static let k2: UInt64 = 0x9ae1_6a3b_2f90_404f

  private let bytes: [UInt8]

  static func of(_ bytes: [UInt8]) -> UInt64 {
    let text = TextFingerprint(bytes: bytes)
    switch bytes.count {
    case 0...16: return text.upTo16()
    case 17...32: return text.upTo32()
    case 33...64: return text.upTo64()
    default: return text.long()
    }
  }

  private var factor: UInt64 { Self.k2 &+ UInt64(bytes.count) &* 2 }

  /// Eight bytes, the last one the most significant.
  private func word(_ place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }

  private func halfWord(_ place: Int) -> UInt64 {
    (0..<4).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }

  private func mixed(_ u: UInt64, _ v: UInt64, _ factor: UInt64) -> UInt64 {
    var a = (u ^ v) &* factor
    a ^= a >> 47
    var b = (v ^ a) &* factor
    b ^= b >> 47
    return b &* factor
  }

  private func upTo16() -> UInt64 {
    let count = bytes.count
    if count >= 8 {
      let a = word(0) &+ Self.k2
      let b = word(count - 8)
      let c = b.turned(37) &* factor &+ a
      return mixed(c, (a.turned(25) &+ b) &* factor, factor)
    }
    if count >= 4 { return mixed(UInt64(count) &+ halfWord(0) << 3, halfWord(count - 4), factor) }
    guard count > 0 else { return Self.k2 }
    let y = UInt64(bytes[0]) + UInt64(bytes[count >> 1]) << 8
    let z = UInt64(count) + UInt64(bytes[count - 1]) << 2
    return (y &* Self.k2 ^ z &* Self.k0).shiftMixed &* Self.k2
  }

  private func upTo32() -> UInt64 {
    let count = bytes.count
    let a = word(0) &* Self.k1
    let b = word(8)
    let c = word(count - 8) &* factor
    let d = word(count - 16) &* Self.k2
    let first = (a &+ b).turned(43) &+ c.turned(30) &+ d
    return mixed(first, a &+ (b &+ Self.k2).turned(18) &+ c, factor)
  }

  private func upTo64() -> UInt64 {
    let count = bytes.count
    let a = word(0) &* Self.k2
    let b = word(8)
    let c = word(count - 8) &* factor
    let d = word(count - 16) &* Self.k2
    let y = (a &+ b).turned(43) &+ c.turned(30) &+ d
    let z = mixed(y, a &+ (b &+ Self.k2).turned(18) &+ c, factor)
    let e = word(16) &* factor
    let f = word(24)
    let g = (y &+ word(count - 32)) &* factor
    let h = (z &+ word(count - 24)) &* factor
    return mixed((e &+ f).turned(43) &+ g.turned(30) &+ h, e &+ (f &+ a).turned(18) &+ g, factor)
  }

  /// Two numbers of 32 bytes.
  private func weak(_ place: Int, _ first: UInt64, _ second: UInt64) -> (UInt64, UInt64) {
    let z = word(place + 24)
    var a = first &+ word(place)
    let b = (second &+ a &+ z).turned(21)
    let c = a
    a = a &+ word(place + 8) &+ word(place + 16)
    return (a &+ z, b &+ a.turned(44) &+ c)
  }

  private func long() -> UInt64 {
    let count = bytes.count
    var state = State(x: 81, y: 81 &* Self.k1 &+ 113, z: 0, v: (0, 0), w: (0, 0))
    state.z = (state.y &* Self.k2 &+ 113).shiftMixed &* Self.k2
    state.x = state.x &* Self.k2 &+ word(0)
    let end = (count - 1) / 64 * 64
    for place in stride(from: 0, to: end, by: 64) { round(&state, place, Self.k1, 1) }
    let factor = Self.k1 &+ (state.z & 0xff) << 1
    state.w.0 = state.w.0 &+ UInt64((count - 1) & 63)
    state.v.0 = state.v.0 &+ state.w.0
    state.w.0 = state.w.0 &+ state.v.0
    round(&state, count - 64, factor, 9)
    let first = mixed(state.v.0, state.w.0, factor) &+ state.y.shiftMixed &* Self.k0 &+ state.z
    return mixed(first, mixed(state.v.1, state.w.1, factor) &+ state.x, factor)
  }

  private struct State {
    var x, y, z: UInt64
    var v, w: (UInt64, UInt64)
  }

  private func round(_ state: inout State, _ place: Int, _ factor: UInt64, _ weight: UInt64) {
    var (x, y, z) = (state.x, state.y, state.z)
    x = (x &+ y &+ state.v.0 &+ word(place + 8)).turned(37) &* factor
    y = (y &+ state.v.1 &+ word(place + 48)).turned(42) &* factor
    x ^= state.w.1 &* weight
    y = y &+ state.v.0 &* weight &+ word(place + 40)
    z = (z &+ state.w.0).turned(33) &* factor
    state.v = weak(place, state.v.1 &* factor, x &+ state.w.0)
    state.w = weak(place + 32, z &+ state.w.1, y &+ word(place + 16))
    (state.x, state.y, state.z) = (z, y, x)
  }
}

/// SipHash-2-4, by which Keras puts texts into bins where a salt is given.
struct SipHash {
  private var v0, v1, v2, v3: UInt64

  static func of(_ bytes: [UInt8], _ key: (UInt64, UInt64)) -> UInt64 {
    var hash = SipHash(
      v0: key.0 ^ 0x736f_6d65_7073_6575, v1: key.1 ^ 0x646f_7261_6e64_6f6d, v2: key.0 ^ 0x6c79_6765_6e65_7261,
      v3: key.1 ^ 0x7465_6462_7974_6573)
    let whole = bytes.count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) { hash.add(bytes[start..<(start + 8)]) }
    hash.add(bytes[whole...], closing: UInt64(bytes.count & 255) << 56)
    hash.v2 ^= 0xff
    for _ in 0..<4 { hash.round() }
    return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>, closing: UInt64 = 0) {
    var word = closing
    for (place, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(8 * place) }
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  private mutating func round() {
    v0 = v0 &+ v1
    v1 = v1.turned(51) ^ v0
    v0 = v0.turned(32)
    v2 = v2 &+ v3
    v3 = v3.turned(48) ^ v2
    v0 = v0 &+ v3
    v3 = v3.turned(43) ^ v0
    v2 = v2 &+ v1
    v1 = v1.turned(47) ^ v2
    v2 = v2.turned(32)
  }
}

extension UInt64 {
  /// Bits moved to the right by `count`, those that fall out back in at the left.
  fileprivate func turned(_ count: UInt64) -> UInt64 { self >> count | self << (64 - count) }
  fileprivate var shiftMixed: UInt64 { self ^ self >> 47 }
}
