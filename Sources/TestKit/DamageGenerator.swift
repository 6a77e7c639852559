/// Damages files in ways that are the same in every run.
package struct DamageGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  /// One of: flipped bits, a changed field of 1, 2, 4 or 8 bytes, a copied or removed run, a cut end.
  package mutating func damage(_ good: [UInt8]) -> [UInt8] {
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

  /// Some bits turned over, the length as it was.
  package mutating func flippingBits(_ count: Int, of good: [UInt8]) -> [UInt8] {
    var bytes = good
    for _ in 0..<count { bytes[below(bytes.count)] ^= 1 << UInt8(below(8)) }
    return bytes
  }
}
