extension LayerClasses {
  static let convolutionalRecurrent: [ClassEntry<Layer>] = [
    ClassEntry(ConvLSTM1D.self) { c in
      try c.convLSTM(
        ConvLSTM1D.self, rank: 1, kernelSize: WindowSize(c.requiredLength("kernel_size")),
        strides: WindowSize(c.length("strides")),
        dilationRate: WindowSize(c.length("dilation_rate")))
    },
    ClassEntry(ConvLSTM2D.self) { c in
      try c.convLSTM(
        ConvLSTM2D.self, rank: 2, kernelSize: c.requiredWindow("kernel_size"), strides: c.window("strides"),
        dilationRate: c.window("dilation_rate"))
    },
    ClassEntry(ConvLSTM3D.self) { c in
      try c.convLSTM(
        ConvLSTM3D.self, rank: 3, kernelSize: c.requiredWindow("kernel_size"), strides: c.window("strides"),
        dilationRate: c.window("dilation_rate"))
    },
  ]
}

extension Configuration {
  fileprivate func convLSTM<Class: ConvLSTMLayer>(
    _ type: Class.Type, rank: Int, kernelSize: WindowSize, strides: WindowSize, dilationRate: WindowSize
  ) throws -> Class {
    let cell = ConvLSTMCell(
      ConvLSTMCell.Convolutions(
        rank: rank, filters: try required("filters"), kernelSize: kernelSize, strides: strides, padding: padding,
        dataFormat: dataFormat, dilationRate: dilationRate, activation: activation("activation", .tanh),
        recurrentActivation: recurrentActivation, unitForgetBias: flag("unit_forget_bias", true)),
      recurrentWeights, recurrentDropout, name: "conv_lstm_cell", dtype: dtype)
    return type.init(cell: cell, recurrentRun, name: name, dtype: dtype)
  }
}
