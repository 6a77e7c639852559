/// Uniform numbers in `[0, 1)` by stream and position, which the generator of golden values computes as well.
///
/// So weights and data need no file. 24 bits each, exact in `Float`; the hash is Chris Wellons' lowbias32.
package struct Numbers: Sendable {
  let seed: UInt32

  package init(seed: Int) { self.seed = UInt32(truncatingIfNeeded: seed) }

  package func uniform(stream: Int, count: Int) -> [Float] {
    let start = Self.mix(seed &* 2_654_435_761 &+ UInt32(stream))
    return (0..<count).map { position in
      let bits = Self.mix(UInt32(position) &* 2_654_435_761 &+ start)
      return Float(bits >> 8) * 0x1p-24
    }
  }

  private static func mix(_ value: UInt32) -> UInt32 {
    var bits = value
    bits ^= bits >> 16
    bits &*= 0x7feb_352d
    bits ^= bits >> 15
    bits &*= 0x846c_a68b
    return bits ^ (bits >> 16)
  }
}
