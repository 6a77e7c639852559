/// What a layer, model, loss, metric or optimizer of your own conforms to, so that it is saved with its arguments and made again
/// from a file.
///
/// The initializer asks for each argument by the name of the property that keeps it:
/// ```swift
/// extension SimpleQuadratic: Configurable {
///   convenience init(configuration: Configuration) throws {
///     try self.init(configuration.units, activation: configuration.activation)
///   }
/// }
/// let model = try loadModel("model.keras", customObjects: [SimpleQuadratic.self])
/// ```
/// Saving asks the same questions of the object itself, so nothing more needs to be written; a question that no property answers
/// is an error when saving. Name, type and whether it is trained are kept by themselves.
/// In files the class is `package>Name`, as with `keras.saving.register_keras_serializable(package=…)`.
public protocol Configurable: AnyObject, SendableMetatype {
  /// The first half of the name in files. Default `Custom`.
  static var package: String { get }

  /// Makes an object from its arguments.
  init(configuration: Configuration) throws
}

extension Configurable {
  public static var package: String { "Custom" }

  /// Keras' name of the class in files, such as `Custom>SimpleQuadratic`.
  static var registeredName: String { "\(package)>\(String(describing: Self.self))" }
}
