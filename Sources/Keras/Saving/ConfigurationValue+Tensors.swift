import Formats

extension Shape: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let items = data.json.array else {
      guard let length = FileLengths.integer(data.json) else { return nil }
      self = Shape([length == -1 ? nil : length])
      return
    }
    var lengths: [Int?] = []
    for item in items {
      if item.isNull {
        lengths.append(nil)
      } else if let length = FileLengths.integer(item), !FileLengths.areLimited || (-1...(1 << 40)).contains(length) {
        lengths.append(length == -1 ? nil : length)
      } else {
        return nil
      }
    }
    guard lengths.count <= 32, !FileLengths.areLimited || Shape(lengths).isPossible else { return nil }
    self = Shape(lengths)
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    // Where Keras takes -1, it says so by the argument's name.
    let open: JSONValue = key == "target_shape" ? -1 : .null
    return configuration.data(.array(dimensions.map { $0.map { .integer($0) } ?? open }), key)
  }
  public static var expectation: String { "a shape, such as [28, null]" }

  var json: JSONValue { .array(dimensions.map { $0.map { .integer($0) } ?? .null }) }
}

extension WindowSize: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    // Enlarging multiplies the input's lengths.
    let limit = data.key == "size" ? 1 << 7 : 1 << 20
    if let length = FileLengths.integer(data.json), FileLengths.allow(length, upTo: limit) {
      self.init(length)
      return
    }
    guard let items = data.json.array else { return nil }
    let lengths = items.compactMap(FileLengths.integer).filter { FileLengths.allow($0, upTo: limit) }
    guard lengths.count == items.count, (1...3).contains(lengths.count) else { return nil }
    self.init(lengths)
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(jsonLengths, key)
  }
  public static var expectation: String { "one number, or one for each axis" }
}

extension Margins: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    func length(_ json: JSONValue) -> Int? {
      FileLengths.integer(json).flatMap { FileLengths.allow($0, upTo: 1 << 20) ? $0 : nil }
    }
    if let length = length(data.json) {
      self.init(length)
      return
    }
    guard let items = data.json.array, (1...3).contains(items.count) else { return nil }
    var axes: [Axis] = []
    for item in items {
      if let length = length(item) {
        axes.append(Axis(length))
      } else if let pair = item.array, pair.count == 2, let before = length(pair[0]), let after = length(pair[1]) {
        axes.append(Axis(before: before, after: after))
      } else {
        return nil
      }
    }
    self.init(axes)
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(jsonLengths, key)
  }
  public static var expectation: String { "one number, or one number or pair for each axis" }
}

extension DTypePolicy: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    // Older versions wrote the bare name, or a policy's record by another class name.
    guard let name = data.json.string ?? data.json["config"]?["name"]?.string else { return nil }
    switch name {
    case "mixed_bfloat16": self = .mixedBFloat16
    case "mixed_float16": self.init(name: name, computeDType: .float16, variableDType: .float32)
    default:
      guard let dtype = DType(rawValue: name) else { return nil }
      self.init(dtype)
    }
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(json, key)
  }
  public static var expectation: String { "a type such as float32 or mixed_bfloat16" }

  var json: JSONValue {
    [
      "module": "keras", "class_name": "DTypePolicy", "config": ["name": .string(name)], "registered_name": nil,
    ]
  }
}

/// One axis or several, as Keras' arguments named `axis` may be.
struct OneOrMany<Element: ConfigurationValue>: ConfigurationValue {
  let elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }

  init?(_ data: ConfigurationData) {
    guard let elements = [Element](data) else { return nil }
    self.elements = elements
  }
  func data(in configuration: Configuration, key: String) -> ConfigurationData {
    elements.count == 1 ? elements[0].data(in: configuration, key: key) : elements.data(in: configuration, key: key)
  }
  static var expectation: String { "\(Element.expectation), or a list of them" }
}

extension Tensor: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    var json = data.json
    var dtype = DType.float32
    if let value = json["config"]?["value"] {
      dtype = json["config"]?["dtype"]?.string.flatMap(DType.init(rawValue:)) ?? .float32
      json = value
    }
    var shape: [Int] = []
    var values: [Double] = []
    guard Self.flatten(json, axis: 0, &shape, &values) else { return nil }
    self = Tensor(values, shape: shape).cast(to: dtype)
  }

  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(nestedList ?? .null, key)
  }
  public static var expectation: String { "a number, or numbers in lists of one length" }

  private static func flatten(_ json: JSONValue, axis: Int, _ shape: inout [Int], _ values: inout [Double]) -> Bool {
    if let number = json.number {
      values.append(number)
      return axis == shape.count
    }
    if let flag = json.boolean {
      values.append(flag ? 1 : 0)
      return axis == shape.count
    }
    guard let items = json.array, axis < 32 else { return false }
    if axis == shape.count {
      guard values.isEmpty else { return false }
      shape.append(items.count)
    }
    return items.count == shape[axis] && items.allSatisfy { flatten($0, axis: axis + 1, &shape, &values) }
  }

  /// The values as lists in lists; `nil` if they can't be computed.
  var nestedList: JSONValue? {
    guard let lengths = shape.known else { return nil }
    let items: [JSONValue]
    if dtype.isFloating {
      guard let numbers = try? Trace.suspended({ try cast(to: .float64).scalars(as: Double.self) }) else { return nil }
      items = numbers.map { .real($0) }
    } else {
      guard let numbers = try? Trace.suspended({ try cast(to: .int64).scalars(as: Int64.self) }) else { return nil }
      items = numbers.map { dtype == .bool ? .boolean($0 != 0) : .integer(Int($0)) }
    }
    func list(_ axis: Int, _ range: Range<Int>) -> JSONValue {
      guard axis < lengths.count else { return items[range.lowerBound] }
      let step = lengths[axis] == 0 ? 0 : range.count / lengths[axis]
      return .array(
        (0..<lengths[axis]).map { index in
          let start = range.lowerBound + index * step
          return list(axis + 1, start..<start + step)
        })
    }
    return list(0, 0..<items.count)
  }
}
