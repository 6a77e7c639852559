import Formats

/// What classes and arguments of Keras 1 and 2 are called in Keras 3: the upgrade table.
enum LegacyTables {
  /// Classes by their older names.
  static let classes = [
    "Convolution1D": "Conv1D", "Convolution2D": "Conv2D", "Convolution3D": "Conv3D",
    "Deconvolution2D": "Conv2DTranspose", "Deconvolution3D": "Conv3DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose", "AtrousConvolution1D": "Conv1D", "AtrousConvolution2D": "Conv2D",
    "SeparableConvolution1D": "SeparableConv1D", "SeparableConvolution2D": "SeparableConv2D", "CuDNNLSTM": "LSTM",
    "CuDNNGRU": "GRU", "BatchNormalizationV1": "BatchNormalization", "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization", "ThresholdedReLU": "ReLU", "LSTMV2": "LSTM", "GRUV2": "GRU",
    "GroupedQueryAttention": "GroupQueryAttention",
  ]

  /// Arguments by their older names, for all classes.
  private static let arguments = [
    "nb_filter": "filters", "subsample": "strides", "subsample_length": "strides", "border_mode": "padding",
    "dim_ordering": "data_format", "init": "kernel_initializer", "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation", "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer", "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint", "U_constraint": "recurrent_constraint", "b_constraint": "bias_constraint",
    "bias": "use_bias", "p": "rate", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
    "filter_length": "kernel_size", "pool_length": "pool_size", "stride": "strides", "length": "size",
    "sigma": "stddev", "beta_init": "beta_initializer", "gamma_init": "gamma_initializer",
    "atrous_rate": "dilation_rate", "batch_input_shape": "batch_input_shape", "concat_axis": "axis",
  ]

  /// Arguments that say how, not what, is computed, and those that later versions find out by themselves.
  private static let dropped: Set = [
    "implementation", "consume_less", "input_length", "input_dim", "time_major", "use_cudnn", "batch_size",
    "create_input", "input_dtype", "sparse", "ragged", "expects_training_arg", "softmax_robust_masking",
  ]

  /// Where Keras 1 says by another name what an argument of this class is.
  private static func special(_ key: String, _ className: String) -> String? {
    let isRecurrent = ["LSTM", "GRU", "SimpleRNN"].contains(className)
    switch key {
    case "output_dim" where className == "Dense" || isRecurrent: return "units"
    case "init" where className == "Embedding": return "embeddings_initializer"
    case "W_regularizer" where className == "Embedding": return "embeddings_regularizer"
    case "W_constraint" where className == "Embedding": return "embeddings_constraint"
    case "init" where className == "PReLU": return "alpha_initializer"
    case "init" where className.hasPrefix("Separable"): return "depthwise_initializer"
    case "alpha" where className == "LeakyReLU": return "negative_slope"
    case "theta" where className == "ReLU": return "threshold"
    default: return nil
    }
  }

  /// Brings a layer's arguments to their names of now.
  ///
  /// - Returns: the class' name of now.
  static func upgrade(_ given: String, _ config: inout JSONObject, kerasMajor: Int) -> String {
    var className = classes[given] ?? given
    if given == "Merge" { className = merge(&config) }
    var upgraded = JSONObject()
    for (key, value) in config.members {
      // What later classes still call so.
      let stays = dropped.contains(key) && !(key == "input_dim" && className == "Embedding") && key != "sparse"
      if stays || (key == "sparse" && className != "InputLayer") { continue }
      // Keras 1 wrote names of its own only for arguments that it had.
      let isOld = kerasMajor < 2 || ["atrous_rate", "bias"].contains(key)
      var name = special(key, className) ?? (isOld ? arguments[key] ?? key : key)
      if key == "bias", className == "BatchNormalization" { name = key }
      upgraded[name] = self.value(value, of: name, kerasMajor)
    }
    kernel(&upgraded)
    cuDNN(given, &upgraded)
    if upgraded["forget_bias_init"] != nil {
      upgraded["unit_forget_bias"] = .boolean(upgraded["forget_bias_init"]?.string == "one")
      upgraded["forget_bias_init"] = nil
    }
    // The default of standalone Keras, which did not write it.
    if given == "GRU", upgraded["reset_after"] == nil { upgraded["reset_after"] = false }
    if className.hasPrefix("DepthwiseConv") || className.hasSuffix("Transpose") || className.hasPrefix("SeparableConv"),
      upgraded["groups"]?.integer == 1
    {
      upgraded["groups"] = nil
    }
    // What they inherit from plain convolutions means nothing to them.
    if className.hasPrefix("DepthwiseConv") || className.hasPrefix("SeparableConv") {
      for key in ["kernel_initializer", "kernel_regularizer", "kernel_constraint"] { upgraded[key] = nil }
      if className.hasPrefix("DepthwiseConv") { upgraded["filters"] = nil }
    }
    config = upgraded
    return className
  }

  private static func value(_ value: JSONValue, of name: String, _ kerasMajor: Int) -> JSONValue {
    switch (name, value.string) {
    case ("data_format", "tf"): return "channels_last"
    case ("data_format", "th"): return "channels_first"
    case ("activation", "hard_sigmoid") where kerasMajor < 3,
      ("recurrent_activation", "hard_sigmoid") where kerasMajor < 3:
      // clip(0.2 x + 0.5, 0, 1) until Keras 3, which has another function of that name.
      return .string(Activation.hardSigmoidOfKeras2)
    default: break
    }
    if name.hasSuffix("_regularizer"), value["name"]?.string == "WeightRegularizer" {
      return .record(
        module: "keras.regularizers", "L1L2",
        JSONObject([("l1", value["l1"] ?? 0), ("l2", value["l2"] ?? 0)]))
    }
    return value
  }

  /// `nb_row` and `nb_col`, or `kernel_dim1` to `kernel_dim3`, as one kernel size.
  private static func kernel(_ config: inout JSONObject) {
    for keys in [["nb_row", "nb_col"], ["kernel_dim1", "kernel_dim2", "kernel_dim3"]] {
      let lengths = keys.compactMap { config[$0] }
      guard lengths.count == keys.count else { continue }
      config["kernel_size"] = .array(lengths)
      for key in keys { config[key] = nil }
    }
  }

  private static func cuDNN(_ given: String, _ config: inout JSONObject) {
    guard given.hasPrefix("CuDNN") else { return }
    config["activation"] = "tanh"
    config["recurrent_activation"] = "sigmoid"
    if given == "CuDNNGRU" { config["reset_after"] = true }
  }

  /// The layer class that does what a `Merge` layer of Keras 1 does.
  private static func merge(_ config: inout JSONObject) -> String {
    let mode = config["mode"]?.string ?? "sum"
    let axis = config["concat_axis"]
    let axes = config["dot_axes"]
    config = JSONObject([("name", config["name"] ?? "merge")])
    switch mode {
    case "concat":
      config["axis"] = axis ?? -1
      return "Concatenate"
    case "mul": return "Multiply"
    case "ave": return "Average"
    case "max": return "Maximum"
    case "dot", "cos":
      config["axes"] = axes ?? -1
      config["normalize"] = .boolean(mode == "cos")
      return "Dot"
    default: return "Add"
    }
  }
}

extension Activation {
  /// The name in files of what was `hard_sigmoid` until Keras 3.
  static let hardSigmoidOfKeras2 = "hard_sigmoid_keras2"
}
