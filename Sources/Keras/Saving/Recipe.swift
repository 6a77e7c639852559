import Formats

/// How a file says what an initializer, regularizer or constraint is: its class in Keras and the arguments.
struct Recipe {
  let className: String
  /// Made when the file is written, as arguments may be arrays.
  let arguments: () -> [(String, JSONValue)]

  init(_ className: String, _ arguments: @escaping () -> [(String, JSONValue)] = { [] }) {
    self.className = className
    self.arguments = arguments
  }
}

/// Functions with arguments that files hold as records of classes.
protocol RecipeValue: ConfigurationValue {
  var name: String { get }
  var recipe: Recipe? { get set }
  /// Keras' module of their classes.
  static var module: String { get }
  /// What messages call one.
  static var noun: String { get }
  /// The classes by Keras' names, each with the way to make one from its arguments.
  static var classes: [String: (Configuration) throws -> Self] { get }
  /// Other names in files.
  static var aliases: [String: String] { get }
}

extension RecipeValue {
  func saved(_ recipe: Recipe) -> Self {
    var copy = self
    copy.recipe = recipe
    return copy
  }

  func saved(_ className: String, _ arguments: (String, JSONValue)...) -> Self {
    saved(Recipe(className) { arguments })
  }

  /// The value that a file holds.
  static func read(_ data: ConfigurationData) -> Self? {
    let session = data.configuration.session
    let place = "\(data.configuration.place)/\(data.key)"
    let json = data.json
    // A name alone is a class without arguments, or a function.
    let isFunction = json["class_name"]?.string == "function"
    guard let given = json.string ?? (isFunction ? json["config"]?.string : json["class_name"]?.string) else {
      return nil
    }
    if let custom: Self = session.custom(json, given, at: place) {
      return custom
    }
    let plain = given.split(separator: ">").last.map(String.init) ?? given
    let key = Self.aliases[plain] ?? (Self.classes[plain] == nil ? plain.inPascalCase : plain)
    guard let make = Self.classes[key] ?? Self.classes[key.uppercased()] else {
      session.noteUnknown(Self.noun, given, known: Array(Self.classes.keys), at: place)
      return nil
    }
    let arguments = isFunction ? JSONObject() : json["config"]?.object ?? JSONObject()
    let configuration = Configuration(arguments, of: key, at: place, session)
    guard let value = try? make(configuration) else { return nil }
    configuration.noteUnknown()
    return value
  }

  /// What a file holds for it.
  func recorded(in configuration: Configuration, _ key: String) -> ConfigurationData {
    guard let recipe else {
      let function = configuration.session.record(ofFunction: name, Self.noun, at: "\(configuration.place)/\(key)")
      return configuration.data(function, key)
    }
    return configuration.data(
      .record(module: Self.module, recipe.className, JSONObject(recipe.arguments())), key)
  }
}

extension JSONValue {
  /// An object's record: its class and its arguments.
  static func record(module: String?, _ className: String, _ config: JSONObject, registered: String? = nil) -> JSONValue
  {
    [
      "module": module.map { .string($0) } ?? .null, "class_name": .string(className), "config": .object(config),
      "registered_name": registered.map { .string($0) } ?? .null,
    ]
  }

  static func optional(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
  static func optional(_ value: Double?) -> JSONValue { value.map { .real($0) } ?? .null }
  static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
  static func oneOrMany(_ values: [Int]) -> JSONValue {
    values.count == 1 ? .integer(values[0]) : .array(values.map { .integer($0) })
  }
}

extension String {
  /// `glorot_uniform` as `GlorotUniform`.
  var inPascalCase: String {
    split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
