/// The index arithmetic of a convolution: where input, kernel and output meet.
private struct Taps {
  let batch: Int
  let channels: Int
  let filters: Int
  let groups: Int
  let windows: Windows

  init(input: [Int], kernel: [Int], geometry: WindowGeometry, groups: Int) {
    batch = input[0]
    channels = input[input.count - 1]
    filters = kernel[kernel.count - 1]
    self.groups = groups
    windows = Windows(
      input: Array(input[1..<input.count - 1]), window: Array(kernel.dropLast(2)), geometry: geometry)
  }

  /// Calls `body` for every product `input[x] * kernel[k]` that adds to `output[y]`, a run of filters at a time:
  /// `kernel[k + i]` and `output[y + i]` for `i` in `0..<count`.
  func visit(_ body: (_ x: Int, _ k: Int, _ y: Int, _ count: Int) -> Void) {
    let perGroup = channels / groups
    let count = filters / groups
    for sample in 0..<batch {
      for output in 0..<windows.outputCount {
        for place in 0..<windows.windowCount {
          guard let position = windows.position(output: output, place: place) else { continue }
          for channel in 0..<channels {
            let group = channel / perGroup
            let x = (sample * windows.inputCount + position) * channels + channel
            let k = (place * perGroup + channel % perGroup) * filters + group * count
            let y = (sample * windows.outputCount + output) * filters + group * count
            body(x, k, y, count)
          }
        }
      }
    }
  }
}

extension Convolution: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let taps = Taps(input: inputs[0].shape, kernel: inputs[1].shape, geometry: geometry, groups: groups)
    let input = inputs[0].doubles
    let kernel = inputs[1].doubles
    var output = Array(repeating: 0.0, count: shape.reduce(1, *))
    taps.visit { x, k, y, count in
      for index in 0..<count { output[y + index] += input[x] * kernel[k + index] }
    }
    return [try HostArray(output, shape: shape, dtype: inputs[0].dtype)]
  }
}

extension ConvolutionInputGradient: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let taps = Taps(input: shape, kernel: inputs[1].shape, geometry: geometry, groups: groups)
    let cotangent = inputs[0].doubles
    let kernel = inputs[1].doubles
    var result = Array(repeating: 0.0, count: shape.reduce(1, *))
    taps.visit { x, k, y, count in
      for index in 0..<count { result[x] += cotangent[y + index] * kernel[k + index] }
    }
    return [try HostArray(result, shape: shape, dtype: inputs[0].dtype)]
  }
}

extension ConvolutionKernelGradient: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let taps = Taps(input: inputs[0].shape, kernel: shape, geometry: geometry, groups: groups)
    let input = inputs[0].doubles
    let cotangent = inputs[1].doubles
    var result = Array(repeating: 0.0, count: shape.reduce(1, *))
    taps.visit { x, k, y, count in
      for index in 0..<count { result[k + index] += input[x] * cotangent[y + index] }
    }
    return [try HostArray(result, shape: shape, dtype: inputs[0].dtype)]
  }
}
