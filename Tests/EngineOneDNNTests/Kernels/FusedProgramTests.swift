import CKernels
import Foundation
import Testing

/// Random programs over many shapes against the evaluation one element at a time.
struct FusedProgramTests {
  struct Space: CustomTestStringConvertible, Sendable {
    let rows: Int
    let cols: Int
    let rowsPerGroup: Int?
    var testDescription: String { "[\(rows), \(cols)] groups of \(rowsPerGroup ?? rows)" }
    init(_ rows: Int, _ cols: Int, groups rowsPerGroup: Int? = nil) {
      self.rows = rows
      self.cols = cols
      self.rowsPerGroup = rowsPerGroup
    }
  }

  static let spaces: [Space] = [
    Space(1, 1), Space(1, 7), Space(1, 70_001), Space(5, 1), Space(4000, 1), Space(3, 10), Space(128, 10),
    Space(2000, 3), Space(777, 33), Space(300, 64), Space(60, 640), Space(40, 1000), Space(7, 3001), Space(6, 5000),
    Space(4, 9001), Space(2, 30_000), Space(4096, 32, groups: 512), Space(96, 130, groups: 8), Space(64, 20, groups: 1),
    Space(12, 6000, groups: 6), Space(30_000, 16),
  ]

  static func randomProgram(_ space: Space, seed: UInt64) -> MirroredProgram {
    var generator = SeededGenerator(seed: seed)
    let mirror = MirroredProgram(rows: space.rows, cols: space.cols, rowsPerGroup: space.rowsPerGroup)
    func pick() -> Int { Int.random(in: 0..<mirror.count, using: &generator) }
    let full = mirror.input(CK_FULL, using: &generator)
    mirror.inputOrder[full] = 0
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: _ = mirror.input(CK_FULL, using: &generator)
      case 1: _ = mirror.input(CK_ROW, using: &generator)
      case 2: _ = mirror.input(CK_COLUMN, using: &generator)
      case 3: _ = mirror.input(CK_SCALAR, using: &generator)
      case 4:
        _ = mirror.input(
          [CK_FULL, CK_ROW, CK_COLUMN].randomElement(using: &generator)!, dtype: CK_BF16, using: &generator)
      case 5: _ = mirror.input(CK_FULL, dtype: CK_BOOL, using: &generator)
      default:
        let outer = [1, 2, 3, 4].filter { space.rows % $0 == 0 }.randomElement(using: &generator)!
        let inner = space.rows / outer
        let strides = [
          [space.cols, 0, 1], [0, space.cols, 1], [inner, 1, 0], [1, outer, 0], [3, 0, 2], [0, 0, 2],
          [space.cols * inner * 2, space.cols * 2, 2], [1, 0, outer], [0, 1, 0],
        ].randomElement(using: &generator)!
        _ = mirror.stridedInput(outer: outer, strides: strides, using: &generator)
      }
    }
    _ = mirror.constant(0.5)
    if Bool.random(using: &generator) { _ = mirror.diagonal() }
    for _ in 0..<Int.random(in: 2...14, using: &generator) {
      let a = pick()
      let b = pick()
      let c = pick()
      switch Int.random(in: 0..<15, using: &generator) {
      case 0: _ = mirror.unary(CK_NEGATE, a) { -$0 }
      case 1: _ = mirror.unary(CK_TANH, a) { Foundation.tanh($0) }
      case 2: _ = mirror.unary(CK_RELU, a) { max($0, 0) }
      case 3: _ = mirror.unary(CK_SQUARE, mirror.unary(CK_TANH, a) { Foundation.tanh($0) }) { $0 * $0 }
      case 4, 5: _ = mirror.binary(CK_ADD, a, b) { $0 + $1 }
      case 6: _ = mirror.binary(CK_SUBTRACT, a, b) { $0 - $1 }
      case 7:
        let product = mirror.binary(CK_MULTIPLY, mirror.unary(CK_SIGMOID, a) { 1 / (1 + Foundation.exp(-$0)) }, b) {
          $0 * $1
        }
        if Bool.random(using: &generator) { _ = mirror.binary(CK_SUBTRACT, c, product) { $0 - $1 } }
        if Bool.random(using: &generator) { _ = mirror.binary(CK_SUBTRACT, product, c) { $0 - $1 } }
        if Bool.random(using: &generator) { _ = mirror.binary(CK_ADD, c, product) { $0 + $1 } }
      case 8: _ = mirror.binary(CK_MAXIMUM, a, b) { max($0, $1) }
      case 9: _ = mirror.binary(CK_MINIMUM, a, b) { min($0, $1) }
      case 10: _ = mirror.ternary(CK_SELECT, mirror.diagonal(), b, c) { $0 != 0 ? $1 : $2 }
      case 11: _ = mirror.ternary(CK_CLAMP, a, mirror.constant(-0.5), mirror.constant(0.7)) { min(max($0, $1), $2) }
      case 12:
        let bounded = mirror.unary(CK_TANH, a) { Foundation.tanh($0) }
        let mean = mirror.binary(
          CK_MULTIPLY, mirror.reduce(CK_SUM, bounded), mirror.constant(1 / Float(space.cols))
        ) { $0 * $1 }
        _ = mirror.binary(CK_SUBTRACT, bounded, mean) { $0 - $1 }
      case 13: _ = mirror.reduce(CK_MAX, a)
      default: _ = mirror.reduce(CK_MIN, a)
      }
    }
    let last = mirror.count - 1
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let value = Bool.random(using: &generator) ? last : pick()
      switch Int.random(in: 0..<7, using: &generator) {
      case 0, 1: mirror.output(value)
      case 2: mirror.output(value, dtype: CK_BF16)
      case 3:
        let column = (0..<mirror.count).filter { !mirror.levels[$0].contains(.columns) }.randomElement(
          using: &generator)!
        mirror.outputColumn(column)
      case 4:
        mirror.outputReduceRows(
          mirror.unary(CK_TANH, value) { Foundation.tanh($0) },
          [CK_SUM, CK_MAX, CK_MIN].randomElement(using: &generator)!, scale: 0.25)
      case 5:
        mirror.outputReduceAll(
          mirror.unary(CK_TANH, value) { Foundation.tanh($0) },
          [CK_SUM, CK_MAX, CK_MIN].randomElement(using: &generator)!)
      default: mirror.output(value, inPlaceOf: nil)
      }
    }
    // At most one output can take the place of the first input.
    if Bool.random(using: &generator) {
      mirror.output(last, inPlaceOf: full, told: Bool.random(using: &generator))
    }
    return mirror
  }

  @Test(arguments: spaces)
  func randomProgramsGiveTheSameAsElementByElement(_ space: Space) {
    let tries = max(4, min(100, 1_000_000 / (space.rows * space.cols)))
    for seed in 1...UInt64(tries) {
      let single = Self.randomProgram(space, seed: seed)
      let problems = single.differences(threads: 1)
      #expect(problems.isEmpty, "seed \(seed): \(problems)")
      let double = Self.randomProgram(space, seed: seed)
      _ = double.differences(threads: 2)
      for (index, pair) in zip(single.outputs, double.outputs).enumerated() {
        let same = pair.0.memory.elements(as: UInt8.self) == pair.1.memory.elements(as: UInt8.self)
        #expect(same, "seed \(seed): output \(index) differs between one thread and two")
      }
    }
  }
}
