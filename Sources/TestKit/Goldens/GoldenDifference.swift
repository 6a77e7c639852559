import Formats
import TensorGraph

/// How a computed tensor differs from Keras' array, in words; `nil` if it does not.
///
/// An element may differ by `tolerance` times the sum of its own size and `scale`. By default `scale` is the largest
/// finite size in the array: the rounding of a sum follows the size of its terms, and a result near zero is the
/// difference of larger ones. With `scale: 0` each element has to have its own digits right.
package func goldenDifference(
  _ actual: Tensor, _ expected: FileArray, tolerance: Double, scale: Double? = nil, checksType: Bool = true
) throws -> String? {
  if let error = actual.error { throw error }
  guard actual.shape.known == expected.shape else { return "shape \(actual.shape), in Keras \(expected.shape)" }
  if checksType, actual.dtype.rawValue != expected.dtype.rawValue {
    return "type \(actual.dtype.rawValue), in Keras \(expected.dtype.rawValue)"
  }
  return goldenDifference(try actual.scalars(as: Double.self), expected.doubles(), tolerance: tolerance, scale: scale)
}

/// The same for numbers.
package func goldenDifference(
  _ actual: [Double], _ expected: [Double], tolerance: Double, scale: Double? = nil
) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) elements, in Keras \(expected.count)" }
  let sizes: [Double] = expected.lazy.filter(\.isFinite).map(abs)
  let scale: Double = scale ?? sizes.max() ?? 0
  var worst: (position: Int, excess: Double)?
  for (position, (a, b)) in zip(actual, expected).enumerated() {
    if a == b || (a.isNaN && b.isNaN) { continue }
    let allowed: Double = tolerance * (abs(b) + scale)
    let gap: Double = abs(a - b)
    if gap <= allowed, b.isFinite { continue }
    let excess: Double = gap.isNaN ? .infinity : gap / max(allowed, .leastNormalMagnitude)
    if worst == nil || excess > worst!.excess { worst = (position, excess) }
  }
  guard let (position, excess) = worst else { return nil }
  return "element \(position) of \(actual.count) is \(actual[position]), in Keras \(expected[position])"
    + " (\(excess) times the tolerance)"
}
