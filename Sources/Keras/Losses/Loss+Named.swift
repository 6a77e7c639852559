extension Loss {
  /// The loss with this name in Keras, such as `mse`, `sparse_categorical_crossentropy` or `Huber`, with Keras' defaults; or a
  /// function of your own registered with `CustomObjects`.
  ///
  /// - Throws: if there is none; the message has the nearest name.
  /// Source: `keras.losses.get`.
  public static func named(_ name: String) throws -> Loss {
    try SavingSession.object("loss", name) { $0.loss(.string(name), at: name) }
  }
}

extension Metric {
  /// The metric with this name in Keras, such as `accuracy`, `mae` or `AUC`, with Keras' defaults; or a function of your own
  /// registered with `CustomObjects`.
  ///
  /// - Throws: if there is none; the message has the nearest name.
  /// Source: `keras.metrics.get`.
  public static func named(_ name: String) throws -> Metric {
    try SavingSession.object("metric", name) { $0.metric(.string(name), at: name) }
  }
}

extension Optimizer {
  /// The optimizer with this name in Keras, such as `adam` or `SGD`, with Keras' defaults.
  ///
  /// - Throws: if there is none; the message has the nearest name.
  /// Source: `keras.optimizers.get`.
  public static func named(_ name: String) throws -> Optimizer {
    try SavingSession.object("optimizer", name) { $0.optimizer(.string(name), at: name) }
  }
}

extension SavingSession {
  /// An object that has a name in Keras.
  fileprivate static func object<Object>(
    _ noun: String, _ name: String, _ read: (SavingSession) -> Object?
  ) throws -> Object {
    let session = SavingSession()
    if let object = read(session), session.problems.isEmpty { return object }
    // What is missing is an argument, for a class that has no default for it.
    let problem = session.problems.first
    throw KerasError(
      "There is no \(noun) '\(name)' to be used by its name.", expected: problem?.expected ?? "a known \(noun)",
      received: problem?.received ?? "'\(name)'", fix: problem?.fix ?? "make it in Swift, with its arguments")
  }
}
