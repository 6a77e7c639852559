import Formats

/// The arguments of an object as a file holds them; see `Configurable`.
///
/// Names are those of Swift properties: `configuration.kernelSize` is Keras' `kernel_size`.
@dynamicMemberLookup
public final class Configuration {
  private enum Source {
    /// A file's arguments by Keras' names.
    case file(JSONObject)
    /// An object that is being saved, and the values of its properties by name.
    case object(Any, [String: Any])
  }

  package let session: SavingSession
  /// Where in the model the object is, for messages: `layers/dense_1`.
  package let place: String
  package let className: String
  private let source: Source
  private var asked: Set<String> = []
  /// What the object's arguments are in a file, in the order in which they were asked for.
  package private(set) var written = JSONObject()

  /// Thrown where an argument is missing; the session knows about it.
  struct Abandoned: Error {}

  init(_ arguments: JSONObject, of className: String, at place: String, _ session: SavingSession) {
    self.session = session
    self.place = place
    self.className = className
    source = .file(arguments)
  }

  init(of object: Any, className: String, at place: String, _ session: SavingSession) {
    self.session = session
    self.place = place
    self.className = className
    var properties = StoredProperties.all(of: object)
    // The base class keeps the rate in a variable, so that no stored property answers for it.
    if let optimizer = object as? Optimizer, optimizer.schedule == nil {
      properties["learningRate"] = Trace.suspended { optimizer.learningRate }
    }
    source = .object(object, properties)
  }

  /// An argument that the file must have.
  ///
  /// - Throws: if it is missing or of another type; all problems of a file are then reported together.
  public subscript<Value: ConfigurationValue>(dynamicMember name: String) -> Value {
    get throws { try required(name.inSnakeCase, name) }
  }

  /// A layer among the arguments, such as that of a `Wrapper`.
  ///
  /// - Throws: if it is missing, or of another class than asked for.
  public subscript<Inner: Layer>(dynamicMember name: String) -> Inner {
    get throws {
      let layer = try layer(name.inSnakeCase) { [self] _ in stored(name) }
      if let layer = layer as? Inner { return layer }
      session.note(
        place, expected: "'\(name.inSnakeCase)' of \(className): a layer of class \(Inner.self)",
        received: layer.map { "\(type(of: $0))" } ?? "none", fix: "let a property of that name keep the layer")
      throw Abandoned()
    }
  }

  /// An argument that a file may leave out.
  ///
  /// - Parameters:
  ///   - name: of the property, such as `units`.
  ///   - fallback: the initializer's default.
  public func value<Value: ConfigurationValue>(_ name: String, default fallback: Value) -> Value {
    value(name.inSnakeCase, name) ?? fallback
  }

  // MARK: - Built-in classes, by Keras' names

  /// An argument with the initializer's default; `property` keeps it if its name is another.
  func callAsFunction<Value: ConfigurationValue>(
    _ key: String, _ fallback: @autoclosure () -> Value, _ property: String? = nil
  ) -> Value {
    value(key, property ?? key.inCamelCase) ?? fallback()
  }

  /// An argument that an object keeps in a form of its own.
  func kept<Object, Value: ConfigurationValue>(
    _ key: String, _ fallback: @autoclosure () -> Value, by object: (Object) -> Value
  ) -> Value {
    asked.insert(key)
    switch source {
    case .file: return read(key) ?? fallback()
    case .object(let any, _):
      guard let typed = any as? Object else { return fallback() }
      return write(key, object(typed))
    }
  }

  func required<Value: ConfigurationValue>(_ key: String, _ property: String? = nil) throws -> Value {
    let problems = session.problems.count
    if let value: Value = value(key, property ?? key.inCamelCase) { return value }
    if session.problems.count == problems {
      session.note(
        place, expected: "\(className) with '\(key)'", received: "none",
        fix: "the file is incomplete: write it again from its origin")
    }
    // With something in its place the other arguments are looked at too.
    if let placeholder = (Value.self as? any Placeholder.Type)?.placeholder as? Value { return placeholder }
    throw Abandoned()
  }

  private func value<Value: ConfigurationValue>(_ key: String, _ property: String) -> Value? {
    asked.insert(key)
    switch source {
    case .file: return read(key)
    case .object(_, let properties):
      guard let found = properties[property] else {
        session.note(
          place, expected: "a stored property '\(property)', which \(className)'s init(configuration:) asks for",
          received: "none", fix: "keep the argument in a property of that name")
        return nil
      }
      guard let value = found as? Value else {
        session.note(
          place, expected: "\(Value.self) in the property '\(property)' of \(className)",
          received: "\(type(of: found))", fix: "let init(configuration:) ask for the property's own type")
        return nil
      }
      return write(key, value)
    }
  }

  private func read<Value: ConfigurationValue>(_ key: String) -> Value? {
    guard case .file(let arguments) = source, let json = arguments[key] else { return nil }
    let problems = session.problems.count
    if let value = Value(ConfigurationData(json, of: self, key: key)) { return value }
    // Nothing given is the default, if the argument has no other meaning for it.
    if json.isNull || session.problems.count > problems { return nil }
    session.note(
      place, expected: "'\(key)' of \(className): \(Value.expectation)", received: json.excerpt,
      fix: "the file is damaged, or of a version that is not known: write it again from its origin")
    return nil
  }

  private func write<Value: ConfigurationValue>(_ key: String, _ value: Value) -> Value {
    written[key] = value.data(in: self, key: key).json
    return value
  }

  // MARK: - What all objects have

  var isWriting: Bool { if case .object = source { true } else { false } }

  /// The object that is being saved.
  var writingObject: Any? { if case .object(let object, _) = source { object } else { nil } }

  /// The value of a property of the object that is being saved.
  func stored<Value>(_ property: String) -> Value? {
    guard case .object(_, let properties) = source else { return nil }
    return properties[property] as? Value
  }

  /// The given name; an object that is being saved is asked for its own, so that no other is counted.
  var name: String? {
    switch source {
    case .file(let arguments): arguments["name"]?.string
    case .object(let object, _): (object as? any NamedObject)?.name ?? "saved"
    }
  }

  func name(_ fallback: String) -> String { name ?? fallback }

  /// The type that a layer computes in, if the file says so.
  var dtype: DTypePolicy? {
    switch source {
    case .file(let arguments):
      guard let json = arguments["dtype"], !json.isNull else { return nil }
      return DTypePolicy(ConfigurationData(json, of: self, key: "dtype"))
    case .object(let object, _): return (object as? Layer)?.dtypePolicy
    }
  }

  /// The seed of a random layer. An object that is being saved gets one, so that the global sequence of seeds goes on as before.
  var seed: Int? {
    let seed: Int?? = value("seed", "seed")
    return (seed ?? nil) ?? (isWriting ? 0 : nil)
  }

  /// A layer among the arguments.
  func layer(_ key: String, of object: (Layer) -> Layer?) throws -> Layer? {
    asked.insert(key)
    switch source {
    case .file(let arguments):
      guard let json = arguments[key], !json.isNull else { return nil }
      guard let layer = session.layer(json, at: "\(place)/\(key)") else { throw Abandoned() }
      return layer
    case .object(let any, _):
      guard let layer = (any as? Layer).flatMap(object) else {
        written[key] = .null
        return nil
      }
      written[key] = session.record(of: layer, at: "\(place)/\(key)")
      return layer
    }
  }

  /// Sets what no property keeps in Keras' form.
  func write(_ key: String, json: JSONValue) {
    asked.insert(key)
    if isWriting { written[key] = json }
  }

  /// An argument as the file has it.
  func json(_ key: String) -> JSONValue? {
    asked.insert(key)
    guard case .file(let arguments) = source else { return nil }
    return arguments[key]
  }

  /// Keys that mean nothing here, such as how a layer is computed.
  func ignore(_ keys: String...) { asked.formUnion(keys) }

  /// Notes keys of the file that nobody asked for.
  func noteUnknown() {
    guard case .file(let arguments) = source else { return }
    for (key, value) in arguments.members where !asked.contains(key) && !Self.common.contains(key) && !value.isNull {
      session.note(
        place, expected: "arguments of \(className)", received: "'\(key)': \(value.excerpt)",
        fix: NearestName.find(key, in: asked.sorted(), except: arguments.members.map(\.key)).map {
          "did you mean '\($0)'?"
        }
          ?? "the argument is not known: take it out of the file if the model does not need it")
    }
  }

  private static let common: Set = [
    "name", "trainable", "dtype", "reduction", "quantization_config", "lora_rank", "lora_alpha", "autocast",
    "batch_input_shape",
  ]
}

/// Values that can stand in for a missing one until all problems are known.
private protocol Placeholder { static var placeholder: Self { get } }
extension Int: Placeholder { static var placeholder: Int { 1 } }
extension Double: Placeholder { static var placeholder: Double { 1 } }
extension String: Placeholder { static var placeholder: String { "" } }
extension Shape: Placeholder { static var placeholder: Shape { [1] } }
extension WindowSize: Placeholder { static var placeholder: WindowSize { 1 } }
extension Array: Placeholder { static var placeholder: [Element] { [] } }

/// Objects that have a name in files.
protocol NamedObject { var name: String { get } }
extension Layer: NamedObject {}
extension Loss: NamedObject {}
extension Metric: NamedObject {}
extension Optimizer: NamedObject {}

extension String {
  /// Keras' `kernel_size` as Swift's `kernelSize`.
  var inCamelCase: String {
    let words = split(separator: "_")
    guard let first = words.first else { return self }
    return words.dropFirst().reduce(String(first)) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}

extension JSONValue {
  /// A short form for messages.
  var excerpt: String {
    let text = text()
    return text.count > 60 ? text.prefix(60) + "…" : text
  }
}
