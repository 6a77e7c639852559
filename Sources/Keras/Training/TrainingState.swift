import Formats

/// What has to be remembered so that training can go on where it was interrupted: numbers, texts and tensors by name.
///
/// A callback of your own writes into it in `save(to:)` and reads from it in `restore(from:)`; ``BackupAndRestore`` keeps it in a
/// file. Reading gives `nil` for a name that is not there, or is of another kind.
public struct TrainingState {
  private var names: [String] = []
  private var tensors: [String: Tensor] = [:]

  init() {}

  /// A tensor.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set {
      if let newValue {
        if tensors.updateValue(newValue, forKey: name) == nil { names.append(name) }
      } else if tensors.removeValue(forKey: name) != nil {
        names.removeAll { $0 == name }
      }
    }
  }

  /// A list of whole numbers.
  public subscript(name: String) -> [Int]? {
    get { elements(name, .int64, as: Int64.self)?.map(Int.init) }
    set { self[name] = newValue.map { Tensor($0.map(Int64.init), shape: [$0.count], dtype: .int64) } }
  }

  /// A list of numbers, kept to the last bit.
  public subscript(name: String) -> [Double]? {
    get { elements(name, .float64, as: Double.self) }
    set { self[name] = newValue.map { Tensor($0, shape: [$0.count], dtype: .float64) } }
  }

  /// A whole number.
  public subscript(name: String) -> Int? {
    get { (self[name] as [Int]?)?.first }
    set { self[name] = newValue.map { [$0] } }
  }

  /// A number, kept to the last bit.
  public subscript(name: String) -> Double? {
    get { (self[name] as [Double]?)?.first }
    set { self[name] = newValue.map { [$0] } }
  }

  /// Yes or no.
  public subscript(name: String) -> Bool? {
    get { (self[name] as Int?).map { $0 != 0 } }
    set { self[name] = newValue.map { $0 ? 1 : 0 } as Int? }
  }

  /// A text.
  public subscript(name: String) -> String? {
    get { elements(name, .uint8, as: UInt8.self).map { String(decoding: $0, as: UTF8.self) } }
    set { self[name] = newValue.map { Tensor(bytes: $0.utf8, shape: [$0.utf8.count], dtype: .uint8) } }
  }

  /// A list of texts.
  public subscript(name: String) -> [String]? {
    get {
      guard let count: Int = self[name] else { return nil }
      let texts: [String] = (0..<max(count, 0)).compactMap { self["\(name)/\($0)"] }
      return texts.count == count ? texts : nil
    }
    set {
      for index in 0..<((self[name] as Int?) ?? 0) { self["\(name)/\(index)"] = nil as Tensor? }
      self[name] = newValue?.count
      for (index, text) in (newValue ?? []).enumerated() { self["\(name)/\(index)"] = text }
    }
  }

  private func elements<Element: TensorElement>(_ name: String, _ dtype: DType, as: Element.Type) -> [Element]? {
    guard let tensor = tensors[name], tensor.dtype == dtype, tensor.rank == 1 else { return nil }
    return try? tensor.scalars(as: Element.self)
  }
}

extension TrainingState {
  /// The part whose names begin with this one and a slash.
  func part(_ name: String) -> TrainingState {
    var result = TrainingState()
    let prefix = name + "/"
    for key in names where key.hasPrefix(prefix) { result[String(key.dropFirst(prefix.count))] = tensors[key] }
    return result
  }

  /// Puts another state's contents in, below this name.
  mutating func add(_ part: TrainingState, as name: String) {
    for key in part.names { self["\(name)/\(key)"] = part.tensors[key] }
  }

  var isEmpty: Bool { names.isEmpty }

  /// Where the draws from the global seed are.
  subscript(name: String) -> RandomSeed.State? {
    get {
      guard let numbers: [Int] = self[name], numbers.count == 2 else { return nil }
      return .init(
        global: UInt64(truncatingIfNeeded: numbers[0]), drawn: UInt64(truncatingIfNeeded: numbers[1]))
    }
    set {
      let numbers = newValue.flatMap { seeds in seeds.global.map { [$0, seeds.drawn] } }
      self[name] = numbers?.map { Int(truncatingIfNeeded: $0) }
    }
  }

  /// The values of variables, in their order. Numbered: layers of one name in different places would share a path.
  mutating func add(_ variables: [Variable], as name: String) {
    self["\(name)/count"] = variables.count
    for (index, variable) in variables.enumerated() { self["\(name)/\(index)"] = variable.value }
  }

  /// Throws unless these variables can take the values that `add(_:as:)` put in.
  func check(_ variables: [Variable], as name: String) throws(KerasError) {
    let count: Int? = self["\(name)/count"]
    guard count == variables.count else {
      throw .foreign(
        expected: "\(variables.count.counted("variable", "variables")) of the \(name)",
        received: count.map { "\($0)" } ?? "a file without them",
        fix: "delete the file if the model or its optimizer was changed, to start anew")
    }
    for (index, variable) in variables.enumerated() {
      let value: Tensor? = self["\(name)/\(index)"]
      guard value?.type == variable.type else {
        throw .foreign(
          expected: "\(variable.type) for '\(variable.path)'",
          received: value.map { "\($0.type)" } ?? "a file without it",
          fix: "delete the file if the model or its optimizer was changed, to start anew")
      }
    }
  }

  /// Gives variables that were checked their values.
  func give(to variables: [Variable], as name: String) {
    for (index, variable) in variables.enumerated() {
      if let value: Tensor = self["\(name)/\(index)"] { variable.assign(value) }
    }
  }
}

extension TrainingState {
  /// Which files this version of the library reads.
  private static let format = 2

  /// Writes the state to an npz file, which is there whole or not at all.
  func write(to path: String) throws {
    var file = TrainingState()
    file["format"] = Self.format
    let arrays = try (file.names + names).map { name in
      NPZ.NamedArray(name, try FileArray(tensors[name] ?? file.tensors[name]!))
    }
    try NPZ.write(arrays, to: path)
  }

  /// - Throws: `FormatError` if the file can't be read, or is not one of these.
  init(contentsOf path: String) throws {
    for entry in try NPZ.read(path: path) { self[entry.name] = Tensor(entry.array) }
    let format: Int? = self["format"]
    guard format == Self.format else {
      throw FormatError(
        "", expected: "a backup of format \(Self.format)",
        received: format.map { "format \($0)" } ?? "a file without a format, as an older version of the library wrote",
        fix: "delete the file to start anew")
    }
    self["format"] = nil as Tensor?
  }
}

extension KerasError {
  static let foreignSummary = "fit cannot go on from this state."

  /// Why a state can't be given back; who keeps it names the file instead.
  static func foreign(expected: String, received: String, fix: String) -> KerasError {
    KerasError(foreignSummary, expected: expected, received: received, fix: fix)
  }
}
