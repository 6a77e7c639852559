/// The block cipher behind random numbers: two words encrypted with a key of two words in 20 rounds.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
package enum Threefry {
  private static let rotations: [UInt32] = [13, 15, 26, 6, 17, 29, 16, 24]

  package static func encrypt(_ counter: (UInt32, UInt32), key: (UInt32, UInt32)) -> (UInt32, UInt32) {
    let keys = [key.0, key.1, key.0 ^ key.1 ^ 0x1BD1_1BDA]
    var x = counter.0 &+ keys[0]
    var y = counter.1 &+ keys[1]
    for round in 0..<20 {
      let rotation = rotations[round % 8]
      x = x &+ y
      y = (y << rotation | y >> (32 - rotation)) ^ x
      guard round % 4 == 3 else { continue }
      let injection = round / 4 + 1
      x = x &+ keys[injection % 3]
      y = y &+ keys[(injection + 1) % 3] &+ UInt32(injection)
    }
    return (x, y)
  }
}

extension RandomBits: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let key = inputs[0].int64s.map { UInt32(truncatingIfNeeded: $0) }
    let shape = self.shape.staticDimensions
    let count = shape.reduce(1, *)
    var words: [Int64] = []
    words.reserveCapacity(count + 1)
    for block in 0..<(count + 1) / 2 {
      let counter = (UInt32(truncatingIfNeeded: block >> 32), UInt32(truncatingIfNeeded: block))
      let (first, second) = Threefry.encrypt(counter, key: (key[0], key[1]))
      words.append(Int64(first))
      words.append(Int64(second))
    }
    return [try HostArray(Array(words.prefix(count)), shape: shape, dtype: .uint32)]
  }
}

extension UniformFromBits: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    [try HostArray(inputs[0].int64s.map { Double($0 >> 8) * 0x1p-24 }, shape: inputs[0].shape, dtype: .float32)]
  }
}
