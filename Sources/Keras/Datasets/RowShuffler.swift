/// The generator that orders rows: small, fast, the same everywhere.
struct RowShuffler {
  private(set) var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound`.
  mutating func index(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Fisher and Yates' shuffle.
  mutating func shuffle(_ order: inout [Int32]) {
    guard order.count > 1 else { return }
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(index, self.index(below: index + 1))
    }
  }
}
