import Formats

extension LayerClasses {
  static let normalizations: [ClassEntry<Layer>] = [
    ClassEntry(BatchNormalization.self) { c in
      c.ignore("fused", "virtual_batch_size", "mode")
      return BatchNormalization(
        axis: c.axis(), momentum: c.number("momentum", 0.99), epsilon: c.number("epsilon", 1e-3),
        center: c.flag("center", true), scale: c.flag("scale", true),
        betaInitializer: c.initializer("beta_initializer", .zeros),
        gammaInitializer: c.initializer("gamma_initializer", .ones),
        movingMeanInitializer: c.initializer("moving_mean_initializer", .zeros),
        movingVarianceInitializer: c.initializer("moving_variance_initializer", .ones),
        betaRegularizer: c.regularizer("beta_regularizer"), gammaRegularizer: c.regularizer("gamma_regularizer"),
        betaConstraint: c.constraint("beta_constraint"), gammaConstraint: c.constraint("gamma_constraint"),
        renorm: c.flag("renorm", false), renormClipping: c("renorm_clipping", nil),
        renormMomentum: c.number("renorm_momentum", 0.99), synchronized: c.flag("synchronized", false), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(GroupNormalization.self) { c in
      GroupNormalization(
        groups: c.integer("groups", 32), axis: c.axis(), epsilon: c.number("epsilon", 1e-3),
        center: c.flag("center", true), scale: c.flag("scale", true),
        betaInitializer: c.initializer("beta_initializer", .zeros),
        gammaInitializer: c.initializer("gamma_initializer", .ones),
        betaRegularizer: c.regularizer("beta_regularizer"), gammaRegularizer: c.regularizer("gamma_regularizer"),
        betaConstraint: c.constraint("beta_constraint"), gammaConstraint: c.constraint("gamma_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(LayerNormalization.self) { c in
      let layer = LayerNormalization(
        axes: c.axes("axis", [-1]), epsilon: c.number("epsilon", 1e-3), center: c.flag("center", true),
        scale: c.flag("scale", true), betaInitializer: c.initializer("beta_initializer", .zeros),
        gammaInitializer: c.initializer("gamma_initializer", .ones),
        betaRegularizer: c.regularizer("beta_regularizer"), gammaRegularizer: c.regularizer("gamma_regularizer"),
        betaConstraint: c.constraint("beta_constraint"), gammaConstraint: c.constraint("gamma_constraint"),
        name: c.name, dtype: c.dtype)
      // Later versions of Keras have no such argument, so that only files with it say it.
      if c.isWriting {
        if (c.writingObject as? LayerNormalization)?.keepsMean == true { c.write("rms_scaling", json: true) }
      } else {
        layer.keepsMean = c.json("rms_scaling")?.boolean == true
      }
      return layer
    },
    ClassEntry(RMSNormalization.self) { c in
      RMSNormalization(
        axes: c.axes("axis", [-1]), epsilon: c.number("epsilon", 1e-6), name: c.name, dtype: c.dtype)
    },
    ClassEntry(UnitNormalization.self) { c in
      UnitNormalization(axes: c.axes("axis", [-1]), name: c.name, dtype: c.dtype)
    },
  ]

  static let attention: [ClassEntry<Layer>] = [
    ClassEntry(Attention.self) { c in
      c.ignore("causal")
      return Attention(
        useScale: c.flag("use_scale", false), scoreMode: c("score_mode", .dot), dropout: c.number("dropout", 0),
        seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdditiveAttention.self) { c in
      c.ignore("causal")
      return AdditiveAttention(
        useScale: c.flag("use_scale", true), dropout: c.number("dropout", 0), seed: c.seed, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(MultiHeadAttention.self) { c in
      c.ignore("query_shape", "key_shape", "value_shape", "flash_attention")
      return MultiHeadAttention(
        heads: c.integer("num_heads", 1, "heads"), keyDim: try c.required("key_dim"), valueDim: c("value_dim", nil),
        dropout: c.number("dropout", 0), useBias: c.flag("use_bias", true), outputShape: c("output_shape", nil),
        attentionAxes: c("attention_axes", nil), slidingWindow: c("sliding_window", nil),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        useGate: c.flag("use_gate", false), seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GroupQueryAttention.self) { c in
      c.ignore("flash_attention")
      return GroupQueryAttention(
        headDim: c.integer("head_dim", 1, "keyDim"), queryHeads: c.integer("num_query_heads", 1, "heads"),
        keyValueHeads: c.integer("num_key_value_heads", 1, "keyHeads"), dropout: c.number("dropout", 0),
        useBias: c.flag("use_bias", true), slidingWindow: c("sliding_window", nil),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        useGate: c.flag("use_gate", false), seed: c.seed, name: c.name, dtype: c.dtype)
    },
  ]

  static let regularizing: [ClassEntry<Layer>] = [
    ClassEntry(ActivityRegularization.self) { c in
      c.ignore("activity_regularizer")
      return ActivityRegularization(l1: c.number("l1", 0), l2: c.number("l2", 0), name: c.name, dtype: c.dtype)
    },
    ClassEntry(Dropout.self) { c in
      Dropout(
        c.number("rate", 0.5), noiseShape: c("noise_shape", nil), seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AlphaDropout.self) { c in
      AlphaDropout(
        c.number("rate", 0.5), noiseShape: c("noise_shape", nil), seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GaussianDropout.self) { c in
      GaussianDropout(c.number("rate", 0.5), seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GaussianNoise.self) { c in
      GaussianNoise(c.number("stddev", 0, "standardDeviation"), seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(SpatialDropout1D.self) { c in
      SpatialDropout1D(c.number("rate", 0.5), seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(SpatialDropout2D.self) { c in
      SpatialDropout2D(c.number("rate", 0.5), dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(SpatialDropout3D.self) { c in
      SpatialDropout3D(c.number("rate", 0.5), dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
  ]

  static let reshaping: [ClassEntry<Layer>] = [
    ClassEntry(Cropping1D.self) { Cropping1D(cropping: $0("cropping", 1), name: $0.name, dtype: $0.dtype) },
    ClassEntry(Cropping2D.self) { c in
      Cropping2D(cropping: c("cropping", 0), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Cropping3D.self) { c in
      Cropping3D(cropping: c("cropping", 1), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(ZeroPadding1D.self) { c in
      ZeroPadding1D(padding: c("padding", 1), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(ZeroPadding2D.self) { c in
      ZeroPadding2D(padding: c("padding", 1), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(ZeroPadding3D.self) { c in
      ZeroPadding3D(padding: c("padding", 1), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Flatten.self) { Flatten(dataFormat: $0.dataFormat, name: $0.name, dtype: $0.dtype) },
    ClassEntry(Permute.self) { Permute($0("dims", [], "axes"), name: $0.name, dtype: $0.dtype) },
    ClassEntry(RepeatVector.self) { RepeatVector($0.integer("n", 1, "count"), name: $0.name, dtype: $0.dtype) },
    ClassEntry(Reshape.self) { Reshape(try $0.required("target_shape"), name: $0.name, dtype: $0.dtype) },
    ClassEntry(UpSampling1D.self) { UpSampling1D(size: $0.length("size", 2), name: $0.name, dtype: $0.dtype) },
    ClassEntry(UpSampling2D.self) { c in
      UpSampling2D(
        size: c.window("size", 2), dataFormat: c.dataFormat, interpolation: c("interpolation", .nearest), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(UpSampling3D.self) { c in
      UpSampling3D(size: c.window("size", 2), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
  ]
}

extension Lambda {
  /// A `Lambda` of a registered function: Python's byte code is never run.
  static func make(_ c: Configuration) throws -> Lambda {
    c.ignore("function", "arguments", "output_shape", "mask", "function_type", "output_shape_type", "module")
    c.ignore("output_shape_module")
    if c.isWriting {
      let own = (c.writingObject as? Lambda)?.registeredName ?? c.name ?? "lambda"
      c.write("function", json: c.session.record(ofFunction: own, "layer", at: c.place))
      c.write("arguments", json: [:])
      return Lambda({ (x: Tensor) in x }, name: c.name, dtype: c.dtype)
    }
    let function = c.json("function")
    let named = function?["class_name"]?.string == "function" || function?.string != nil
    let given = named ? function?["config"]?.string ?? function?.string : nil
    for name in [given, c.name].compactMap({ $0 }) {
      let record: JSONValue = ["registered_name": given == nil ? nil : function?["registered_name"] ?? nil]
      guard let found: Lambda = c.session.custom(record, name, at: c.place) else { continue }
      found.registeredName = name
      return found
    }
    c.session.note(
      c.place, expected: "a function that CustomObjects knows", received: given.map { "'\($0)'" } ?? "Python byte code",
      fix: "call CustomObjects.register(lambda: \"\(given ?? c.name ?? "lambda")\") { inputs in … } first; "
        + "code of files is never run")
    throw Configuration.Abandoned()
  }
}

extension BatchNormalization.RenormClipping: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    guard let object = data.json.object else { return nil }
    self.init()
    for (key, value) in object.members where !value.isNull {
      guard let limit = value.scalarNumber else { return nil }
      switch key {
      case "rmax": rmax = limit
      case "rmin": rmin = limit
      case "dmax": dmax = limit
      default: return nil
      }
    }
  }

  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    let limits = [("rmax", rmax), ("rmin", rmin), ("dmax", dmax)]
    return configuration.data(
      .object(JSONObject(limits.compactMap { key, limit in limit.map { (key, .real($0)) } })), key)
  }

  public static var expectation: String { "numbers for 'rmax', 'rmin' and 'dmax'" }
}
