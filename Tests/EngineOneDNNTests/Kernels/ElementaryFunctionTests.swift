import CKernels
import Foundation
import Testing

/// Every elementwise operation against double precision, over its domain and at its edges.
struct ElementaryFunctionTests {
  struct Unary: CustomTestStringConvertible, Sendable {
    let name: String
    let operation: ck_unary
    let domain: ClosedRange<Float>
    let limit: Double
    let function: @Sendable (Double) -> Double
    var testDescription: String { name }

    init(
      _ name: String, _ operation: ck_unary, _ domain: ClosedRange<Float>, within limit: Double,
      _ function: @escaping @Sendable (Double) -> Double
    ) {
      self.name = name
      self.operation = operation
      self.domain = domain
      self.limit = limit
      self.function = function
    }
  }

  static let edges: [Float] = [
    0, -0.0, 1, -1, 0.5, -0.5, 2, 88, 89, -87, -88, -104, -150, Float(bitPattern: 71362), -Float(bitPattern: 71362),
    1e-30, 3e38, -3e38, 1e-4, 20, -20,
    .infinity, -.infinity, .nan,
  ]

  static let unaries: [Unary] = [
    Unary("negate", CK_NEGATE, -9...9, within: 0) { -$0 },
    Unary("abs", CK_ABS, -9...9, within: 0) { abs($0) },
    Unary("sign", CK_SIGN, -9...9, within: 0) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 },
    Unary("square", CK_SQUARE, -9...9, within: 0.51) { $0 * $0 },
    Unary("reciprocal", CK_RECIPROCAL, -9...9, within: 0.51) { 1 / $0 },
    Unary("sqrt", CK_SQRT, 0...1e9, within: 0.51) { $0.squareRoot() },
    Unary("rsqrt", CK_RSQRT, 1e-6...1e9, within: 1.5) { 1 / $0.squareRoot() },
    Unary("cbrt", CK_CBRT, -99...99, within: 1) { cbrt($0) },
    Unary("exp", CK_EXP, -100...88, within: 1) { exp($0) },
    Unary("expm1", CK_EXPM1, -20...88, within: 2) { expm1($0) },
    Unary("expm1 near 0", CK_EXPM1, -0.8...0.8, within: 2) { expm1($0) },
    Unary("exp2", CK_EXP2, -140...127, within: 1) { exp2($0) },
    Unary("log", CK_LOG, 1e-38...1e6, within: 1) { log($0) },
    Unary("log near 1", CK_LOG, 0.5...1.6, within: 1) { log($0) },
    Unary("log1p", CK_LOG1P, -0.999...100, within: 2) { log1p($0) },
    Unary("log1p near 0", CK_LOG1P, -0.01...0.01, within: 2) { log1p($0) },
    Unary("log2", CK_LOG2, 1e-30...1e6, within: 1.5) { log2($0) },
    Unary("log2 near 1", CK_LOG2, 0.5...1.6, within: 1.5) { log2($0) },
    Unary("log10", CK_LOG10, 1e-30...1e6, within: 1.5) { log10($0) },
    Unary("tanh", CK_TANH, -10...10, within: 2) { tanh($0) },
    Unary("tanh near 0", CK_TANH, -0.1...0.1, within: 2) { tanh($0) },
    Unary("sigmoid", CK_SIGMOID, -87...30, within: 2) { 1 / (1 + exp(-$0)) },
    Unary("softplus", CK_SOFTPLUS, -80...80, within: 2) { $0.isNaN ? $0 : max($0, 0) + log1p(exp(-abs($0))) },
    Unary("erf", CK_ERF, -5...5, within: 2) { erf($0) },
    Unary("erfc", CK_ERFC, -5...5, within: 3) { erfc($0) },
    Unary("sin", CK_SIN, -3...3, within: 2) { sin($0) },
    Unary("cos", CK_COS, -1.5...1.5, within: 2) { cos($0) },
    Unary("tan", CK_TAN, -1.5...1.5, within: 2) { tan($0) },
    Unary("asin", CK_ASIN, -1...1, within: 2) { asin($0) },
    Unary("acos", CK_ACOS, -1...1, within: 2) { acos($0) },
    Unary("atan", CK_ATAN, -9...9, within: 2) { atan($0) },
    Unary("sinh", CK_SINH, -9...9, within: 3) { sinh($0) },
    Unary("cosh", CK_COSH, -9...9, within: 3) { cosh($0) },
    Unary("asinh", CK_ASINH, -9...9, within: 3) { asinh($0) },
    Unary("acosh", CK_ACOSH, 1...9, within: 3) { acosh($0) },
    Unary("atanh", CK_ATANH, -0.99...0.99, within: 3) { atanh($0) },
    Unary("floor", CK_FLOOR, -9...9, within: 0) { $0.rounded(.down) },
    Unary("ceil", CK_CEIL, -9...9, within: 0) { $0.rounded(.up) },
    Unary("trunc", CK_TRUNC, -9...9, within: 0) { $0.rounded(.towardZero) },
    Unary("round", CK_ROUND, -9...9, within: 0) { $0.rounded(.toNearestOrEven) },
    Unary("relu", CK_RELU, -9...9, within: 0) { $0.isNaN ? $0 : max($0, 0) },
    Unary("isNaN", CK_IS_NAN, -9...9, within: 0) { $0.isNaN ? 1 : 0 },
    Unary("isFinite", CK_IS_FINITE, -9...9, within: 0) { $0.isFinite ? 1 : 0 },
    Unary("isInf", CK_IS_INF, -9...9, within: 0) { $0.isInfinite ? 1 : 0 },
    Unary("not", CK_NOT, -9...9, within: 0) { $0 == 0 ? 1 : 0 },
    Unary("lgamma", CK_LGAMMA, 0.1...50, within: 8) { lgamma($0) },
  ]

  @Test(arguments: unaries)
  func unaryMatchesDoublePrecision(_ entry: Unary) {
    let count = 20_011
    let width = entry.domain.upperBound - entry.domain.lowerBound
    var input = (0..<count).map { entry.domain.lowerBound + width * Float($0) / Float(count - 1) }
    let spread = input.count
    input += Self.edges
    let program = ck_program_create(1, Int64(input.count))
    defer { ck_program_free(program) }
    let value = ck_program_unary(program, entry.operation, ck_program_input(program, CK_F32, CK_FULL))
    ck_program_output(program, value, CK_F32, -1)
    let memory = [KernelMemory(input), KernelMemory(byteCount: input.count * 4)]
    run(program, on: memory)
    #expect(memory[1].guardIsIntact)
    let output = memory[1].elements(as: Float.self)
    for (index, x) in input.enumerated() {
      let expected = entry.function(Double(x))
      let error = unitsInLastPlace(output[index], from: expected)
      // Results too small for a normal number are only compared as such.
      let tiny = abs(expected) < 1.2e-38 && abs(output[index]) < 1.2e-38
      #expect(
        error <= entry.limit || (index >= spread && tiny) || tiny,
        "\(entry.name)(\(x)) = \(output[index]), expected \(expected), off by \(error) ulp")
    }
  }

  @Test func sineOfLargeArgumentsStaysAbsolutelyClose() {
    let input: [Float] = (0..<4096).map { Float($0) * 37.7 - 60_000 }
    for (operation, function) in [(CK_SIN, { sin($0) }), (CK_COS, { cos($0) })] as [(ck_unary, (Double) -> Double)] {
      let program = ck_program_create(1, Int64(input.count))
      defer { ck_program_free(program) }
      ck_program_output(
        program, ck_program_unary(program, operation, ck_program_input(program, CK_F32, CK_FULL)), CK_F32, -1)
      let memory = [KernelMemory(input), KernelMemory(byteCount: input.count * 4)]
      run(program, on: memory)
      for (x, y) in zip(input, memory[1].elements(as: Float.self)) {
        #expect(abs(Double(y) - function(Double(x))) < 2e-7, "of \(x)")
      }
    }
  }

  struct Binary: CustomTestStringConvertible, Sendable {
    let name: String
    let operation: ck_binary
    let limit: Double
    let function: @Sendable (Double, Double) -> Double
    var testDescription: String { name }
    init(
      _ name: String, _ operation: ck_binary, within limit: Double,
      _ function: @escaping @Sendable (Double, Double) -> Double
    ) {
      self.name = name
      self.operation = operation
      self.limit = limit
      self.function = function
    }
  }

  static func pythonModulo(_ a: Double, _ b: Double) -> Double {
    let r = fmod(a, b)
    return r != 0 && (r < 0) != (b < 0) ? r + b : r
  }

  static let binaries: [Binary] = [
    Binary("add", CK_ADD, within: 0.51) { $0 + $1 },
    Binary("subtract", CK_SUBTRACT, within: 0.51) { $0 - $1 },
    Binary("multiply", CK_MULTIPLY, within: 0.51) { $0 * $1 },
    Binary("divide", CK_DIVIDE, within: 0.51) { $0 / $1 },
    Binary("maximum", CK_MAXIMUM, within: 0) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) },
    Binary("minimum", CK_MINIMUM, within: 0) { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) },
    Binary("power", CK_POWER, within: 1) { pow($0, $1) },
    Binary("atan2", CK_ATAN2, within: 2) { atan2($0, $1) },
    Binary("remainder", CK_REMAINDER, within: 0) { fmod($0, $1) },
    Binary("modulo", CK_MODULO, within: 1) { pythonModulo($0, $1) },
    Binary("equal", CK_EQUAL, within: 0) { $0 == $1 ? 1 : 0 },
    Binary("notEqual", CK_NOT_EQUAL, within: 0) { $0 != $1 ? 1 : 0 },
    Binary("less", CK_LESS, within: 0) { $0 < $1 ? 1 : 0 },
    Binary("lessEqual", CK_LESS_EQUAL, within: 0) { $0 <= $1 ? 1 : 0 },
    Binary("greater", CK_GREATER, within: 0) { $0 > $1 ? 1 : 0 },
    Binary("greaterEqual", CK_GREATER_EQUAL, within: 0) { $0 >= $1 ? 1 : 0 },
    Binary("and", CK_AND, within: 0) { $0 != 0 && $1 != 0 ? 1 : 0 },
    Binary("or", CK_OR, within: 0) { $0 != 0 || $1 != 0 ? 1 : 0 },
    Binary("xor", CK_XOR, within: 0) { ($0 != 0) != ($1 != 0) ? 1 : 0 },
  ]

  @Test(arguments: binaries)
  func binaryMatchesDoublePrecision(_ entry: Binary) {
    var generator = SeededGenerator(seed: 7)
    var pairs: [(Float, Float)] = (0..<3000).map { index in
      let scale: Float = index % 2 == 0 ? 4 : 40
      return (Float.random(in: -scale...scale, using: &generator), Float.random(in: -4...4, using: &generator))
    }
    pairs += (0..<3000).map { _ in (Float.random(in: 0...9, using: &generator), .random(in: -9...9, using: &generator))
    }
    let edges: [Float] = [0, -0.0, 1, -1, 2, 3, -3, 0.5, 1e-20, .infinity, -.infinity, .nan]
    for a in edges { for b in edges { pairs.append((a, b)) } }
    let program = ck_program_create(1, Int64(pairs.count))
    defer { ck_program_free(program) }
    let a = ck_program_input(program, CK_F32, CK_FULL)
    let b = ck_program_input(program, CK_F32, CK_FULL)
    ck_program_output(program, ck_program_binary(program, entry.operation, a, b), CK_F32, -1)
    let memory = [
      KernelMemory(pairs.map(\.0)), KernelMemory(pairs.map(\.1)), KernelMemory(byteCount: pairs.count * 4),
    ]
    run(program, on: memory)
    for (pair, actual) in zip(pairs, memory[2].elements(as: Float.self)) {
      let expected = entry.function(Double(pair.0), Double(pair.1))
      let tiny = abs(expected) < 1.2e-38 && abs(actual) < 1.2e-38
      #expect(
        tiny || unitsInLastPlace(actual, from: expected) <= entry.limit,
        "\(entry.name)\(pair) = \(actual), expected \(expected)")
    }
  }

  /// A constant operand takes another loop than a vector.
  @Test(arguments: binaries)
  func constantOperandsGiveTheSame(_ entry: Binary) {
    let input: [Float] = (0..<133).map { Float($0 % 19) - 9.5 }
    for constantFirst in [false, true] {
      let program = ck_program_create(1, Int64(input.count))
      defer { ck_program_free(program) }
      let x = ck_program_input(program, CK_F32, CK_FULL)
      let other = ck_program_input(program, CK_F32, CK_FULL)
      let constant = ck_program_constant(program, 2.5)
      let scalar =
        constantFirst
        ? ck_program_binary(program, entry.operation, constant, x)
        : ck_program_binary(program, entry.operation, x, constant)
      let vector =
        constantFirst
        ? ck_program_binary(program, entry.operation, other, x)
        : ck_program_binary(program, entry.operation, x, other)
      ck_program_output(program, scalar, CK_F32, -1)
      ck_program_output(program, vector, CK_F32, -1)
      let memory = [
        KernelMemory(input), KernelMemory([Float](repeating: 2.5, count: input.count)),
        KernelMemory(byteCount: input.count * 4), KernelMemory(byteCount: input.count * 4),
      ]
      run(program, on: memory)
      #expect(memory[2].elements(as: UInt32.self) == memory[3].elements(as: UInt32.self))
    }
  }

  @Test func floorDivideIsPythons() {
    let pairs: [(Float, Float, Float)] = [
      (7, 2, 3), (-7, 2, -4), (7, -2, -4), (-7, -2, 3), (1, 0.1, 9), (6, 3, 2), (0.5, 1, 0), (-0.5, 1, -1),
      (1, 0, .infinity), (-1, 0, -.infinity),
    ]
    let program = ck_program_create(1, Int64(pairs.count))
    defer { ck_program_free(program) }
    let a = ck_program_input(program, CK_F32, CK_FULL)
    let b = ck_program_input(program, CK_F32, CK_FULL)
    ck_program_output(program, ck_program_binary(program, CK_FLOOR_DIVIDE, a, b), CK_F32, -1)
    let memory = [
      KernelMemory(pairs.map(\.0)), KernelMemory(pairs.map(\.1)), KernelMemory(byteCount: pairs.count * 4),
    ]
    run(program, on: memory)
    #expect(memory[2].elements(as: Float.self) == pairs.map(\.2))
  }
}
