import CKernels
import Testing

/// Conversions between dtypes, exact integer arithmetic, and reductions that are not sums of floats.
struct LaneTests {
  /// Runs one program over a single row and returns the output's memory.
  static func compute(
    _ inputs: [(KernelMemory, ck_dtype)], count: Int, output dtype: ck_dtype,
    _ body: (OpaquePointer?, [Int32]) -> Int32
  ) -> KernelMemory {
    let program = ck_program_create(1, Int64(count))
    defer { ck_program_free(program) }
    let values = inputs.map { ck_program_input(program, $0.1, CK_FULL) }
    ck_program_output(program, body(program, values), dtype, -1)
    let result = KernelMemory(byteCount: count * Int(ck_dtype_size(dtype)))
    run(program, on: inputs.map(\.0) + [result])
    #expect(result.guardIsIntact)
    return result
  }

  static let floats: [Float] = [
    0, -0.0, 1, -1, 1.5, 2.5, -2.5, 127.9, 128, 255.5, 256, -128.5, -129, 32_767.5, 65_535, 65_536, 2_147_483_520,
    2_147_483_648, 3e9, 4_294_967_040, 5e9, -2_147_483_648, -3e9, 1e20, -1e20, .infinity, -.infinity, .nan, 1e-8,
    3.14159,
  ]

  static func clamped<Integer: FixedWidthInteger>(_ value: Float, _: Integer.Type) -> Integer {
    if value.isNaN { return 0 }
    return Integer(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
  }

  func checkFloatStores<Integer: FixedWidthInteger>(_ dtype: ck_dtype, _ type: Integer.Type) {
    let count = Self.floats.count
    let stored = Self.compute([(KernelMemory(Self.floats), CK_F32)], count: count, output: dtype) { $1[0] }
    let expected = Self.floats.map { Self.clamped($0, type) }
    #expect(stored.elements(as: type) == expected)
    guard Integer.bitWidth < 64 else { return }
    let converted = Self.compute([(KernelMemory(Self.floats), CK_F32)], count: count, output: dtype) {
      ck_program_convert($0, $1[0], dtype)
    }
    #expect(converted.elements(as: type) == expected)
  }

  @Test func floatsTruncateAndSaturateAsIntegers() {
    checkFloatStores(CK_I8, Int8.self)
    checkFloatStores(CK_U8, UInt8.self)
    checkFloatStores(CK_I16, Int16.self)
    checkFloatStores(CK_U16, UInt16.self)
    checkFloatStores(CK_I32, Int32.self)
    checkFloatStores(CK_U32, UInt32.self)
    checkFloatStores(CK_I64, Int64.self)
    checkFloatStores(CK_U64, UInt64.self)
  }

  func checkIntegers<From: FixedWidthInteger, To: FixedWidthInteger>(
    _ from: ck_dtype, _: From.Type, _ to: ck_dtype, _: To.Type
  ) {
    let values: [From] = [0, 1, 2, 100, 127, .max, .min, .max / 2, .min / 2, .max - 1] + (0..<20).map { From($0) * 5 }
    let stored = Self.compute([(KernelMemory(values), from)], count: values.count, output: to) { $1[0] }
    #expect(stored.elements(as: To.self) == values.map { To(truncatingIfNeeded: $0) }, "\(From.self) to \(To.self)")
    guard To.bitWidth < 64 else { return }
    let widened = Self.compute([(KernelMemory(values), from)], count: values.count, output: CK_I64) {
      ck_program_convert($0, $1[0], to)
    }
    #expect(
      widened.elements(as: Int64.self) == values.map { Int64(To(truncatingIfNeeded: $0)) }, "\(From.self) as \(To.self)"
    )
  }

  @Test func integersWrapAndExtend() {
    checkIntegers(CK_I8, Int8.self, CK_I32, Int32.self)
    checkIntegers(CK_I8, Int8.self, CK_U8, UInt8.self)
    checkIntegers(CK_U8, UInt8.self, CK_I8, Int8.self)
    checkIntegers(CK_I16, Int16.self, CK_I8, Int8.self)
    checkIntegers(CK_U16, UInt16.self, CK_I16, Int16.self)
    checkIntegers(CK_I32, Int32.self, CK_U16, UInt16.self)
    checkIntegers(CK_I32, Int32.self, CK_I64, Int64.self)
    checkIntegers(CK_U32, UInt32.self, CK_I64, Int64.self)
    checkIntegers(CK_U32, UInt32.self, CK_I8, Int8.self)
  }

  @Test func narrowFloatsRoundToEvenAndKeepSpecialValues() {
    var values: [Float] = [0, -0.0, 1, 1.0039, 1.00390625, 1.01171875, 65_504, 65_520, 1e-8, 6e-8]
    values += [-6.1e-5, 3e38, 3.4e38, .infinity, -.infinity, .nan, 0.1, 1 / 3]
    var generator = SeededGenerator(seed: 9)
    values += (0..<500).map { _ in
      Float(
        sign: .plus, exponent: .random(in: -30...15, using: &generator),
        significand: .random(in: 1..<2, using: &generator))
    }
    let halves = Self.compute([(KernelMemory(values), CK_F32)], count: values.count, output: CK_F16) { $1[0] }
    for (bits, value) in zip(halves.elements(as: UInt16.self), values) {
      let expected = Self.halfBits(value)
      #expect(bits == expected || (value.isNaN && bits & 0x7C00 == 0x7C00 && bits & 0x3FF != 0), "f16 of \(value)")
    }
    let loaded = Self.compute([(halves, CK_F16)], count: values.count, output: CK_F32) { $1[0] }
    for (bits, actual) in zip(halves.elements(as: UInt16.self), loaded.elements(as: Float.self)) {
      let expected = Self.float(ofHalf: bits)
      #expect(actual == expected || (actual.isNaN && expected.isNaN))
    }
    let brains = Self.compute([(KernelMemory(values), CK_F32)], count: values.count, output: CK_BF16) { $1[0] }
    let rounded = Self.compute([(KernelMemory(values), CK_F32)], count: values.count, output: CK_F32) {
      ck_program_convert($0, $1[0], CK_BF16)
    }
    for (index, bits) in brains.elements(as: UInt16.self).enumerated() {
      let actual = Float(bitPattern: UInt32(bits) << 16)
      let up = Float(bitPattern: UInt32(bits &+ 1) << 16)
      let down = Float(bitPattern: UInt32(bits &- 1) << 16)
      let value = values[index]
      #expect(rounded.elements(as: Float.self)[index].bitPattern == actual.bitPattern)
      if value.isNaN || value.isInfinite || value == 0 {
        #expect(actual == value || actual.isNaN && value.isNaN)
      } else if actual.isFinite && up.isFinite && actual != 0 {
        #expect(abs(actual - value) <= abs(up - value) && abs(actual - value) <= abs(down - value))
        if abs(actual - value) == abs(up - value) || abs(actual - value) == abs(down - value) { #expect(bits & 1 == 0) }
      }
    }
  }

  /// Rounding to half precision through the definition: the nearest multiple of the last place, ties to even.
  static func halfBits(_ value: Float) -> UInt16 {
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    if value.isNaN { return 0x7E00 }
    let magnitude = Double(abs(value))
    if magnitude >= 65_520 { return sign | 0x7C00 }
    let exponent = magnitude == 0 ? -14 : max(-14, Int(magnitude.exponent))
    var steps = (magnitude * Double(sign: .plus, exponent: 10 - exponent, significand: 1)).rounded(.toNearestOrEven)
    var shifted = exponent
    if steps == 2048 {
      steps = 1024
      shifted += 1
    }
    if steps < 1024 { return sign | UInt16(steps) }
    return sign | UInt16((shifted + 15) << 10) | UInt16(steps - 1024)
  }

  static func float(ofHalf bits: UInt16) -> Float {
    let exponent = Int(bits >> 10) & 31
    let fraction = Float(bits & 0x3FF)
    let sign: Float = bits & 0x8000 != 0 ? -1 : 1
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    if exponent == 0 { return sign * fraction * Float(sign: .plus, exponent: -24, significand: 1) }
    return sign * (1 + fraction / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
  }

  static let integerPairs: [(Int32, Int32)] = {
    let edges: [Int32] = [0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, 1000, -1000, .max, .min, .max - 1, 123_456_789]
    return edges.flatMap { a in edges.map { (a, $0) } }
  }()

  static func power(_ a: Int32, _ b: Int32) -> Int32 {
    if b < 0 { return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0 }
    var (result, base, rest) = (Int32(1), a, b)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* base }
      base = base &* base
      rest >>= 1
    }
    return result
  }

  static func floorDivide(_ a: Int32, _ b: Int32) -> Int32 {
    if b == 0 { return -1 }
    let (q, r) = (
      a.dividedReportingOverflow(by: b).partialValue, a.remainderReportingOverflow(dividingBy: b).partialValue
    )
    return r != 0 && (r < 0) != (b < 0) ? q - 1 : q
  }

  static func modulo(_ a: Int32, _ b: Int32) -> Int32 {
    if b == 0 { return a }
    let r = a.remainderReportingOverflow(dividingBy: b).partialValue
    return r != 0 && (r < 0) != (b < 0) ? r + b : r
  }

  @Test func signedArithmeticIsExact() {
    let pairs = Self.integerPairs
    let operations: [(String, ck_binary, (Int32, Int32) -> Int32)] = [
      ("add", CK_ADD, { $0 &+ $1 }), ("subtract", CK_SUBTRACT, { $0 &- $1 }), ("multiply", CK_MULTIPLY, { $0 &* $1 }),
      ("divide", CK_DIVIDE, { $1 == 0 ? -1 : $0.dividedReportingOverflow(by: $1).partialValue }),
      ("remainder", CK_REMAINDER, { $1 == 0 ? $0 : $0.remainderReportingOverflow(dividingBy: $1).partialValue }),
      ("floorDivide", CK_FLOOR_DIVIDE, Self.floorDivide), ("modulo", CK_MODULO, Self.modulo),
      ("power", CK_POWER, Self.power), ("maximum", CK_MAXIMUM, { max($0, $1) }),
      ("minimum", CK_MINIMUM, { min($0, $1) }), ("and", CK_AND, { $0 & $1 }), ("or", CK_OR, { $0 | $1 }),
      ("xor", CK_XOR, { $0 ^ $1 }), ("less", CK_LESS, { $0 < $1 ? 1 : 0 }), ("equal", CK_EQUAL, { $0 == $1 ? 1 : 0 }),
      ("shiftLeft", CK_SHIFT_LEFT, { UInt32(bitPattern: $1) < 32 ? $0 << $1 : 0 }),
      ("shiftRight", CK_SHIFT_RIGHT, { UInt32(bitPattern: $1) < 32 ? $0 >> $1 : ($0 < 0 ? -1 : 0) }),
    ]
    let inputs = [(KernelMemory(pairs.map(\.0)), CK_I32), (KernelMemory(pairs.map(\.1)), CK_I32)]
    for (name, operation, function) in operations {
      let result = Self.compute(inputs, count: pairs.count, output: CK_I32) {
        ck_program_binary($0, operation, $1[0], $1[1])
      }
      for (pair, actual) in zip(pairs, result.elements(as: Int32.self)) {
        #expect(actual == function(pair.0, pair.1), "\(name)\(pair)")
      }
    }
  }

  @Test func unsignedArithmeticIsExact() {
    let pairs = Self.integerPairs.map { (UInt32(bitPattern: $0.0), UInt32(bitPattern: $0.1)) }
    let operations: [(String, ck_binary, (UInt32, UInt32) -> UInt32)] = [
      ("divide", CK_DIVIDE, { $1 == 0 ? .max : $0 / $1 }), ("remainder", CK_REMAINDER, { $1 == 0 ? $0 : $0 % $1 }),
      ("maximum", CK_MAXIMUM, { max($0, $1) }), ("minimum", CK_MINIMUM, { min($0, $1) }),
      ("greater", CK_GREATER, { $0 > $1 ? 1 : 0 }), ("lessEqual", CK_LESS_EQUAL, { $0 <= $1 ? 1 : 0 }),
      ("shiftRight", CK_SHIFT_RIGHT, { $1 < 32 ? $0 >> $1 : 0 }),
    ]
    let inputs = [(KernelMemory(pairs.map(\.0)), CK_U32), (KernelMemory(pairs.map(\.1)), CK_U32)]
    for (name, operation, function) in operations {
      let result = Self.compute(inputs, count: pairs.count, output: CK_U32) {
        ck_program_binary($0, operation, $1[0], $1[1])
      }
      for (pair, actual) in zip(pairs, result.elements(as: UInt32.self)) {
        #expect(actual == function(pair.0, pair.1), "\(name)\(pair)")
      }
    }
    let floats = Self.compute([inputs[0]], count: pairs.count, output: CK_F32) { ck_program_convert($0, $1[0], CK_F32) }
    #expect(floats.elements(as: Float.self) == pairs.map { Float($0.0) })
  }

  @Test(arguments: [1, 5, 16, 40, 200, 3000, 20_000])
  func positionsOfExtremesAreTheFirst(_ cols: Int) {
    var generator = SeededGenerator(seed: 21)
    let rows = 9
    var floats = (0..<rows * cols).map { _ in Float(Int.random(in: -50...50, using: &generator)) }
    if cols > 3 {
      floats[cols + cols / 2] = .nan
      floats[cols + cols - 1] = .nan
    }
    let integers = floats.map { $0.isNaN ? Int32.min : Int32($0) }
    let program = ck_program_create(Int64(rows), Int64(cols))
    defer { ck_program_free(program) }
    let (x, n) = (ck_program_input(program, CK_F32, CK_FULL), ck_program_input(program, CK_I32, CK_FULL))
    for (operation, value) in [(CK_ARGMAX, x), (CK_ARGMIN, x), (CK_ARGMAX, n), (CK_ARGMIN, n)] {
      ck_program_output_column(program, ck_program_reduce(program, operation, value), CK_I32)
    }
    ck_program_output_column(program, ck_program_reduce(program, CK_MAX, x), CK_F32)
    ck_program_output_column(program, ck_program_reduce(program, CK_SUM, n), CK_I64)
    ck_program_output_reduce_rows(program, x, CK_MIN, 1, CK_F32)
    ck_program_output_reduce_all(program, n, CK_SUM, 1, CK_I32)
    let sizes = [4, 4, 4, 4, 4, 8].map { $0 * rows } + [cols * 4, 4]
    let outputs = sizes.map { KernelMemory(byteCount: $0) }
    run(program, on: [KernelMemory(floats), KernelMemory(integers)] + outputs, threads: 2)
    for row in 0..<rows {
      let line = floats[row * cols..<(row + 1) * cols]
      let whole = integers[row * cols..<(row + 1) * cols]
      func first<T>(_ values: ArraySlice<T>, where matches: (T) -> Bool) -> Int32 {
        Int32(values.firstIndex(where: matches)! - values.startIndex)
      }
      let hasNaN = line.contains { $0.isNaN }
      let (most, least) = (line.max()!, line.min()!)
      let expected = [
        first(line) { hasNaN ? $0.isNaN : $0 == most }, first(line) { hasNaN ? $0.isNaN : $0 == least },
        first(whole) { $0 == whole.max()! }, first(whole) { $0 == whole.min()! },
      ]
      for (index, wanted) in expected.enumerated() { #expect(outputs[index].elements(as: Int32.self)[row] == wanted) }
      let largest = outputs[4].elements(as: Float.self)[row]
      #expect(hasNaN ? largest.isNaN : largest == most)
      #expect(outputs[5].elements(as: Int64.self)[row] == Int64(whole.reduce(0, &+)))
    }
    for col in 0..<cols {
      let column = (0..<rows).map { floats[$0 * cols + col] }
      let least = outputs[6].elements(as: Float.self)[col]
      #expect(column.contains { $0.isNaN } ? least.isNaN : least == column.min()!)
    }
    #expect(outputs[7].elements(as: Int32.self) == [integers.reduce(0, &+)])
  }
}
