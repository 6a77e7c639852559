import Formats

extension Activation: ConfigurationValue {
  /// Keras' functions by the names that files hold.
  static var functions: [String: Activation] {
    [
      "linear": .linear, "relu": .relu, "relu6": .relu6, "leaky_relu": .leakyRelu, "elu": .elu, "selu": .selu,
      "gelu": .gelu, "sigmoid": .sigmoid, "hard_sigmoid": .hardSigmoid, "tanh": .tanh, "softmax": .softmax,
      "log_softmax": .logSoftmax, "softplus": .softplus, "softsign": .softsign, "silu": .silu, "swish": .silu,
      "hard_silu": .hardSilu, "hard_swish": .hardSilu, "mish": .mish, "exponential": .exponential,
      "log_sigmoid": .logSigmoid, "softmax_v2": .softmax, "celu": .celu, "hard_shrink": .hardShrink,
      "hard_tanh": .hardTanh, "soft_shrink": .softShrink, "sparse_plus": .sparsePlus,
      "sparse_sigmoid": .sparseSigmoid, "squareplus": .squareplus, "tanh_shrink": .tanhShrink,
      Activation.hardSigmoidOfKeras2: .hardSigmoidOld,
    ]
  }

  /// `hard_sigmoid` as it was until Keras 3; Keras needs a custom object of that name to load it.
  private static var hardSigmoidOld: Activation {
    var activation = Activation(hardSigmoidOfKeras2) { clip($0 * 0.2 + 0.5, 0, 1) }
    activation.record = [
      "module": nil, "class_name": "function", "config": .string(hardSigmoidOfKeras2),
      "registered_name": .string("keras_swift>\(hardSigmoidOfKeras2)"),
    ]
    return activation
  }

  public init?(_ data: ConfigurationData) {
    let (json, session) = (data.json, data.configuration.session)
    let place = "\(data.configuration.place)/\(data.key)"
    let isFunction = json["class_name"]?.string == "function"
    guard let name = json.string ?? (isFunction ? json["config"]?.string : json["class_name"]?.string) else {
      return nil
    }
    if let custom: Activation = session.custom(json, name, at: place) {
      self = custom
    } else if let known = Self.functions[name], json.string != nil || isFunction {
      self = known
    } else if json.object != nil, !isFunction {
      guard let layer = session.layer(json, at: place) else { return nil }
      guard let activation = Activation(layer) else {
        session.note(
          place, expected: "an activation without weights", received: "the layer \(name)",
          fix: "make it a layer of its own, behind this one")
        return nil
      }
      self = activation
    } else if name == "<lambda>" {
      session.note(
        place, expected: "a function that CustomObjects knows", received: "'<lambda>', a function in Python's own code",
        fix: "write it in Swift: CustomObjects.register(activation: \"<lambda>\") { … }")
      return nil
    } else {
      session.noteUnknown("activation", name, known: Array(Self.functions.keys), at: place)
      return nil
    }
  }

  /// The function of an activation layer.
  private init?(_ layer: Layer) {
    switch layer {
    case let layer as ActivationLayer: self = layer.activation
    case let layer as ReLU:
      self = .relu(negativeSlope: layer.negativeSlope, maximum: layer.maxValue, threshold: layer.threshold)
    case let layer as LeakyReLU: self = .leakyRelu(negativeSlope: layer.negativeSlope)
    case let layer as ELU: self = .elu(alpha: layer.alpha)
    case let layer as Softmax where layer.axes.count == 1: self = .softmax(axis: layer.axes[0])
    default: return nil
    }
  }

  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    guard let record else {
      let function = configuration.session.record(
        ofFunction: name, "activation", at: "\(configuration.place)/\(key)")
      return configuration.data(function, key)
    }
    return configuration.data(record, key)
  }

  public static var expectation: String { "the name of an activation, or the record of an activation layer" }
}
