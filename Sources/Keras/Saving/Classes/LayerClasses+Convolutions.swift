extension LayerClasses {
  static let convolutions: [ClassEntry<Layer>] = [
    ClassEntry(Conv1D.self) { c in
      Conv1D(
        try c.required("filters"), kernelSize: try c.requiredLength("kernel_size"), strides: c.length("strides"),
        padding: c("padding", .valid), dataFormat: c.dataFormat, dilationRate: c.length("dilation_rate"),
        groups: c.integer("groups", 1), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        loraRank: c.loraRank, loraAlpha: c.loraAlpha, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Conv2D.self) { c in
      Conv2D(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.window("dilation_rate"),
        groups: c.integer("groups", 1), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        loraRank: c.loraRank, loraAlpha: c.loraAlpha, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Conv3D.self) { c in
      Conv3D(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.window("dilation_rate"),
        groups: c.integer("groups", 1), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        loraRank: c.loraRank, loraAlpha: c.loraAlpha, name: c.name, dtype: c.dtype)
    },
    ClassEntry(Conv1DTranspose.self) { c in
      let outputPadding: WindowSize? = c("output_padding", nil)
      return Conv1DTranspose(
        try c.required("filters"), kernelSize: try c.requiredLength("kernel_size"), strides: c.length("strides"),
        padding: c.padding, outputPadding: outputPadding?.lengths(rank: 1)?[0], dataFormat: c.dataFormat,
        dilationRate: c.length("dilation_rate"), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(Conv2DTranspose.self) { c in
      Conv2DTranspose(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, outputPadding: c("output_padding", nil), dataFormat: c.dataFormat,
        dilationRate: c.window("dilation_rate"), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(Conv3DTranspose.self) { c in
      Conv3DTranspose(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, outputPadding: c("output_padding", nil), dataFormat: c.dataFormat,
        dilationRate: c.window("dilation_rate"), activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(DepthwiseConv1D.self) { c in
      DepthwiseConv1D(
        kernelSize: try c.requiredLength("kernel_size"), strides: c.length("strides"), padding: c.padding,
        depthMultiplier: c.integer("depth_multiplier", 1), dataFormat: c.dataFormat,
        dilationRate: c.length("dilation_rate"), activation: c.activation(), useBias: c.flag("use_bias", true),
        depthwiseInitializer: c.initializer("depthwise_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        depthwiseRegularizer: c.regularizer("depthwise_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        depthwiseConstraint: c.constraint("depthwise_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(DepthwiseConv2D.self) { c in
      DepthwiseConv2D(
        kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"), padding: c.padding,
        depthMultiplier: c.integer("depth_multiplier", 1), dataFormat: c.dataFormat,
        dilationRate: c.window("dilation_rate"), activation: c.activation(), useBias: c.flag("use_bias", true),
        depthwiseInitializer: c.initializer("depthwise_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        depthwiseRegularizer: c.regularizer("depthwise_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        depthwiseConstraint: c.constraint("depthwise_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(SeparableConv1D.self) { c in
      SeparableConv1D(
        try c.required("filters"), kernelSize: try c.requiredLength("kernel_size"), strides: c.length("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.length("dilation_rate"),
        depthMultiplier: c.integer("depth_multiplier", 1), activation: c.activation(),
        useBias: c.flag("use_bias", true), depthwiseInitializer: c.initializer("depthwise_initializer"),
        pointwiseInitializer: c.initializer("pointwise_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        depthwiseRegularizer: c.regularizer("depthwise_regularizer"),
        pointwiseRegularizer: c.regularizer("pointwise_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        depthwiseConstraint: c.constraint("depthwise_constraint"),
        pointwiseConstraint: c.constraint("pointwise_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(SeparableConv2D.self) { c in
      SeparableConv2D(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.window("dilation_rate"),
        depthMultiplier: c.integer("depth_multiplier", 1), activation: c.activation(),
        useBias: c.flag("use_bias", true), depthwiseInitializer: c.initializer("depthwise_initializer"),
        pointwiseInitializer: c.initializer("pointwise_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        depthwiseRegularizer: c.regularizer("depthwise_regularizer"),
        pointwiseRegularizer: c.regularizer("pointwise_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        depthwiseConstraint: c.constraint("depthwise_constraint"),
        pointwiseConstraint: c.constraint("pointwise_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(LocallyConnected1D.self) { c in
      LocallyConnected1D(
        try c.required("filters"), kernelSize: try c.requiredLength("kernel_size"), strides: c.length("strides"),
        padding: c.padding, dataFormat: c.dataFormat, activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(LocallyConnected2D.self) { c in
      LocallyConnected2D(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, dataFormat: c.dataFormat, activation: c.activation(), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        biasInitializer: c.initializer("bias_initializer", .zeros),
        kernelRegularizer: c.regularizer("kernel_regularizer"), biasRegularizer: c.regularizer("bias_regularizer"),
        activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"), biasConstraint: c.constraint("bias_constraint"),
        name: c.name, dtype: c.dtype)
    },
  ]
}
