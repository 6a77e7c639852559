extension HostArray {
  /// Indices; -1 for those outside `0..<length`.
  fileprivate func places(in length: Int) -> [Int] {
    int64s.map { value in value >= 0 && value < Int64(length) ? Int(value) : -1 }
  }
}

extension Gather: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let x = inputs[0]
    let after = x.shape[(axis + 1)...].reduce(1, *)
    let length = x.shape[axis]
    let indices = inputs[1].places(in: length)
    if !x.dtype.isFloating, after > 0, indices.contains(-1) { throw IndexOutside() }
    var offsets: [Int] = []
    offsets.reserveCapacity(shape.reduce(1, *))
    for before in 0..<x.shape[..<axis].reduce(1, *) {
      for index in indices {
        let origin = (before * length + index) * after
        if index < 0 {
          offsets.append(contentsOf: repeatElement(-1, count: after))
        } else {
          offsets.append(contentsOf: origin..<origin + after)
        }
      }
    }
    return [try x.gathered(offsets, shape: shape, other: HostArray(.real(.nan), dtype: x.dtype))]
  }
}

extension ScatterAdd: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try interpret(in: inputs[1].dtype.hostNumber, inputs, shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ inputs: [HostArray], _ shape: [Int]
  ) throws(KerasError) -> HostArray {
    let updates = Number.numbers(of: inputs[1])
    let after = shape[(axis + 1)...].reduce(1, *)
    let length = shape[axis]
    let indices = inputs[0].places(in: length)
    var results = Array(repeating: Number.zero, count: shape.reduce(1, *))
    var source = 0
    for before in 0..<shape[..<axis].reduce(1, *) {
      for index in indices {
        // What was picked outside came from nowhere.
        guard index >= 0 else {
          source += after
          continue
        }
        let origin = (before * length + index) * after
        for offset in 0..<after {
          results[origin + offset] = results[origin + offset].plus(updates[source])
          source += 1
        }
      }
    }
    return try Number.array(results, shape: shape, dtype: inputs[1].dtype)
  }
}
