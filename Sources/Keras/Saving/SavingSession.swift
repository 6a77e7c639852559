import Formats

/// One reading or writing of a model: what it may meet, and what was wrong.
package final class SavingSession {
  /// Layers that were written and that Keras 3 does not have.
  var unknownToKeras: [(place: String, className: String)] = []

  /// Something that can't be read or written.
  struct Problem: Hashable {
    let place: String
    let expected: String
    let received: String
    let fix: String
  }

  private(set) var problems: [Problem] = []
  /// What did not fit and was passed over, as it was asked for.
  private var passedOver: [String] = []
  private let customs: [String: any Configurable.Type]
  /// The number of a layer that lies in several models.
  static let sharedKey = "keras_swift_shared_id"
  /// Layers that a file mentions several times, by its number for them.
  private var shared: [Int: Layer] = [:]
  /// The numbers of layers that are written several times.
  private(set) var sharedNumbers: [ObjectIdentifier: Int] = [:]
  /// How deep records lie in each other, since every level is a few calls deep.
  private var depth = 0
  private static let maximumDepth = 64

  /// Whether values of weights are read; if not, all else is checked as if they were.
  let readsValues: Bool

  /// Whether learned vocabularies are written as part of configurations, for formats that have no other place for them.
  var keepsVocabularies = false

  /// Names of layers that are one wherever they are mentioned.
  private let sharing: Set<String>
  private var byName: [String: (className: String, layer: Layer)] = [:]

  init(customs: [any Configurable.Type] = [], sharing: Set<String> = [], readsValues: Bool = true) {
    self.sharing = sharing
    self.readsValues = readsValues
    self.customs = Dictionary(customs.map { (String(describing: $0), $0) }) { first, _ in first }
  }

  func note(_ place: String, expected: String, received: String, fix: String) {
    let problem = Problem(place: place, expected: expected, received: received, fix: fix)
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// Something that is passed over if that was asked for, and a problem otherwise.
  func note(_ place: String, expected: String, received: String, fix: String, isPassedOver: Bool) {
    if isPassedOver {
      passedOver.append("\(place) (expected \(expected), received \(received))")
    } else {
      note(place, expected: expected, received: received, fix: fix)
    }
  }

  /// Says that a file is none for Keras 3.
  func warnOfUnknownToKeras(_ who: String) {
    guard !unknownToKeras.isEmpty else { return }
    let shown = unknownToKeras.prefix(5).map { "\($0.place) (\($0.className))" }.joined(separator: ", ")
    let more = unknownToKeras.count > 5 ? " and \(unknownToKeras.count - 5) more" : ""
    Diagnostics.warn(
      "\(who) has layers of Keras 2 that Keras 3 cannot load, only loadModel can: \(shown)\(more). "
        + "Put a convolution in their place if Keras is to read the file.")
  }

  /// Says what was passed over.
  func warnOfPassedOver(_ who: String) {
    guard !passedOver.isEmpty else { return }
    let shown = passedOver.prefix(5).joined(separator: "; ")
    let more = passedOver.count > 5 ? "; and \(passedOver.count - 5) more" : ""
    Diagnostics.warn("\(who) keeps weights that the file has none for: \(shown)\(more).")
  }

  func note(_ place: String, _ error: KerasError) {
    note(place, expected: error.expected, received: "\(error.summary) \(error.received)", fix: error.fix)
  }

  /// Notes the error of `body`, if it throws one.
  func attempt(_ place: String, _ body: () throws -> Void) {
    do { try body() } catch { note(place, KerasError(of: error, at: place)) }
  }

  /// Says that the state of an optimizer does not fit. Two variables are those of one that has made no step: nothing is
  /// lost with them.
  func leaveOut(optimizerVariables count: Int) {
    if count > 2 { Diagnostics.warn("The file's optimizer has other variables; it starts anew.") }
  }

  /// A class or function that nobody knows.
  func noteUnknown(_ noun: String, _ name: String, known: [String], at place: String) {
    let own = name.split(separator: ">").last.map(String.init) ?? name
    let near = NearestName.find(own, in: (known + customs.keys + CustomObjects.functionNames).sorted())
    note(
      place, expected: "a known \(noun)", received: "'\(name)'",
      fix: (near.map { "did you mean '\($0)'? Else " } ?? "")
        + "give your own class in customObjects:, or your own function to CustomObjects.register")
  }

  /// Throws one error for all problems, if there are any.
  func check(_ summary: String) throws {
    guard let first = problems.first else { return }
    guard problems.count > 1 else {
      throw KerasError(
        "\(summary): \(first.place).", expected: first.expected, received: first.received, fix: first.fix)
    }
    let fixes = Set(problems.map(\.fix))
    let lines = problems.prefix(50).map { problem in
      "\(problem.place): expected \(problem.expected), received \(problem.received)"
        + (fixes.count > 1 ? "; fix: \(problem.fix)" : "")
    }
    throw KerasError(
      "\(summary): \(problems.count.counted("problem", "problems")).",
      expected: "nothing that is unknown, missing or of another shape",
      received: (lines + (problems.count > 50 ? ["and \(problems.count - 50) more"] : []))
        .joined(separator: "\n            "),
      fix: fixes.count > 1 ? "each line says how" : first.fix)
  }

  /// Gives each layer that lies in several models a number, so that it is one again when the file is read.
  func numberSharedLayers(of model: Model) {
    var counts: [ObjectIdentifier: Int] = [:]
    var order: [ObjectIdentifier] = []
    func visit(_ layer: Layer) {
      let id = ObjectIdentifier(layer)
      counts[id, default: 0] += 1
      if counts[id] == 2 { order.append(id) }
      guard counts[id] == 1 else { return }
      for inner in layer.sublayers { visit(inner) }
    }
    visit(model)
    for (index, id) in order.enumerated() { sharedNumbers[id] = index + 1 }
  }

  // MARK: - Layers

  /// The layer of a record; problems are noted.
  func layer(_ record: JSONValue, at place: String) -> Layer? {
    guard let className = record["class_name"]?.string else {
      note(
        place, expected: "the record of a layer", received: record.excerpt,
        fix: "the file is damaged: write it again from its origin")
      return nil
    }
    let id = record[Self.sharedKey]?.integer ?? record["shared_object_id"]?.integer
    if let id, let known = shared[id] { return known }
    let name = record["config"]?["name"]?.string ?? ""
    if sharing.contains(name), let known = byName[name], known.className == className { return known.layer }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      note(
        place, expected: "at most \(Self.maximumDepth) layers in each other", received: "more",
        fix: "the file is damaged, or made to do harm: do not trust it")
      return nil
    }
    let config = record["config"] ?? .object(JSONObject())
    guard let arguments = config.object else {
      note(
        place, expected: "an object as the configuration of \(className)", received: config.excerpt,
        fix: "the file is damaged: write it again from its origin")
      return nil
    }
    let count = problems.count
    // A layer of arguments that are not right would only make more problems.
    guard let layer = make(className, arguments, record, at: place), problems.count == count else { return nil }
    if !name.isEmpty {
      layer.name = name
      if sharing.contains(name) { byName[name] = (className, layer) }
    }
    if arguments["trainable"]?.boolean == false { layer.isTrainable = false }
    if let id { shared[id] = layer }
    return layer
  }

  private func make(_ className: String, _ arguments: JSONObject, _ record: JSONValue, at place: String) -> Layer? {
    if let type = customType(record, className) {
      guard let layer: Layer = make(type, className, arguments, at: place) else { return nil }
      let policy = Configuration(arguments, of: className, at: place, self).dtype
      if let policy { layer.dtypePolicy = policy }
      return layer
    }
    switch className {
    case "Sequential": return sequential(arguments, at: place)
    case "Functional", "Model": return GraphReader(arguments, order: GraphOrder(record), self, at: place).model()
    default: break
    }
    guard let entry = LayerClasses.byName[className] else {
      if let (received, fix) = AbsentClasses.problem(className) {
        note(place, expected: "a layer of numbers that is known here", received: received, fix: fix)
        return nil
      }
      noteUnknown(
        "layer class", record["registered_name"]?.string ?? className, known: Array(LayerClasses.byName.keys), at: place
      )
      return nil
    }
    let configuration = Configuration(arguments, of: className, at: place, self)
    guard let layer = try? entry.make(configuration) else { return nil }
    configuration.noteUnknown()
    return layer
  }

  /// The user's class that a record names.
  private func customType(_ record: JSONValue, _ className: String) -> (any Configurable.Type)? {
    if let registered = record["registered_name"]?.string {
      let name = registered.split(separator: ">").last.map(String.init) ?? registered
      if let type = customs[name] ?? CustomObjects.type(name) { return type }
    }
    // A class of the library is meant where the file says so.
    if let module = record["module"]?.string, module == "keras" || module.hasPrefix("keras.") { return nil }
    let plain = className.split(separator: ">").last.map(String.init) ?? className
    return customs[plain] ?? CustomObjects.type(plain)
  }

  /// An object of a user's class.
  func make<Object>(_ type: any Configurable.Type, _ className: String, _ arguments: JSONObject, at place: String)
    -> Object?
  {
    let configuration = Configuration(arguments, of: className, at: place, self)
    let count = problems.count
    do {
      let made = try type.init(configuration: configuration)
      // It is set after the optimizer was made.
      if made is Optimizer { configuration.ignore("learning_rate") }
      configuration.noteUnknown()
      if let object = made as? Object { return object }
      note(
        place, expected: "\(Object.self)", received: "\(type), which is none",
        fix: "give the class that the file means in customObjects:")
    } catch let error as KerasError {
      note(place, error)
    } catch {
      if problems.count == count {
        note(
          place, expected: "arguments that \(type) accepts", received: "\(error)", fix: "see its init(configuration:)")
      }
    }
    return nil
  }

  /// An object of a user's class that a record names, if it names one.
  func customObject<Object>(_ record: JSONValue, at place: String) -> Object? {
    guard let className = record["class_name"]?.string, let type = customType(record, className) else { return nil }
    return make(type, className, record["config"]?.object ?? JSONObject(), at: place)
  }

  // MARK: - Functions

  /// A registered function of the wanted kind.
  func custom<Value>(_ record: JSONValue, _ name: String, at place: String) -> Value? {
    let registered = record["registered_name"]?.string
    guard let found = registered.flatMap(CustomObjects.function) ?? CustomObjects.function(name) else { return nil }
    let plain = CustomObjects.parts(name).name
    let value: Any
    switch found.function {
    case .activation(let function): value = Activation(plain, function)
    case .initializer(let function): value = Initializer(plain, function)
    case .regularizer(let function): value = Regularizer(plain, function)
    case .constraint(let function): value = Constraint(plain, function)
    case .loss(let function): value = Loss(plain, function)
    case .metric(let function): value = Metric(plain, function)
    case .layer(let function): value = Lambda(function, name: plain)
    }
    return value as? Value
  }

  /// What a file holds for a function of the user's; one that is not registered could not be found again.
  func record(ofFunction name: String, _ noun: String, at place: String) -> JSONValue {
    guard let found = CustomObjects.function(name) else {
      note(
        place, expected: "\(noun.withArticle) that a file can name", received: "a function named '\(name)'",
        fix:
          "call CustomObjects.register(\(noun == "layer" ? "lambda" : noun): \"my_name\") { … }, and give it that name")
      return .null
    }
    return [
      "module": nil, "class_name": "function", "config": .string(name),
      "registered_name": .string("\(found.package)>\(name)"),
    ]
  }
}
