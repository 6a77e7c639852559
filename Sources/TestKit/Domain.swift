import TensorGraph

/// Test inputs: shape, values and type. The same numbers on every run.
package struct Domain: Sendable {
  package enum Values: Sendable {
    /// Uniform between two bounds.
    case real(Double, Double)
    /// Of either sign with a magnitude between two bounds: away from a kink at zero.
    case signed(Double, Double)
    /// All different, at least a tenth apart, in a shuffled order: away from ties.
    case distinct
    /// Whole numbers between two bounds, `int32`.
    case integers(Int, Int)
    case bools
  }

  package let shape: [Int]
  package let values: Values

  package init(_ shape: [Int], _ values: Values) {
    self.shape = shape
    self.values = values
  }

  package static func real(_ shape: [Int], _ lower: Double = -2, _ upper: Double = 2) -> Domain {
    Domain(shape, .real(lower, upper))
  }
  package static func positive(_ shape: [Int]) -> Domain { Domain(shape, .real(0.3, 2.5)) }
  package static func signed(_ shape: [Int]) -> Domain { Domain(shape, .signed(0.2, 2)) }
  package static func distinct(_ shape: [Int]) -> Domain { Domain(shape, .distinct) }
  package static func integers(_ shape: [Int], _ range: Range<Int>) -> Domain {
    Domain(shape, .integers(range.lowerBound, range.upperBound - 1))
  }
  package static func bools(_ shape: [Int]) -> Domain { Domain(shape, .bools) }

  /// A tensor of such values; real ones in `dtype`, whole and not negative if that has to be.
  package func sample(_ random: inout TestRandom, dtype: DType = .float64) -> Tensor {
    let count = shape.reduce(1, *)
    switch values {
    case .real(let lower, let upper) where !dtype.isFloating:
      let lowest = Int64((dtype.isUnsigned || dtype == .bool ? Swift.max(lower, 0) : lower).rounded(.down))
      let elements = (0..<count).map { _ in Int64.random(in: lowest...Int64(upper.rounded(.up)), using: &random) }
      return Tensor(elements, shape: shape).cast(to: dtype)
    case .real(let lower, let upper):
      return Tensor((0..<count).map { _ in random.real(lower, upper) }, shape: shape, dtype: .float64).cast(to: dtype)
    case .signed(let lower, let upper):
      let elements = (0..<count).map { _ in random.real(lower, upper) * (random.bool() ? 1 : -1) }
      return Tensor(elements, shape: shape, dtype: .float64).cast(to: dtype)
    case .distinct:
      let places = (0..<count).shuffled(using: &random)
      let elements = places.map { Double($0 - count / 2) * 0.25 + random.real(0, 0.1) }
      return Tensor(elements, shape: shape, dtype: .float64).cast(to: dtype)
    case .integers(let lower, let upper):
      return Tensor(
        (0..<count).map { _ in Int32.random(in: Int32(lower)...Int32(upper), using: &random) }, shape: shape)
    case .bools:
      return Tensor((0..<count).map { _ in random.bool() }, shape: shape)
    }
  }
}

/// A small generator with a seed (SplitMix64), so that a failing test fails again.
package struct TestRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

  /// Seeded by a name, so that rows of a table don't depend on their order.
  package init(name: String) {
    self.init(seed: name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
  }

  package mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package mutating func real(_ lower: Double, _ upper: Double) -> Double {
    Double.random(in: lower..<upper, using: &self)
  }
  package mutating func bool() -> Bool { Bool.random(using: &self) }
}
