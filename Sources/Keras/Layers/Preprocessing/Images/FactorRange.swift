/// How strongly a layer changes images at random: `0.2` for anything from -0.2 to 0.2, or `.range(0.1...0.2)`.
public struct FactorRange: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, Sendable, Hashable {
  public let lower: Double
  public let upper: Double
  /// Whether one number was given, for both directions.
  let isSymmetric: Bool

  /// From `-factor` to `factor`.
  public init(_ factor: Double) {
    lower = -Swift.abs(factor)
    upper = Swift.abs(factor)
    isSymmetric = true
  }

  private init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
    isSymmetric = false
  }

  /// From `-factor` to `factor`.
  public init(floatLiteral factor: Double) { self.init(factor) }
  /// From `-factor` to `factor`.
  public init(integerLiteral factor: Int) { self.init(Double(factor)) }

  /// Anything in `range`.
  public static func range(_ range: ClosedRange<Double>) -> FactorRange {
    FactorRange(lower: range.lowerBound, upper: range.upperBound)
  }

  /// As the user wrote it, for messages.
  var written: String { isSymmetric ? "\(upper)" : "\(lower)...\(upper)" }
}

extension FactorRange {
  /// With one number given for a factor that has only one direction: anything from 0.
  var fromZero: FactorRange { isSymmetric ? .range(0...upper) : self }
}
