/// The index arithmetic of a pooling: the elements under each window.
private struct PooledWindows {
  let batch: Int
  let channels: Int
  let windows: Windows

  init(input: [Int], window: [Int], geometry: WindowGeometry) {
    batch = input[0]
    channels = input[input.count - 1]
    windows = Windows(input: Array(input[1..<input.count - 1]), window: window, geometry: geometry)
  }

  /// Calls `body` for every window of every channel with its index in the output and those of its elements.
  func visit(_ body: (_ output: Int, _ elements: [Int]) -> Void) {
    var elements: [Int] = []
    for sample in 0..<batch {
      for output in 0..<windows.outputCount {
        for channel in 0..<channels {
          elements.removeAll(keepingCapacity: true)
          for place in 0..<windows.windowCount {
            guard let position = windows.position(output: output, place: place) else { continue }
            elements.append((sample * windows.inputCount + position) * channels + channel)
          }
          body((sample * windows.outputCount + output) * channels + channel, elements)
        }
      }
    }
  }
}

/// The first largest of some elements; a NaN counts as largest.
private func largest(_ elements: [Int], in values: [Double]) -> Int? {
  var best: Int?
  for element in elements {
    guard let champion = best else {
      best = element
      continue
    }
    if values[champion].isNaN { break }
    if values[element].isNaN || values[element] > values[champion] { best = element }
  }
  return best
}

extension Pool: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let values = inputs[0].doubles
    var results = Array(repeating: 0.0, count: shape.reduce(1, *))
    PooledWindows(input: inputs[0].shape, window: window, geometry: geometry).visit { output, elements in
      switch kind {
      case .max: results[output] = largest(elements, in: values).map { values[$0] } ?? -.infinity
      case .average:
        let sum = elements.reduce(0.0) { $0 + values[$1] }
        results[output] = elements.isEmpty ? 0 : sum / Double(elements.count)
      }
    }
    return [try HostArray(results, shape: shape, dtype: inputs[0].dtype)]
  }
}

extension MaxPoolGradient: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let values = inputs[0].doubles
    let cotangent = inputs[1].doubles
    var results = Array(repeating: 0.0, count: values.count)
    PooledWindows(input: inputs[0].shape, window: window, geometry: geometry).visit { output, elements in
      if let winner = largest(elements, in: values) { results[winner] += cotangent[output] }
    }
    return [try HostArray(results, shape: inputs[0].shape, dtype: inputs[0].dtype)]
  }
}

extension MaxPoolSelect: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let values = inputs[0].doubles
    let candidates = inputs[1].doubles
    var results = Array(repeating: 0.0, count: shape.reduce(1, *))
    PooledWindows(input: inputs[0].shape, window: window, geometry: geometry).visit { output, elements in
      if let winner = largest(elements, in: values) { results[output] = candidates[winner] }
    }
    return [try HostArray(results, shape: shape, dtype: inputs[0].dtype)]
  }
}

extension AveragePoolGradient: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let cotangent = inputs[0].doubles
    var results = Array(repeating: 0.0, count: shape.reduce(1, *))
    PooledWindows(input: shape, window: window, geometry: geometry).visit { output, elements in
      for element in elements { results[element] += cotangent[output] / Double(elements.count) }
    }
    return [try HostArray(results, shape: shape, dtype: inputs[0].dtype)]
  }
}
