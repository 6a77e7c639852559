import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct RandomTests {
  private static let count = 40_000

  /// Mean, variance, skewness and excess kurtosis.
  private func moments(_ x: [Double]) -> [Double] {
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    func central(_ power: Int) -> Double {
      x.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * (value - mean) } } / n
    }
    let variance = central(2)
    return [mean, variance, central(3) / (variance * variance.squareRoot()), central(4) / (variance * variance) - 3]
  }

  // Sample moments scatter by about 1/√n; five times that is never reached by chance, and the seed is fixed anyway.
  private static let scatter = 5 / Double(count).squareRoot()

  @Test(arguments: 0..<5)
  func `uniform values fill their range evenly`(seed: Int) throws {
    let x = try Random.uniform([Self.count], minimum: -1, maximum: 3, seed: SeedGenerator(seed: seed)).scalars(
      as: Double.self)
    #expect(x.allSatisfy { $0 >= -1 && $0 < 3 })
    let m = moments(x)
    expectClose(m, [1, 16.0 / 12, 0, -1.2], absolute: 2 * Self.scatter, relative: 0)
    var bins = [Int](repeating: 0, count: 16)
    for value in x { bins[Int((value + 1) * 4)] += 1 }
    // Chi-squared with 15 degrees of freedom: 44 is passed once in ten thousand seeds.
    let expected = Double(Self.count) / 16
    #expect(bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected } < 44)
  }

  @Test(arguments: 0..<5)
  func `normal values have a normal distribution's moments`(seed: Int) throws {
    let x = try Random.normal([Self.count], mean: 2, standardDeviation: 0.5, seed: SeedGenerator(seed: seed))
      .scalars(as: Double.self)
    let m = moments(x)
    expectClose([(m[0] - 2) / 0.5, m[1] / 0.25, m[2], m[3]], [0, 1, 0, 0], absolute: 5 * Self.scatter, relative: 0)
    let within = Double(x.filter { Swift.abs($0 - 2) < 0.5 }.count) / Double(Self.count)
    expectClose([within], [0.682689], absolute: Self.scatter, relative: 0)
  }

  @Test func `truncated normal values stay within two standard deviations`() throws {
    let x = try Random.truncatedNormal([Self.count], mean: 1, standardDeviation: 3, seed: SeedGenerator(seed: 7))
      .scalars(as: Double.self)
    #expect(x.allSatisfy { Swift.abs($0 - 1) <= 6 })
    // The variance of a normal distribution cut off at two standard deviations.
    expectClose(Array(moments(x)[..<2]), [1, 9 * 0.7737413], absolute: 6 * Self.scatter * 3, relative: 0)
  }

  @Test func `a word becomes its upper 24 bits as a fraction`() throws {
    let bits = Tensor([0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
    let u = try apply(UniformFromBits(), [bits]).scalars(as: Double.self)
    #expect(u == [0, 0, 0x7F_FFFF * 0x1p-24, 0.5, 1 - 0x1p-24])
  }

  @Test func `one seed gives one run, another seed another`() throws {
    func draws(_ seed: Int) throws -> [[Float]] {
      let generator = SeedGenerator(seed: seed)
      return try (0..<3).map { _ in try Random.normal([5], seed: generator).scalars() }
    }
    #expect(try draws(1) == draws(1))
    #expect(try draws(1) != draws(2))
    let three = try draws(1)
    #expect(Set(three).count == 3)
  }

  @Test func `the global seed makes generators without a seed repeat`() throws {
    // Tests beside this one draw from the process' seeds.
    func draw() throws -> [Float] {
      try RandomSeed.$override.withValue(RandomSeed.Source()) {
        setRandomSeed(42)
        return try Random.uniform([4]).scalars() + Random.uniform([4]).scalars()
      }
    }
    let first = try draw()
    #expect(try draw() == first)
    #expect(Array(first[..<4]) != Array(first[4...]))
  }

  @Test func `a compiled function draws anew each time, as plain code does`() throws {
    let generator = SeedGenerator(seed: 5)
    let f = compiled { (x: Tensor) -> Tensor in x + Random.uniform([3], seed: generator) }
    let x = Tensor.zeros([3])
    let compiledDraws = try (0..<3).map { _ in try f(x).scalars() }
    let plain = SeedGenerator(seed: 5)
    let plainDraws = try (0..<3).map { _ in try Random.uniform([3], seed: plain).scalars() }
    #expect(compiledDraws == plainDraws)
    #expect(try generator.state.value.scalars(as: UInt32.self) == [5, 3])
    #expect(f.traceCount == 1)
  }

  @Test(arguments: [DType.float16, .bfloat16, .float64])
  func `values come in the type that is asked for`(dtype: DType) throws {
    let x = Random.uniform([5000], dtype: dtype, seed: SeedGenerator(seed: 1))
    #expect(x.dtype == dtype)
    let values = try x.scalars()
    let wide = try Random.uniform([5000], seed: SeedGenerator(seed: 1)).scalars()
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    expectClose(
      values.map(Double.init), wide.map(Double.init), absolute: dtype == .float64 ? 0 : dtype.epsilon, relative: 0)
  }
}
