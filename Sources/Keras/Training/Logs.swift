/// Named numbers: what a step, an epoch or an evaluation reports. The library's own are in the order of their names, as in Keras.
public struct Logs: ExpressibleByDictionaryLiteral, Sendable, Equatable {
  public private(set) var names: [String] = []
  public private(set) var values: [Double] = []

  public init() {}
  public init(dictionaryLiteral elements: (String, Double)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// The number with this name; assigning appends or replaces.
  public subscript(name: String) -> Double? {
    get { names.firstIndex(of: name).map { values[$0] } }
    set {
      let index = names.firstIndex(of: name)
      switch (index, newValue) {
      case (let index?, let value?): values[index] = value
      case (nil, let value?):
        names.append(name)
        values.append(value)
      case (let index?, nil):
        names.remove(at: index)
        values.remove(at: index)
      case (nil, nil): break
      }
    }
  }

  /// The same numbers in the order of their names.
  package var sorted: Logs {
    var result = Logs()
    for index in names.indices.sorted(by: { Logs.precedes(names[$0], names[$1]) }) {
      result.names.append(names[index])
      result.values.append(values[index])
    }
    return result
  }

  /// Python's order of strings: by code points.
  static func precedes(_ a: String, _ b: String) -> Bool {
    a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
  }

  public static func == (a: Logs, b: Logs) -> Bool { a.names == b.names && a.values == b.values }
}

extension Logs: Sequence {
  public func makeIterator() -> AnyIterator<(name: String, value: Double)> {
    var index = 0
    return AnyIterator {
      defer { index += 1 }
      return index < names.count ? (names[index], values[index]) : nil
    }
  }
}
