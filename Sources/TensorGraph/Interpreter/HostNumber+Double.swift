import Foundation

extension Double: HostNumber {
  package static var one: Double { 1 }
  package static func numbers(of array: HostArray) -> [Double] { array.doubles }
  package static func array(_ numbers: [Double], shape: [Int], dtype: DType) throws(KerasError) -> HostArray {
    try HostArray(numbers, shape: shape, dtype: dtype)
  }
  package func plus(_ other: Double) -> Double { self + other }
  package func minus(_ other: Double) -> Double { self - other }
  package func times(_ other: Double) -> Double { self * other }
  package func over(_ other: Double) -> Double { self / other }
  package func power(_ exponent: Double) -> Double { Foundation.pow(self, exponent) }
  package func angle(_ x: Double) -> Double { Foundation.atan2(self, x) }
  package func larger(_ other: Double) -> Double { isNaN || self >= other ? self : other }
  package func smaller(_ other: Double) -> Double { isNaN || self <= other ? self : other }

  package func modulo(_ divisor: Double) -> Double {
    let rest = Foundation.fmod(self, divisor)
    if rest == 0 { return Double(signOf: divisor, magnitudeOf: 0) }
    return (rest < 0) != (divisor < 0) ? rest + divisor : rest
  }

  package func bits(_ other: Double, _ combine: (UInt64, UInt64) -> UInt64) -> Double {
    preconditionFailure("the shape rules of bit operations allow no floating-point types")
  }
}
