/// The library's layer classes in files.
enum LayerClasses {
  static let all: [ClassEntry<Layer>] =
    core + activations + convolutions + poolings + normalizations + recurrent + convolutionalRecurrent
    + attention + merging + reshaping + regularizing + preprocessing + images + lookups

  static let byName = Dictionary(all.map { ($0.className, $0) }) { first, _ in first }
  static let byType = Dictionary(all.map { ($0.type, $0) }) { first, _ in first }

  private static let core: [ClassEntry<Layer>] = [
    ClassEntry(Dense.self) { c in
      Dense(
        try c.required("units"), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        loraRank: c.loraRank, loraAlpha: c.loraAlpha, name: c.name, dtype: c.dtype)
    },
    ClassEntry(EinsumDense.self) { c in
      EinsumDense(
        try c.required("equation"), outputShape: try c.required("output_shape"), activation: c.activation(),
        biasAxes: c("bias_axes", nil), kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        loraRank: c.loraRank, loraAlpha: c.loraAlpha, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Embedding.self) { c in
      c.ignore("input_length", "weights", "activity_regularizer", "sparse")
      return Embedding(
        try c.required("input_dim"), try c.required("output_dim"),
        embeddingsInitializer: c.initializer("embeddings_initializer", .randomUniform),
        embeddingsRegularizer: c.regularizer("embeddings_regularizer"),
        embeddingsConstraint: c.constraint("embeddings_constraint"), maskZero: c.flag("mask_zero", false),
        loraRank: c.loraRank, loraAlpha: c.loraAlpha, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(IdentityLayer.self, "Identity") { IdentityLayer(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Masking.self) { Masking(maskValue: $0.number("mask_value", 0), name: $0.name, dtype: $0.dtype) },
    ClassEntry(Lambda.self) { try Lambda.make($0) },
  ]

  private static let activations: [ClassEntry<Layer>] = [
    ClassEntry(ActivationLayer.self, "Activation") { ActivationLayer($0.activation(), name: $0.name, dtype: $0.dtype) },
    ClassEntry(ELU.self) { ELU(alpha: $0.number("alpha", 1), name: $0.name, dtype: $0.dtype) },
    ClassEntry(LeakyReLU.self) {
      LeakyReLU(negativeSlope: $0.number("negative_slope", 0.3), name: $0.name, dtype: $0.dtype)
    },
    ClassEntry(PReLU.self) { c in
      PReLU(
        alphaInitializer: c.initializer("alpha_initializer", .zeros),
        alphaRegularizer: c.regularizer("alpha_regularizer"), alphaConstraint: c.constraint("alpha_constraint"),
        sharedAxes: c("shared_axes", []), name: c.name, dtype: c.dtype)
    },
    ClassEntry(ReLU.self) { c in
      ReLU(
        maxValue: c("max_value", nil), negativeSlope: c.number("negative_slope", 0),
        threshold: c.number("threshold", 0), name: c.name, dtype: c.dtype)
    },
    ClassEntry(Softmax.self) { c in Softmax(axes: c.axes("axis", [-1]), name: c.name, dtype: c.dtype) },
  ]

  private static let poolings: [ClassEntry<Layer>] = [
    ClassEntry(MaxPooling1D.self) { c in
      let size = c.length("pool_size", 2)
      return MaxPooling1D(
        poolSize: size, strides: c.length("strides", size), padding: c.padding, dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(MaxPooling2D.self) { c in
      let size = c.window("pool_size", 2)
      return MaxPooling2D(
        poolSize: size, strides: c.window("strides", size), padding: c.padding, dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(MaxPooling3D.self) { c in
      let size = c.window("pool_size", 2)
      return MaxPooling3D(
        poolSize: size, strides: c.window("strides", size), padding: c.padding, dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(AveragePooling1D.self) { c in
      let size = c.length("pool_size", 2)
      return AveragePooling1D(
        poolSize: size, strides: c.length("strides", size), padding: c.padding, dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(AveragePooling2D.self) { c in
      let size = c.window("pool_size", 2)
      return AveragePooling2D(
        poolSize: size, strides: c.window("strides", size), padding: c.padding, dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(AveragePooling3D.self) { c in
      let size = c.window("pool_size", 2)
      return AveragePooling3D(
        poolSize: size, strides: c.window("strides", size), padding: c.padding, dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(GlobalMaxPooling1D.self) { c in
      GlobalMaxPooling1D(dataFormat: c.dataFormat, keepDims: c.keepDims, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GlobalMaxPooling2D.self) { c in
      GlobalMaxPooling2D(dataFormat: c.dataFormat, keepDims: c.keepDims, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GlobalMaxPooling3D.self) { c in
      GlobalMaxPooling3D(dataFormat: c.dataFormat, keepDims: c.keepDims, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GlobalAveragePooling1D.self) { c in
      GlobalAveragePooling1D(dataFormat: c.dataFormat, keepDims: c.keepDims, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GlobalAveragePooling2D.self) { c in
      GlobalAveragePooling2D(dataFormat: c.dataFormat, keepDims: c.keepDims, name: c.name, dtype: c.dtype)
    },
    ClassEntry(GlobalAveragePooling3D.self) { c in
      GlobalAveragePooling3D(dataFormat: c.dataFormat, keepDims: c.keepDims, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdaptiveMaxPooling1D.self) { c in
      AdaptiveMaxPooling1D(
        outputSize: try c.requiredLength("output_size"), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdaptiveMaxPooling2D.self) { c in
      AdaptiveMaxPooling2D(
        outputSize: try c.requiredWindow("output_size"), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdaptiveMaxPooling3D.self) { c in
      AdaptiveMaxPooling3D(
        outputSize: try c.requiredWindow("output_size"), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdaptiveAveragePooling1D.self) { c in
      AdaptiveAveragePooling1D(
        outputSize: try c.requiredLength("output_size"), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdaptiveAveragePooling2D.self) { c in
      AdaptiveAveragePooling2D(
        outputSize: try c.requiredWindow("output_size"), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(AdaptiveAveragePooling3D.self) { c in
      AdaptiveAveragePooling3D(
        outputSize: try c.requiredWindow("output_size"), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
  ]

  private static let merging: [ClassEntry<Layer>] = [
    ClassEntry(Add.self) { Add(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Subtract.self) { Subtract(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Multiply.self) { Multiply(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Average.self) { Average(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Maximum.self) { Maximum(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Minimum.self) { Minimum(name: $0.name, dtype: $0.dtype) },
    ClassEntry(Concatenate.self) { Concatenate(axis: $0.axis(), name: $0.name, dtype: $0.dtype) },
    ClassEntry(Dot.self) { c in
      let axes: OneOrMany<Int> = c.kept("axes", OneOrMany([-1])) { (layer: Dot) in
        OneOrMany(layer.axes.0 == layer.axes.1 ? [layer.axes.0] : [layer.axes.0, layer.axes.1])
      }
      let pair = axes.elements
      return Dot(
        axes: (pair.first ?? -1, pair.last ?? -1), normalize: c.flag("normalize", false), name: c.name, dtype: c.dtype)
    },
  ]

  private static let preprocessing: [ClassEntry<Layer>] = [
    ClassEntry(Rescaling.self) { c in
      let scale: OneOrMany<Double> = c.kept("scale", OneOrMany([1])) { (layer: Rescaling) in OneOrMany(layer.scale) }
      let offset: OneOrMany<Double> = c.kept("offset", OneOrMany([0])) { (layer: Rescaling) in OneOrMany(layer.offset) }
      return Rescaling(scale: scale.elements, offset: offset.elements, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Normalization.self) { c in
      Normalization(
        axes: c("axis", [-1], "axes"),
        mean: c.kept("mean", nil) { (layer: Normalization) in layer.given?.mean },
        variance: c.kept("variance", nil) { (layer: Normalization) in layer.given?.variance },
        invert: c.flag("invert", false), name: c.name, dtype: c.dtype)
    },
  ]
}

extension Configuration {
  fileprivate var keepDims: Bool { flag("keepdims", false, "keepDims") }

  /// Integers of a property, for `axes`.
  func integers(_ property: String) -> [Int] { stored(property) ?? [] }
}
