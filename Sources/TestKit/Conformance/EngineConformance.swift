import TensorGraph
import Testing

/// What every engine must pass: each primitive over shapes, types and attributes, special values, and random programs,
/// all against the reference interpreter.
package enum EngineConformance {
  package static let cases: [ConformanceCase] =
    unary + binary + selection + specialValues + reductions + contractions + convolutions + poolings + indexing
    + movement + sources + controlFlow

  /// Primitives that no case is for; must be empty.
  package static var uncovered: [any Interpreted.Type] {
    let covered = Set(cases.compactMap(\.primitive).map { ObjectIdentifier($0) })
    return allPrimitives.filter { !covered.contains(ObjectIdentifier($0)) }
  }

  /// Runs all cases and `programCount` random programs, and records an issue for whatever differs.
  package static func run(
    _ engine: any Engine, programCount: Int = 200, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for row in cases { row.check(engine, sourceLocation: sourceLocation) }
    for seed in 0..<programCount { randomProgram(seed: UInt64(seed)).check(engine, sourceLocation: sourceLocation) }
  }

  static let floating: [DType] = [.float32, .float64, .bfloat16, .float16]
  static let integers: [DType] = [.int32, .int64, .uint8, .int8, .uint32, .uint64, .int16, .uint16]

  // Lengths around the widths of vector registers, ones, and nothing at all.
  static let shapes: [[Int]] = [[], [1], [7], [16, 17], [3, 5, 33], [2, 0, 3], [1030]]
  static let broadcasts: [([Int], [Int])] = [
    ([4, 17], [4, 17]), ([4, 17], [17]), ([4, 17], [4, 1]), ([4, 17], []), ([5, 1, 3], [1, 9, 1]), ([1], [3, 1]),
    ([2, 3, 4, 5], [3, 1, 5]), ([0, 3], [1, 3]),
  ]
}
