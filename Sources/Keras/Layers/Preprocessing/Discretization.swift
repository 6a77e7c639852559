import Foundation
import TensorGraph

/// Numbers as the intervals they lie in.
///
/// With `boundaries: [0, 1, 2]` there are four: below 0, from 0 to 1, from 1 to 2, and from 2 on. `binCount: 4` learns boundaries from
/// data, such that each interval has about as many numbers:
/// ```swift
/// let bins = Discretization(binCount: 4)
/// try bins.adapt(ages)
/// ```
/// Input: any shape; output: the same, `int32`, or as `CategoryEncoding` encodes it. Source: `keras.layers.Discretization`.
public final class Discretization: Layer, UnaryLayer {
  /// Where intervals end, in ascending order; a boundary is in the interval above it. `nil` until `adapt` has learned them.
  public private(set) var boundaries: [Double]?
  /// How many intervals are learned; `nil` if boundaries were given.
  public let binCount: Int?
  /// How exactly boundaries are learned: the share of numbers that one may be off by.
  public let epsilon: Double
  /// How intervals become vectors; their numbers if `nil`.
  public let outputMode: CategoryEncoding.OutputMode?

  /// - Parameters:
  ///   - boundaries: where intervals end, in ascending order.
  ///   - outputMode: how intervals become vectors; their numbers if `nil`.
  public init(
    boundaries: [Double], outputMode: CategoryEncoding.OutputMode? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.boundaries = boundaries
    binCount = nil
    epsilon = 0.01
    self.outputMode = outputMode
    super.init(name: name, dtype: dtype)
  }

  /// Intervals that `adapt` learns from data.
  ///
  /// - Parameters:
  ///   - binCount: how many intervals.
  ///   - epsilon: how exactly boundaries are learned: the share of numbers that one may be off by, above 0 and at most 1.
  ///   - outputMode: how intervals become vectors; their numbers if `nil`.
  public convenience init(
    binCount: Int, epsilon: Double = 0.01, outputMode: CategoryEncoding.OutputMode? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.init(
      binCount: binCount, epsilon: epsilon, learned: nil, outputMode: outputMode, name: name, dtype: dtype)
  }

  /// - Parameter learned: boundaries that were learned before, as files have them.
  init(
    binCount: Int, epsilon: Double, learned: [Double]?, outputMode: CategoryEncoding.OutputMode?, name: String?,
    dtype: DTypePolicy?
  ) {
    boundaries = learned
    self.binCount = binCount
    self.epsilon = epsilon
    self.outputMode = outputMode
    super.init(name: name, dtype: dtype)
  }

  package override var castsInputs: Bool { false }

  public override func build(_ input: Shape) {
    if let binCount {
      guard binCount > 1 << 20 else { return requirePositive(binCount, "binCount") }
      return fail(
        expected: "binCount of at most \(1 << 20)", received: "binCount: \(binCount)", fix: "give fewer intervals")
    }
    let given = boundaries ?? []
    guard given.isEmpty || zip(given, given.dropFirst()).contains(where: { $0 >= $1 }) else { return }
    fail(
      expected: "boundaries in ascending order, at least one", received: "boundaries: \(given)",
      fix: "sort them, and give each once")
  }

  public func call(_ x: Tensor) -> Tensor {
    guard let boundaries = boundaries ?? placeholders(x) else {
      return failed(
        expected: "boundaries that were learned", received: "a call before adapt", fix: "call adapt on the data first")
    }
    var interval = x.cast(to: .int32) * 0
    if !boundaries.isEmpty {
      let limits = Tensor(boundaries.map(Float.init))
      interval = (x.cast(to: .float32).expandedDimensions(-1) .>= limits).cast(to: .int32).sum(axis: -1)
    }
    return outputMode.map { $0.encoded(interval, count: boundaries.count + 1, dtype: computeDType) } ?? interval
  }

  /// What stands for boundaries while only shapes matter.
  private func placeholders(_ x: Tensor) -> [Double]? {
    guard let binCount, x.isSymbolic else { return nil }
    return (1..<max(binCount, 1)).map(Double.init)
  }

  // MARK: - Learning

  /// Learns boundaries from data, in place of what was learned before.
  ///
  /// - Parameter data: numbers, of any shape.
  /// - Throws: if boundaries were given, or `binCount` or `epsilon` can't work.
  public func adapt(_ data: Tensor) throws { try adapt(batches: [data]) }

  /// Learns boundaries from data in batches, in place of what was learned before.
  ///
  /// - Parameter batches: numbers, of any shape.
  /// - Throws: if boundaries were given, there are no numbers, or `binCount` or `epsilon` can't work.
  public func adapt(batches: some Sequence<Tensor>) throws {
    guard let binCount, (1...(1 << 20)).contains(binCount), epsilon >= 1e-6, epsilon <= 1 else {
      throw KerasError(
        "\(displayName) cannot adapt.", expected: "binCount of at least 1, and epsilon from 1e-6 to 1",
        received: binCount.map { "binCount: \($0), epsilon: \(epsilon)" }
          ?? "boundaries, given when the layer was made",
        fix: binCount == nil ? "give binCount instead to learn boundaries" : "make the layer with other numbers")
    }
    var summary = QuantileSummary()
    for batch in batches {
      let values = try batch.checked().cast(to: .float32).scalars()
      if !values.isEmpty { summary = QuantileSummary(values, epsilon).merged(with: summary, epsilon) }
    }
    guard !summary.isEmpty else {
      throw KerasError(
        "\(displayName) cannot adapt.", expected: "at least one number", received: "none",
        fix: "check what gives the batches")
    }
    boundaries = summary.compressed(1 / Double(binCount)).values.dropLast().map(Double.init)
  }
}

/// How numbers are distributed, in few values each of which stands for several: what Keras' `Discretization` learns with.
private struct QuantileSummary {
  private(set) var values: [Float] = []
  private var weights: [Float] = []

  var isEmpty: Bool { values.isEmpty }

  init() {}

  /// Every so many of the sorted numbers.
  init(_ numbers: [Float], _ epsilon: Double) {
    // Numbers that are none come last, as in NumPy.
    let sorted = numbers.sorted { a, b in a < b || (b.isNaN && !a.isNaN) }
    let step = max(Double(sorted.count) / (1 / epsilon), 1)
    values = stride(from: Int(step - 1), to: sorted.count, by: Int(step)).map { sorted[$0] }
    weights = values.map { _ in Float(step) }
  }

  func merged(with other: QuantileSummary, _ epsilon: Double) -> QuantileSummary {
    let (allValues, allWeights) = (values + other.values, weights + other.weights)
    let order = allValues.indices.sorted { a, b in
      let (x, y) = (allValues[a], allValues[b])
      return x == y || (x.isNaN && y.isNaN) ? a < b : x < y || y.isNaN
    }
    var result = QuantileSummary()
    (result.values, result.weights) = (order.map { allValues[$0] }, order.map { allWeights[$0] })
    return result.compressed(epsilon)
  }

  /// About `1 / epsilon` values, interpolated between those that there are.
  func compressed(_ epsilon: Double) -> QuantileSummary {
    guard Double(values.count) * epsilon >= 1 else { return self }
    var sum: Float = 0
    let sums = weights.map { weight -> Float in
      sum += weight
      return sum
    }
    let shares = sums.map { Double($0 / sum) }
    let places = (0..<Int((1 / epsilon).rounded(.up))).map { epsilon + Double($0) * epsilon }
    let counts = places.map { Self.interpolated($0, shares, sums) }
    var result = QuantileSummary()
    result.values = places.map { Float(Self.interpolated($0, shares, values)) }
    result.weights = zip(counts, [0] + counts).map { Float($0 - $1) }
    return result
  }

  /// As NumPy's `interp`: straight lines between points, the ends beyond them.
  private static func interpolated(_ x: Double, _ points: [Double], _ heights: [Float]) -> Double {
    guard let last = points.last, x < last else { return Double(heights[heights.count - 1]) }
    guard x >= points[0] else { return Double(heights[0]) }
    // The last point that is not above.
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle] <= x { low = middle } else { high = middle }
    }
    if points[low] == x { return Double(heights[low]) }
    let slope = (Double(heights[low + 1]) - Double(heights[low])) / (points[low + 1] - points[low])
    return slope * (x - points[low]) + Double(heights[low])
  }
}
