import CKernels
import Foundation

/// Builds a program and evaluates the same calls one element at a time, so that the two can be compared.
final class MirroredProgram {
  struct Output {
    let name: String
    let expected: [Float]
    let dtype: ck_dtype
    let memory: KernelMemory
    let tolerance: Float
  }

  /// Along what a value was declared to vary.
  struct Level: OptionSet {
    let rawValue: Int
    static let columns = Level(rawValue: 1)
    static let rows = Level(rawValue: 2)
  }

  let rows: Int
  let cols: Int
  let rowsPerGroup: Int
  let program: OpaquePointer?
  private(set) var values: [[Float]] = []
  private(set) var levels: [Level] = []
  private(set) var identifiers: [Int32] = []
  private(set) var inputs: [KernelMemory] = []
  private(set) var outputs: [Output] = []

  init(rows: Int, cols: Int, rowsPerGroup: Int? = nil) {
    self.rows = rows
    self.cols = cols
    self.rowsPerGroup = rowsPerGroup ?? rows
    program = ck_program_create(Int64(rows), Int64(cols))
    if let rowsPerGroup { ck_program_group_rows(program, Int64(rowsPerGroup)) }
  }

  deinit { ck_program_free(program) }

  var count: Int { values.count }

  private func add(_ identifier: Int32, _ level: Level, _ value: [Float]) -> Int {
    precondition(identifier >= 0, "status \(ck_program_finish(program).rawValue)")
    values.append(value)
    levels.append(level)
    identifiers.append(identifier)
    return values.count - 1
  }

  private func fill(_ element: (Int, Int) -> Float) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(rows * cols)
    for row in 0..<rows { for col in 0..<cols { result.append(element(row, col)) } }
    return result
  }

  /// An input of f32, or of bf16 whose values it holds exactly, or of u8 seen as a truth value.
  func input(
    _ broadcast: ck_broadcast, dtype: ck_dtype = CK_F32, using generator: inout SeededGenerator
  ) -> Int {
    let count =
      switch broadcast {
      case CK_FULL: rows * cols
      case CK_ROW: cols
      case CK_COLUMN: rows
      default: 1
      }
    var numbers = (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    switch dtype {
    case CK_BF16:
      let bits = numbers.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
      numbers = bits.map { Float(bitPattern: UInt32($0) << 16) }
      inputs.append(KernelMemory(bits))
    case CK_BOOL:
      let bytes = numbers.map { UInt8($0 > 0 ? 1 : 0) }
      numbers = bytes.map { Float($0) }
      inputs.append(KernelMemory(bytes))
    default: inputs.append(KernelMemory(numbers))
    }
    let level: Level =
      switch broadcast {
      case CK_FULL: [.rows, .columns]
      case CK_ROW: .columns
      case CK_COLUMN: .rows
      default: []
      }
    return add(
      ck_program_input(program, dtype, broadcast), level,
      fill { row, col in
        switch broadcast {
        case CK_FULL: numbers[row * cols + col]
        case CK_ROW: numbers[col]
        case CK_COLUMN: numbers[row]
        default: numbers[0]
        }
      })
  }

  /// The rows seen as [outer, inner], with the given strides; 0 broadcasts.
  func stridedInput(outer: Int, strides: [Int], using generator: inout SeededGenerator) -> Int {
    let dims = [outer, rows / outer, cols]
    var length = 1
    for (dim, stride) in zip(dims, strides) { length += (dim - 1) * stride }
    let numbers = (0..<length).map { _ in Float.random(in: -1...1, using: &generator) }
    inputs.append(KernelMemory(numbers))
    var level: Level = strides[2] != 0 ? .columns : []
    if strides[0] != 0 || strides[1] != 0 { level.insert(.rows) }
    return add(
      ck_program_input_strided(program, CK_F32, 3, dims.map(Int64.init), strides.map(Int64.init)), level,
      fill { row, col in numbers[row / dims[1] * strides[0] + row % dims[1] * strides[1] + col * strides[2]] })
  }

  func constant(_ value: Float) -> Int { add(ck_program_constant(program, value), [], fill { _, _ in value }) }

  /// 1 where column modulo 5 equals row modulo 5.
  func diagonal() -> Int {
    let five = ck_program_constant_i32(program, 5)
    let row = ck_program_binary(program, CK_MODULO, ck_program_row_index(program), five)
    let col = ck_program_binary(program, CK_MODULO, ck_program_column_index(program), five)
    let equal = ck_program_binary(program, CK_EQUAL, row, col)
    return add(equal, [.rows, .columns], fill { row, col in row % 5 == col % 5 ? 1 : 0 })
  }

  func unary(_ operation: ck_unary, _ a: Int, _ function: (Float) -> Float) -> Int {
    add(ck_program_unary(program, operation, identifiers[a]), levels[a], values[a].map(function))
  }

  func binary(_ operation: ck_binary, _ a: Int, _ b: Int, _ function: (Float, Float) -> Float) -> Int {
    add(
      ck_program_binary(program, operation, identifiers[a], identifiers[b]), levels[a].union(levels[b]),
      zip(values[a], values[b]).map(function))
  }

  func ternary(
    _ operation: ck_ternary, _ a: Int, _ b: Int, _ c: Int, _ function: (Float, Float, Float) -> Float
  ) -> Int {
    add(
      ck_program_ternary(program, operation, identifiers[a], identifiers[b], identifiers[c]),
      levels[a].union(levels[b]).union(levels[c]),
      (0..<rows * cols).map { function(values[a][$0], values[b][$0], values[c][$0]) })
  }

  func reduce(_ operation: ck_reduction, _ a: Int) -> Int {
    let source = values[a]
    let results: [Float] = (0..<rows).map { row in
      Self.reduced(operation, source[row * cols..<(row + 1) * cols])
    }
    return add(
      ck_program_reduce(program, operation, identifiers[a]), .rows, fill { row, _ in results[row] })
  }

  static func reduced(_ operation: ck_reduction, _ values: some Sequence<Float>) -> Float {
    switch operation {
    case CK_SUM: Float(values.reduce(0.0) { $0 + Double($1) })
    case CK_MAX: values.reduce(-.infinity) { Swift.max($0, $1) }
    default: values.reduce(.infinity) { Swift.min($0, $1) }
    }
  }

  private func addOutput(
    _ name: String, _ expected: [Float], _ dtype: ck_dtype, _ memory: KernelMemory? = nil, scale: Float = 1
  ) {
    let size = Int(ck_dtype_size(dtype))
    outputs.append(
      Output(
        name: name, expected: expected, dtype: dtype, memory: memory ?? KernelMemory(byteCount: expected.count * size),
        tolerance: dtype == CK_BF16 ? 8e-3 : 2e-5 * Swift.max(1, scale)))
  }

  func output(_ a: Int, dtype: ck_dtype = CK_F32, inPlaceOf input: Int? = nil, told: Bool = true) {
    let alias = input.map { told ? identifiers[$0] : -2 } ?? -1
    ck_program_output(program, identifiers[a], dtype, alias)
    let memory = input.flatMap { index in identifiers[index] < 0 ? nil : inputs[inputOrder[index] ?? 0] }
    addOutput("full", values[a], dtype, memory)
  }

  /// The input pointer's index of a value that is a full f32 input.
  var inputOrder: [Int: Int] = [:]

  func outputColumn(_ a: Int) {
    ck_program_output_column(program, identifiers[a], CK_F32)
    addOutput("column", (0..<rows).map { values[a][$0 * cols] }, CK_F32)
  }

  func outputReduceRows(_ a: Int, _ operation: ck_reduction, scale: Float = 1) {
    ck_program_output_reduce_rows(program, identifiers[a], operation, scale, CK_F32)
    var expected: [Float] = []
    var magnitude: Float = 1
    for group in 0..<rows / rowsPerGroup {
      for col in 0..<cols {
        let column = (0..<rowsPerGroup).map { values[a][(group * rowsPerGroup + $0) * cols + col] }
        expected.append(scale * Self.reduced(operation, column))
        if operation == CK_SUM { magnitude = Swift.max(magnitude, column.reduce(0) { $0 + abs($1) }) }
      }
    }
    addOutput("reduceRows", expected, CK_F32, scale: magnitude * 0.1)
  }

  func outputReduceAll(_ a: Int, _ operation: ck_reduction, scale: Float = 1) {
    ck_program_output_reduce_all(program, identifiers[a], operation, scale, CK_F32)
    let perRow = levels[a] == .rows
    let all = perRow ? (0..<rows).map { values[a][$0 * cols] } : values[a]
    let magnitude = operation == CK_SUM ? all.reduce(0.0) { $0 + Double(abs($1)) } : 1
    addOutput("reduceAll", [scale * Self.reduced(operation, all)], CK_F32, scale: Float(magnitude) * 0.1)
  }

  /// Runs and returns what differs from the evaluation, as text.
  func differences(threads: Int32) -> [String] {
    run(program, on: inputs + outputs.map(\.memory), threads: threads)
    var result: [String] = []
    // Differences of large values keep their rounding errors.
    let largest = values.joined().reduce(1) { $1.isFinite ? Swift.max($0, abs($1)) : $0 }
    for (index, output) in outputs.enumerated() {
      if !output.memory.guardIsIntact { result.append("output \(index) wrote behind its end") }
      let actual: [Float] =
        output.dtype == CK_BF16
        ? output.memory.elements(as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
        : output.memory.elements()
      for (place, pair) in zip(actual, output.expected).enumerated()
      where !(abs(pair.0 - pair.1) <= output.tolerance * largest) {
        result.append("output \(index) (\(output.name)) at \(place): \(pair.0), expected \(pair.1)")
        break
      }
    }
    return result
  }
}
