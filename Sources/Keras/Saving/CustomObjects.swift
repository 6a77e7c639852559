import Synchronization

/// Classes and functions of your own that model files may name, for the whole process.
///
/// `loadModel(_:customObjects:)` takes classes for one file. Functions are known here, by the name that they have in files:
/// ```swift
/// CustomObjects.register(activation: "shifted_relu") { maximum($0, 0.5) }
/// Dense(8, activation: Activation("shifted_relu") { maximum($0, 0.5) })      // is saved by that name
/// ```
/// Source: `keras.saving.register_keras_serializable`.
public enum CustomObjects {
  enum Function: Sendable {
    case activation(@Sendable (Tensor) -> Tensor)
    case initializer(@Sendable (Shape, DType) -> Tensor)
    case regularizer(@Sendable (Tensor) -> Tensor)
    case constraint(@Sendable (Tensor) -> Tensor)
    case loss(@Sendable (Tensor, Tensor) -> Tensor)
    case metric(@Sendable (Tensor, Tensor) -> Tensor)
    case layer(@Sendable ([Tensor]) -> Tensor)
  }

  struct Registered: Sendable {
    let package: String
    let function: Function
  }

  private struct Store: Sendable {
    var classes: [String: any Configurable.Type] = [:]
    var functions: [String: Registered] = [:]
  }
  private static let store = Mutex(Store())

  /// Makes a class known under `package>Name`.
  public static func register(_ type: any Configurable.Type) {
    store.withLock { $0.classes[String(describing: type)] = type }
  }

  /// Makes an activation known: a function of one tensor.
  public static func register(
    activation name: String, package: String = "Custom", _ function: @escaping @Sendable (Tensor) -> Tensor
  ) { add(name, package, .activation(function)) }

  /// Makes an initializer known: from shape and type to values.
  public static func register(
    initializer name: String, package: String = "Custom", _ function: @escaping @Sendable (Shape, DType) -> Tensor
  ) { add(name, package, .initializer(function)) }

  /// Makes a regularizer known: from a weight to a penalty of shape `[]`.
  public static func register(
    regularizer name: String, package: String = "Custom", _ function: @escaping @Sendable (Tensor) -> Tensor
  ) { add(name, package, .regularizer(function)) }

  /// Makes a constraint known: from a weight to the nearest one that fulfils it.
  public static func register(
    constraint name: String, package: String = "Custom", _ function: @escaping @Sendable (Tensor) -> Tensor
  ) { add(name, package, .constraint(function)) }

  /// Makes a loss known: from targets and predictions to one value per sample.
  public static func register(
    loss name: String, package: String = "Custom",
    _ function: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) { add(name, package, .loss(function)) }

  /// Makes a metric known: from targets and predictions to one value per sample, which are averaged.
  public static func register(
    metric name: String, package: String = "Custom",
    _ function: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) { add(name, package, .metric(function)) }

  /// Makes the function of `Lambda` layers known: from their inputs to their output.
  public static func register(
    lambda name: String, package: String = "Custom", _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) { add(name, package, .layer(function)) }

  private static func add(_ name: String, _ package: String, _ function: Function) {
    store.withLock { $0.functions[name] = Registered(package: package, function: function) }
  }

  static func type(_ name: String) -> (any Configurable.Type)? { store.withLock { $0.classes[name] } }

  static var typeNames: [String] { store.withLock { Array($0.classes.keys) } }

  /// A function by its name, with or without the package.
  static func function(_ name: String) -> Registered? {
    let (package, plain) = parts(name)
    return store.withLock { store in
      guard let found = store.functions[plain] else { return nil }
      return package == nil || package == found.package ? found : nil
    }
  }

  /// What `package>Name` is made of; Python's `<lambda>` is a name without a package.
  static func parts(_ name: String) -> (package: String?, name: String) {
    guard !name.hasPrefix("<"), let mark = name.firstIndex(of: ">") else { return (nil, name) }
    return (String(name[..<mark]), String(name[name.index(after: mark)...]))
  }

  static var functionNames: [String] { store.withLock { Array($0.functions.keys) } }
}
