import Formats

/// A value that files can hold as an argument: numbers, texts, lists, shapes, activations, initializers …
///
/// Enumerations of texts conform by name alone: `extension Mode: ConfigurationValue {}` for `enum Mode: String`.
public protocol ConfigurationValue {
  /// `nil` if the data are of another type.
  init?(_ data: ConfigurationData)

  /// The value as a file holds it.
  func data(in configuration: Configuration, key: String) -> ConfigurationData

  /// What fits, for messages.
  static var expectation: String { get }
}

extension ConfigurationValue {
  public static var expectation: String { "\(Self.self)" }
}

/// A value of a file, and where it stands.
public struct ConfigurationData {
  package let json: JSONValue
  package let configuration: Configuration
  package let key: String

  init(_ json: JSONValue, of configuration: Configuration, key: String) {
    self.json = json
    self.configuration = configuration
    self.key = key
  }

  func with(_ json: JSONValue) -> ConfigurationData { ConfigurationData(json, of: configuration, key: key) }
}

extension Configuration {
  func data(_ json: JSONValue, _ key: String) -> ConfigurationData { ConfigurationData(json, of: self, key: key) }
}

extension Int: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    // A list of one was a number to older versions.
    let json = data.json.array.flatMap { $0.count == 1 ? $0[0] : nil } ?? data.json
    guard let value = data.key == "seed" ? json.wideInteger : FileLengths.integer(json) else { return nil }
    // Larger ones are no lengths; they would only overflow where lengths are multiplied.
    let isLength = data.key != "seed" && !data.key.hasSuffix("steps")
    guard !isLength || FileLengths.allow(value, upTo: Int(Int32.max)) else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.integer(self), key)
  }
  public static var expectation: String { "an integer" }
}

extension Double: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let value = data.json.scalarNumber else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.real(self), key)
  }
  public static var expectation: String { "a number" }
}

extension Float: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let value = data.json.scalarNumber else { return nil }
    self = Float(value)
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.real(Double(self)), key)
  }
  public static var expectation: String { "a number" }
}

extension Bool: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let value = data.json.boolean ?? (data.json.integer.flatMap { [0: false, 1: true][$0] }) else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.boolean(self), key)
  }
  public static var expectation: String { "true or false" }
}

extension String: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let value = data.json.string else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.string(self), key)
  }
  public static var expectation: String { "text" }
}

extension Optional: ConfigurationValue where Wrapped: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    if data.json.isNull {
      self = .none
      return
    }
    guard let value = Wrapped(data) else { return nil }
    self = .some(value)
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    self?.data(in: configuration, key: key) ?? configuration.data(.null, key)
  }
  public static var expectation: String { "\(Wrapped.expectation), or null" }
}

extension Array: ConfigurationValue where Element: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let items = data.json.array else {
      guard let single = Element(data) else { return nil }
      self = [single]
      return
    }
    let values = items.compactMap { Element(data.with($0)) }
    guard values.count == items.count else { return nil }
    self = values
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.array(map { $0.data(in: configuration, key: key).json }), key)
  }
  public static var expectation: String { "a list of \(Element.expectation)" }
}

extension Dictionary: ConfigurationValue where Key == String, Value: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let object = data.json.object else { return nil }
    var values: [String: Value] = [:]
    for (key, json) in object.members {
      guard let value = Value(data.with(json)) else { return nil }
      values[key] = value
    }
    self = values
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    let members = keys.sorted().map { ($0, self[$0]!.data(in: configuration, key: key).json) }
    return configuration.data(.object(JSONObject(members)), key)
  }
  public static var expectation: String { "an object of \(Value.expectation)" }
}

extension ConfigurationValue where Self: RawRepresentable, RawValue == String {
  public init?(_ data: ConfigurationData) {
    guard let value = data.json.string.flatMap(Self.init(rawValue:)) else { return nil }
    self = value
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(.string(rawValue), key)
  }
  public static var expectation: String { "a name of \(Self.self)" }
}

extension ConfigurationValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  public static var expectation: String { allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ") }
}

extension DataFormat: ConfigurationValue {}
extension Padding: ConfigurationValue {}
extension SequencePadding: ConfigurationValue {}
extension Interpolation: ConfigurationValue {}
extension LossReduction: ConfigurationValue {}
extension Bidirectional.MergeMode: ConfigurationValue {}
extension Attention.ScoreMode: ConfigurationValue {}
extension Initializer.Fan: ConfigurationValue {}
extension Regularizer.OrthogonalMode: ConfigurationValue {}
extension Metrics.AUC.Curve: ConfigurationValue {}
extension Metrics.AUC.Summation: ConfigurationValue {}
extension Metrics.ScoreAverage: ConfigurationValue {}
extension Metrics.R2Score.Aggregation: ConfigurationValue {}
extension DType: ConfigurationValue {}

extension Initializer.Distribution: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    switch data.json.string {
    // Keras' older name, which means the truncated one.
    case "normal": self = .truncatedNormal
    case let name?:
      guard let value = Self(rawValue: name) else { return nil }
      self = value
    case nil: return nil
    }
  }
}

extension JSONValue {
  /// A number, also one that older versions wrote as a list or an array of one.
  var scalarNumber: Double? {
    if let number { return number }
    if let items = array, items.count == 1 { return items[0].scalarNumber }
    if let value = self["config"]?["value"] { return value.scalarNumber }
    return nil
  }
}
