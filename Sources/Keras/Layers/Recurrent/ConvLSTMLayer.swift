/// What `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D` share: an `LSTM` over sequences of images, whose products are convolutions.
///
/// Not for use by itself. Source: `keras.src.layers.rnn.conv_lstm`.
public class ConvLSTMLayer: RNN {
  private let ownCell: ConvLSTMCell

  required init(cell: ConvLSTMCell, _ options: RecurrentRunOptions, name: String?, dtype: DTypePolicy?) {
    ownCell = cell
    super.init(cell, options, name: name, dtype: dtype)
    inputSpec = InputSpec(rank: cell.convolutions.rank + 3)
  }

  public var filters: Int { ownCell.convolutions.filters }
  public var kernelSize: WindowSize { ownCell.convolutions.kernelSize }
  public var strides: WindowSize { ownCell.convolutions.strides }
  public var padding: Padding { ownCell.convolutions.padding }
  public var dataFormat: DataFormat { ownCell.convolutions.dataFormat }
  public var dilationRate: WindowSize { ownCell.convolutions.dilationRate }
  public var activation: Activation { ownCell.convolutions.activation }
  public var recurrentActivation: Activation { ownCell.convolutions.recurrentActivation }
  public var unitForgetBias: Bool { ownCell.convolutions.unitForgetBias }

  public override func build(_ inputs: [Shape]) {
    ownCell.shownName = displayName
    super.build(inputs)
    guard !hasBuildError else { return }
    // The states' shapes hang on all lengths of a step.
    let lengths = inputs[0].lengthsBehindBatch.dropFirst().enumerated().map { ($0 + 2, $1) }
    inputSpec = InputSpec(rank: inputs[0].rank, axes: Dictionary(uniqueKeysWithValues: lengths))
  }

  override func twin(name: String, goBackwards: Bool) -> RNN? {
    guard let copy = ownCell.copy() as? ConvLSTMCell else { return nil }
    return type(of: self).init(cell: copy, options.with(goBackwards: goBackwards), name: name, dtype: dtypePolicy)
  }
}
