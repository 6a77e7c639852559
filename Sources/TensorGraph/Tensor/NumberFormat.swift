import Foundation

/// Numbers of one array as columns of equal width, in NumPy's form.
///
/// Source: `numpy.core.arrayprint` with its default options: 8 digits after the point, shortest form that reads back the
/// same, exponents where magnitudes are far apart.
enum NumberFormat {
  /// The elements' texts, all of one width.
  static func columns(_ array: HostArray) -> [String] {
    if array.dtype == .bool { return aligned(array.int64s.map { $0 != 0 ? "True" : "False" }) }
    if array.dtype == .uint64 { return aligned(UInt64.numbers(of: array).map(String.init)) }
    if array.dtype.isInteger { return aligned(array.int64s.map(String.init)) }
    return real(array.doubles, array.dtype)
  }

  /// A single number, as NumPy prints a scalar.
  static func scalar(_ array: HostArray) -> String {
    guard array.dtype.isFloating else { return columns(array)[0] }
    let value = array.double(0)
    if !value.isFinite { return special(value) }
    let digits = Digits(value, array.dtype)
    let magnitude = abs(value)
    // Where the last digit before the point would no longer be one that the type holds.
    let limit = array.dtype == .float64 ? 1e16 : array.dtype == .float32 ? 1e6 : 1e3
    if magnitude != 0, magnitude < 1e-4 || magnitude >= limit {
      let mantissa = digits.scientific(places: digits.digits.count - 1)
      return digits.digits.count == 1 ? mantissa.replacing(".", with: "") : mantissa
    }
    let text = digits.positional(places: nil)
    return text.hasSuffix(".") ? text + "0" : text
  }

  private static func aligned(_ texts: [String]) -> [String] {
    let width = texts.lazy.map(\.count).max() ?? 0
    return texts.map { pad($0, width) }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func special(_ value: Double) -> String { value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }

  private static func real(_ values: [Double], _ dtype: DType) -> [String] {
    let finite = values.filter(\.isFinite)
    let magnitudes = finite.lazy.map { abs($0) }.filter { $0 != 0 }
    let (largest, smallest) = (magnitudes.max() ?? 0, magnitudes.min() ?? 0)
    let hasExponents = largest >= 1e8 || smallest != 0 && (smallest < 1e-4 || largest / smallest > 1000)
    let digits = finite.map { Digits($0, dtype) }
    var texts: [String]
    if hasExponents {
      let places = min(8, digits.lazy.map { $0.digits.count - 1 }.max() ?? 0)
      texts = digits.map { $0.scientific(places: places) }
    } else {
      texts = digits.map { $0.positional(places: 8) }
      // Points stand under each other; what is missing behind them is blank.
      let behind = texts.lazy.map(\.lengthBehindPoint).max() ?? 0
      texts = texts.map { $0 + String(repeating: " ", count: behind - $0.lengthBehindPoint) }
    }
    var next = texts.makeIterator()
    return aligned(values.map { $0.isFinite ? next.next()! : special($0) })
  }
}

extension String {
  fileprivate var lengthBehindPoint: Int { firstIndex(of: ".").map { distance(from: $0, to: endIndex) - 1 } ?? 0 }
}

/// The shortest decimal digits that read back as the same number: `0.d₁d₂… · 10^exponent`.
private struct Digits {
  let value: Double
  let digits: [Character]
  let exponent: Int

  init(_ value: Double, _ dtype: DType) {
    self.value = value
    let text = Self.shortest(value.magnitude, dtype)
    let parts = text.split(separator: "e")
    let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = Array(number[0])
    let all = whole + Array(number.count > 1 ? number[1] : "")
    let leading = all.prefix { $0 == "0" }.count
    var kept = Array(all[leading...])
    while kept.last == "0" { kept.removeLast() }
    digits = kept.isEmpty ? ["0"] : kept
    exponent = kept.isEmpty ? 1 : whole.count - leading + (parts.count > 1 ? Int(parts[1])! : 0)
  }

  private static func shortest(_ value: Double, _ dtype: DType) -> String {
    switch dtype {
    case .float64: return "\(value)"
    case .float32: return "\(Float(value))"
    case .float16: return "\(Float16(value))"
    default:
      let bits = BFloat16.bits(Float(value))
      let texts = (0..<8).lazy.map { String(format: "%.\($0)e", value) }
      return texts.first { BFloat16.bits(Float($0)!) == bits } ?? "\(Float(value))"
    }
  }

  private var sign: String { value.sign == .minus ? "-" : "" }

  /// Without an exponent and without zeros at the end; rounded to `places` behind the point.
  func positional(places: Int?) -> String {
    if let places, digits.count - exponent > places {
      var text = String(format: "%.\(places)f", value)
      while text.hasSuffix("0") { text.removeLast() }
      return text
    }
    if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + String(digits) }
    if exponent >= digits.count {
      let zeros = String(repeating: "0", count: exponent - digits.count)
      return sign + String(digits) + (digits == ["0"] ? "" : zeros) + "."
    }
    return sign + String(digits[..<exponent]) + "." + String(digits[exponent...])
  }

  /// With an exponent and just so many places behind the point.
  func scientific(places: Int) -> String {
    if digits.count - 1 > places {
      let text = String(format: "%.\(places)e", value)
      return places == 0 ? text.replacing("e", with: ".e") : text
    }
    let power = digits == ["0"] ? 0 : exponent - 1
    let zeros = String(repeating: "0", count: places - (digits.count - 1))
    let mantissa = String(digits[0]) + "." + String(digits[1...]) + zeros
    let magnitude = abs(power)
    return sign + mantissa + "e" + (power < 0 ? "-" : "+") + (magnitude < 10 ? "0" : "") + String(magnitude)
  }
}
