import Formats

/// A class of the library in files: what it is called, and how an object is made of its arguments.
///
/// Saving asks an object the same questions, so `make` is all that files know about a class.
struct ClassEntry<Object>: Sendable {
  /// Keras' name of the class.
  let className: String
  let type: ObjectIdentifier
  let make: @Sendable (Configuration) throws -> Object

  init<Class>(
    _ type: Class.Type, _ className: String? = nil, _ make: @escaping @Sendable (Configuration) throws -> Object
  ) {
    self.type = ObjectIdentifier(type)
    self.className = className ?? String(describing: type)
    self.make = make
  }

  private init(_ entry: Self, _ make: @escaping @Sendable (Configuration) throws -> Object) {
    (type, className, self.make) = (entry.type, entry.className, make)
  }

  /// The same class with a key of files that means nothing here.
  func ignoring(_ key: String) -> Self {
    Self(self) { configuration in
      configuration.ignore(key)
      return try make(configuration)
    }
  }

  /// The object of these arguments; what is wrong with them is noted.
  func object(_ arguments: JSONObject, at place: String, _ session: SavingSession) -> Object? {
    let configuration = Configuration(arguments, of: className, at: place, session)
    guard let object = try? make(configuration) else { return nil }
    configuration.noteUnknown()
    return object
  }

  /// The arguments that an object was made of.
  func arguments(of object: AnyObject, at place: String, _ session: SavingSession) -> Configuration {
    let configuration = Configuration(of: object, className: className, at: place, session)
    _ = try? make(configuration)
    return configuration
  }
}

extension Configuration {
  func integer(_ key: String, _ fallback: Int, _ property: String? = nil) -> Int { self(key, fallback, property) }
  func number(_ key: String, _ fallback: Double, _ property: String? = nil) -> Double { self(key, fallback, property) }
  func flag(_ key: String, _ fallback: Bool, _ property: String? = nil) -> Bool { self(key, fallback, property) }
  func activation(_ key: String = "activation", _ fallback: Activation = .linear) -> Activation { self(key, fallback) }
  func initializer(_ key: String, _ fallback: Initializer = .glorotUniform) -> Initializer { self(key, fallback) }
  func regularizer(_ key: String) -> Regularizer? { self(key, nil) }
  func constraint(_ key: String) -> Constraint? { self(key, nil) }
  func window(_ key: String, _ fallback: WindowSize = 1) -> WindowSize { self(key, fallback) }
  /// Files say it only where it is used.
  var loraRank: Int? {
    guard isWriting else { return self("lora_rank", nil) }
    guard let rank = (writingObject as? any LowRankLayer)?.lowRank.rank else { return nil }
    write("lora_rank", json: .integer(rank))
    return rank
  }
  var loraAlpha: Double? {
    guard isWriting else { return self("lora_alpha", nil) }
    guard let lowRank = (writingObject as? any LowRankLayer)?.lowRank, lowRank.rank != nil, let alpha = lowRank.alpha
    else { return nil }
    write("lora_alpha", json: Int(exactly: alpha).map { .integer($0) } ?? .real(alpha))
    return alpha
  }
  var dataFormat: DataFormat { self("data_format", DataFormat.channelsLast) }
  var padding: Padding { self("padding", Padding.valid) }

  /// A window of one axis.
  func length(_ key: String, _ fallback: Int = 1) -> Int {
    let size = window(key, WindowSize(fallback))
    if let length = size.lengths(rank: 1)?[0] { return length }
    session.note(
      place, expected: "'\(key)' of \(className): one number", received: "\(size)",
      fix: "give the length of the one axis")
    return fallback
  }

  func requiredWindow(_ key: String) throws -> WindowSize { try required(key) }

  func requiredLength(_ key: String) throws -> Int {
    _ = try requiredWindow(key)
    return length(key)
  }

  /// Axes that Keras holds as one number or a list.
  func axes(_ key: String, _ fallback: [Int], _ property: String = "axes") -> [Int] {
    switch isWriting {
    case true: self.kept(key, OneOrMany(fallback)) { (object: Any) in OneOrMany(self.integers(property)) }.elements
    case false: self(key, OneOrMany(fallback)).elements
    }
  }

  /// The one axis of a list of one, which older versions wrote.
  func axis(_ fallback: Int = -1) -> Int { integer("axis", fallback) }
}
