import TensorGraph
import Testing

/// Every pair of types, cast as NumPy casts what the other type holds, and limited to its range where it doesn't.
struct CastTests {
  private static let wholes: [Int128] = [
    0, 1, 2, 100, 127, 128, 200, 255, 256, 32767, 32768, 65535, 65536, 1 << 24 + 1, 1 << 31 - 1, 1 << 31, 1 << 32 - 1,
    1 << 32, 1 << 53 + 1, 1 << 62 + 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 1025, 1 << 64 - 1, -1, -2, -128, -129, -32768,
    -(1 << 31), -(1 << 53) - 1, -(1 << 63),
  ]
  private static let reals: [Double] = [
    0, -0.0, 0.5, -0.5, 1.5, -1.5, 2.5, 100, 127.9, 128, 255.9, 256, 300, 1000, -1, -128, -129, -300, 32768, 65504, 1e5,
    1e10,
    -1e10, 3e9, 1e19, 2e19, 1e30, -1e30, .infinity, -.infinity, .nan,
  ]

  private static func range(_ dtype: DType) -> ClosedRange<Int128> {
    let bits = 8 * Int128(dtype.byteCount)
    if dtype == .bool { return 0...1 }
    return dtype.isUnsigned ? 0...(1 << bits - 1) : -(1 << (bits - 1))...(1 << (bits - 1) - 1)
  }

  /// The number in a floating-point type.
  private static func rounded(_ value: Double, _ dtype: DType) -> Double {
    switch dtype {
    case .float16: Double(Float16(value))
    case .bfloat16: Double(BFloat16.float(BFloat16.bits(Float(value))))
    case .float32: Double(Float(value))
    default: value
    }
  }

  private static func rounded(_ value: Int128, _ dtype: DType) -> Double {
    switch dtype {
    case .float16: Double(Float16(value))
    case .float32: Double(Float(value))
    case .bfloat16: rounded(Double(value), .bfloat16)
    default: Double(value)
    }
  }

  private static func isSame(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }

  static let pairs = DType.allCases.flatMap { from in DType.allCases.map { [from, $0] } }

  @Test(arguments: pairs)
  func `numbers stay or are limited`(pair: [DType]) throws {
    let (from, to) = (pair[0], pair[1])
    if from.isFloating { try checkReals(from, to) } else { try checkWholes(from, to) }
  }

  private func checkReals(_ from: DType, _ to: DType) throws {
    let values = Self.reals.map { Self.rounded($0, from) }
    let cast = Tensor(values, dtype: .float64).cast(to: from).cast(to: to)
    for (index, value) in values.enumerated() {
      if to == .bool || to.isFloating {
        let expected = to == .bool ? (value != 0 ? 1 : 0) : Self.rounded(value, to)
        let got = try cast.scalars(as: Double.self)[index]
        #expect(Self.isSame(got, expected), "\(value) of \(from) is \(got) in \(to)")
      } else {
        let range = Self.range(to)
        let expected =
          value.isNaN
          ? 0
          : min(
            max(
              Int128(exactly: value.rounded(.towardZero)) ?? (value > 0 ? range.upperBound : range.lowerBound),
              range.lowerBound), range.upperBound)
        #expect(try Self.whole(cast, index) == expected, "\(value) of \(from) in \(to)")
      }
    }
  }

  private func checkWholes(_ from: DType, _ to: DType) throws {
    let values = Self.wholes.filter(Self.range(from).contains)
    let source: Tensor =
      from == .uint64 ? Tensor(values.map { UInt64($0) }) : Tensor(values.map { Int64($0) }).cast(to: from)
    let cast = source.cast(to: to)
    for (index, value) in values.enumerated() {
      if to.isFloating {
        let got = try cast.scalars(as: Double.self)[index]
        #expect(Self.isSame(got, Self.rounded(value, to)), "\(value) of \(from) is \(got) in \(to)")
      } else {
        let bits = 8 * to.byteCount
        let low = value & (1 << Int128(bits) - 1)
        let wrapped = to.isUnsigned || low >> Int128(bits - 1) == 0 ? low : low - 1 << Int128(bits)
        let expected = to == .bool ? (value == 0 ? 0 : 1) : wrapped
        #expect(try Self.whole(cast, index) == expected, "\(value) of \(from) in \(to)")
      }
    }
  }

  private static func whole(_ tensor: Tensor, _ index: Int) throws -> Int128 {
    tensor.dtype == .uint64
      ? Int128(try tensor.scalars(as: UInt64.self)[index]) : Int128(try tensor.scalars(as: Int64.self)[index])
  }

  @Test func meansOfUnsignedNumbers() throws {
    let x = Tensor([1, 2, 1 << 40] as [UInt64])
    #expect(try x.mean().scalar() == Double(Float((0x1p40 + 3) / 3)))
    #expect(try (x * 2.0).scalars() == [2, 4, 0x1p41])
    #expect(try x.scalars(as: Float.self) == [1, 2, 0x1p40])
  }
}
