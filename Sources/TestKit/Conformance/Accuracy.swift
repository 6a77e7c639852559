import TensorGraph

/// How far an engine's results may be from the reference interpreter's, which computes in double precision and rounds
/// each operation's result once.
package enum Accuracy: Sendable {
  /// Bit for bit (but for the sign of zero and the kind of NaN): moving data, integers, comparisons, maxima.
  case exact
  /// An elementwise function, wrong by at most so many units in the last place; near a zero of the function by as many
  /// units of 1, since arguments are reduced with that much.
  case units(Double)
  /// Sums of products of so many terms, in any order and with any partial sums: the classic bound n·u·Σ|terms|, where the
  /// sum is the operation itself on magnitudes.
  case sums(terms: Int)
  /// A program of several operations: a multiple of what rounding every operation to the type costs, which the distance
  /// between the reference in this type and in `float64` tells.
  case program
}

extension DType {
  /// The distance from 1 to the next larger number; 0 for integers, which are exact.
  package var epsilon: Double {
    switch self {
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    case .float32: 0x1p-23
    case .float64: 0x1p-52
    default: 0
    }
  }

  /// Below this an engine may flush to zero.
  fileprivate var smallest: Double { self == .float16 ? 0x1p-14 : self == .float64 ? 0 : 0x1p-126 }
}

extension Accuracy {
  /// The allowed difference for each element of one result.
  ///
  /// - Parameters:
  ///   - expected: the reference's result.
  ///   - other: what the accuracy is measured with: the result on magnitudes, or the result in `float64`.
  func allowed(_ expected: [Double], _ dtype: DType, other: [Double]) -> [Double] {
    let unit = dtype.epsilon
    switch self {
    case .exact: return expected.map { _ in 0 }
    case .units(let count):
      return expected.map {
        count * unit * max(abs($0), dtype == .float64 || dtype == .float32 ? 0.25 : 0) + dtype.smallest
      }
    case .sums(let terms):
      // Accumulated in at least float32, then rounded to the type.
      let accumulated = Double(terms) * max(min(unit, DType.float32.epsilon), DType.float64.epsilon)
      return zip(expected, other).map { accumulated * abs($1) + unit * abs($0) + dtype.smallest }
    case .program:
      // One number for all elements, since an error moves between them; relative to the largest, for the same reason.
      let drift = zip(expected, other).map { $0.isFinite && $1.isFinite ? abs($0 - $1) : 0 }.max() ?? 0
      let largest = expected.lazy.filter(\.isFinite).map { abs($0) }.max() ?? 0
      return expected.map { _ in 16 * drift + 8 * unit * max(largest, 1) }
    }
  }
}
