import Keras

/// An autoencoder of windows of a series. Input and output: `[batch, length, 1]`, with a length divisible by 4.
func reconstruction(length: Int, filters: Int, dropout: Double) -> Sequential {
  Sequential(name: "reconstruction") {
    Input(shape: [length, 1])
    Conv1D(filters, kernelSize: 7, strides: 2, padding: .same, activation: .relu)
    if dropout > 0 { Dropout(dropout) }
    Conv1D(filters / 2, kernelSize: 7, strides: 2, padding: .same, activation: .relu)
    Conv1DTranspose(filters / 2, kernelSize: 7, strides: 2, padding: .same, activation: .relu)
    if dropout > 0 { Dropout(dropout) }
    Conv1DTranspose(filters, kernelSize: 7, strides: 2, padding: .same, activation: .relu)
    Conv1DTranspose(1, kernelSize: 7, padding: .same)
  }
}

/// All windows of `length` neighbouring values: `[windows, length, 1]`.
func windows(_ series: [Float], length: Int) -> Tensor {
  let starts = 0...(series.count - length)
  return Tensor(starts.flatMap { series[$0..<($0 + length)] }, shape: [starts.count, length, 1])
}
