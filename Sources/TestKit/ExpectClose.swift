import TensorGraph
import Testing

/// Expects every element within `absolute + relative · |expected|`; NaN matches NaN, and an infinity itself.
package func expectClose(
  _ actual: Tensor, _ expected: [Double], shape: [Int]? = nil, absolute: Double = 1e-6, relative: Double = 1e-5,
  _ comment: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    let values = try actual.scalars(as: Double.self)
    if let shape {
      #expect(actual.shape == Shape(shape), "\(comment())", sourceLocation: sourceLocation)
    }
    expectClose(
      values, expected, absolute: absolute, relative: relative, comment(), sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(comment()) \(error)", sourceLocation: sourceLocation)
  }
}

/// Expects two tensors of one shape and type with close elements.
package func expectClose(
  _ actual: Tensor, _ expected: Tensor, absolute: Double = 1e-6, relative: Double = 1e-5,
  _ comment: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    let values = try expected.scalars(as: Double.self)
    #expect(actual.type == expected.type, "\(comment())", sourceLocation: sourceLocation)
    expectClose(
      actual, values, absolute: absolute, relative: relative, comment(), sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(comment()) \(error)", sourceLocation: sourceLocation)
  }
}

/// Expects close numbers; says which one is furthest off.
package func expectClose(
  _ actual: [Double], _ expected: [Double], absolute: Double = 1e-6, relative: Double = 1e-5,
  _ comment: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(comment()) \(actual.count) elements instead of \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  var worst: (index: Int, excess: Double)?
  for index in actual.indices {
    let (a, e) = (actual[index], expected[index])
    if a == e || (a.isNaN && e.isNaN) { continue }
    let difference = abs(a - e)
    let allowed = absolute + relative * abs(e)
    let excess = difference.isFinite && e.isFinite ? difference / allowed : .infinity
    if excess > 1, excess > worst?.excess ?? 0 { worst = (index, excess) }
  }
  if let (index, excess) = worst {
    Issue.record(
      "\(comment()) element \(index): \(actual[index]) instead of \(expected[index]), \(excess) times the tolerance",
      sourceLocation: sourceLocation)
  }
}
