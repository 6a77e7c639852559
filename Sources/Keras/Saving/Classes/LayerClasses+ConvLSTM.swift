extension LayerClasses {
  static let convolutionalRecurrent: [ClassEntry<Layer>] = [
    ClassEntry(ConvLSTM1D.self) { c in
      c.ignoreImplementation()
      return ConvLSTM1D(
        try c.required("filters"), kernelSize: try c.requiredLength("kernel_size"), strides: c.length("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.length("dilation_rate"),
        activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros), unitForgetBias: c.flag("unit_forget_bias", true),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed,
        returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), zeroOutputForMask: c.flag("zero_output_for_mask", false), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(ConvLSTM2D.self) { c in
      c.ignoreImplementation()
      return ConvLSTM2D(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.window("dilation_rate"),
        activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros), unitForgetBias: c.flag("unit_forget_bias", true),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed,
        returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), zeroOutputForMask: c.flag("zero_output_for_mask", false), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(ConvLSTM3D.self) { c in
      c.ignoreImplementation()
      return ConvLSTM3D(
        try c.required("filters"), kernelSize: try c.requiredWindow("kernel_size"), strides: c.window("strides"),
        padding: c.padding, dataFormat: c.dataFormat, dilationRate: c.window("dilation_rate"),
        activation: c.activation("activation", .tanh),
        recurrentActivation: c.activation("recurrent_activation", .sigmoid), useBias: c.flag("use_bias", true),
        kernelInitializer: c.initializer("kernel_initializer"),
        recurrentInitializer: c.initializer("recurrent_initializer", .orthogonal),
        biasInitializer: c.initializer("bias_initializer", .zeros), unitForgetBias: c.flag("unit_forget_bias", true),
        kernelRegularizer: c.regularizer("kernel_regularizer"),
        recurrentRegularizer: c.regularizer("recurrent_regularizer"),
        biasRegularizer: c.regularizer("bias_regularizer"), activityRegularizer: c.regularizer("activity_regularizer"),
        kernelConstraint: c.constraint("kernel_constraint"),
        recurrentConstraint: c.constraint("recurrent_constraint"), biasConstraint: c.constraint("bias_constraint"),
        dropout: c.inputDropout, recurrentDropout: c.stateDropout, seed: c.seed,
        returnSequences: c.flag("return_sequences", false), returnState: c.flag("return_state", false),
        goBackwards: c.flag("go_backwards", false), stateful: c.flag("stateful", false, "isStateful"),
        unroll: c.flag("unroll", false), zeroOutputForMask: c.flag("zero_output_for_mask", false), name: c.name,
        dtype: c.dtype)
    },
  ]
}
