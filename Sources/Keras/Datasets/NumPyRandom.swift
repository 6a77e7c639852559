/// NumPy's `RandomState(seed)`, as far as shuffling goes: Keras splits its data sets with it.
///
/// The generator is the Mersenne Twister MT19937 of Matsumoto and Nishimura, 1998.
struct NumPyRandom {
  private var state: [UInt32]
  private var position = 624

  init(seed: UInt32) {
    state = [seed]
    for index in 1..<624 {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(index))
    }
  }

  /// 0, 1, …, count - 1 in the order in which `shuffle` leaves them.
  mutating func shuffled(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) { order.swapAt(index, integer(upTo: index)) }
    return order
  }

  /// A number from 0 to `maximum`, both included: as many bits as that has, drawn until they fit.
  private mutating func integer(upTo maximum: Int) -> Int {
    let bits = Int.bitWidth - maximum.leadingZeroBitCount
    let mask = UInt32.max >> UInt32(32 - min(bits, 32))
    while true {
      let value = Int(next() & mask)
      if value <= maximum { return value }
    }
  }

  private mutating func next() -> UInt32 {
    if position == 624 { renew() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  private mutating func renew() {
    for index in 0..<624 {
      let joined = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7fff_ffff)
      let twist: UInt32 = joined & 1 == 0 ? 0 : 0x9908_b0df
      state[index] = state[(index + 397) % 624] ^ (joined >> 1) ^ twist
    }
    position = 0
  }
}
