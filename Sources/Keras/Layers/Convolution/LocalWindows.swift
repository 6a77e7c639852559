/// The windows of a locally connected layer over axes of known lengths.
struct LocalWindows {
  let size: [Int]
  let strides: [Int]
  /// How many positions lie in front of the first one of each axis.
  let low: [Int]
  let inputs: [Int]
  let outputs: [Int]
  let channels: Int
  let filters: Int
  let dataFormat: DataFormat

  /// Of `.same` padding half the window lies in front, whatever the stride is: not where convolutions have it.
  init(_ window: Window, inputs: [Int], channels: Int, filters: Int, dataFormat: DataFormat) {
    size = window.size
    strides = window.strides
    self.inputs = inputs
    self.channels = channels
    self.filters = filters
    self.dataFormat = dataFormat
    low = window.size.map { window.padding == .same ? $0 / 2 : 0 }
    outputs = inputs.indices.map { axis in
      let room = window.padding == .same ? inputs[axis] : inputs[axis] - window.size[axis] + 1
      return Size(room).dividedRoundingUp(by: Size(window.strides[axis])).length
    }
  }

  var rank: Int { size.count }

  /// A kernel for each position of the output, in rows: `[positions, window · channels, filters]`.
  var kernelShape: Shape { Shape([outputs.product.length, (size.product * Size(channels)).length, filters]) }

  /// What each window covers, channels last: `[positions, batch, window · channels]`. With channels first the channels of a kernel
  /// come before its window.
  func covered(of x: Tensor) -> Tensor {
    var margins = Array(repeating: (0, 0), count: rank + 2)
    for axis in 0..<rank {
      let end = (outputs[axis] - 1) * strides[axis] + size[axis] - low[axis]
      margins[axis + 1] = (low[axis], max(end - inputs[axis], 0))
    }
    var y = margins.contains { $0 != (0, 0) } ? x.padded(margins) : x
    for axis in 0..<rank where size[axis] > 1 || strides[axis] > 1 {
      let (length, step) = (size[axis], strides[axis])
      let places = Tensor.places([outputs[axis], length].product.length) {
        (0..<outputs[axis]).flatMap { position in (0..<length).map { position * step + $0 } }
      }
      y = y.take(places, axis: axis + 1)
    }
    let parts: [Int] = (0..<rank).flatMap { [outputs[$0], size[$0]] }
    y = y.reshaped(Shape([nil] + parts + [channels]))
    let positions: [Int] = (0..<rank).map { 1 + 2 * $0 }
    let window: [Int] = (0..<rank).map { 2 + 2 * $0 }
    let channel = 2 * rank + 1
    y = y.transposed(positions + [0] + (dataFormat == .channelsLast ? window + [channel] : [channel] + window))
    let lengths = kernelShape.staticDimensions
    return y.reshaped([lengths[0], nil, lengths[1]])
  }
}
