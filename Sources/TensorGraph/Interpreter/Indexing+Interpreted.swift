extension HostArray {
  /// Integer indices brought into `0..<length`.
  fileprivate func clamped(to length: Int) -> [Int] {
    int64s.map { value in
      if dtype == .uint64, value < 0 { return length - 1 }
      return Int(Swift.min(Swift.max(value, 0), Int64(length - 1)))
    }
  }
}

extension Gather: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let x = inputs[0]
    let after = x.shape[(axis + 1)...].reduce(1, *)
    let length = x.shape[axis]
    let indices = inputs[1].clamped(to: length)
    var offsets: [Int] = []
    offsets.reserveCapacity(shape.reduce(1, *))
    for before in 0..<x.shape[..<axis].reduce(1, *) {
      for index in indices {
        let origin = (before * length + index) * after
        offsets.append(contentsOf: origin..<origin + after)
      }
    }
    return [x.gathered(offsets, shape: shape)]
  }
}

extension ScatterAdd: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [interpret(in: inputs[1].dtype.hostNumber, inputs, shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ inputs: [HostArray], _ shape: [Int]
  ) -> HostArray {
    let updates = Number.numbers(of: inputs[1])
    let after = shape[(axis + 1)...].reduce(1, *)
    let length = shape[axis]
    let indices = inputs[0].clamped(to: length)
    var results = Array(repeating: Number.zero, count: shape.reduce(1, *))
    var source = 0
    for before in 0..<shape[..<axis].reduce(1, *) {
      for index in indices {
        let origin = (before * length + index) * after
        for offset in 0..<after {
          results[origin + offset] = results[origin + offset].plus(updates[source])
          source += 1
        }
      }
    }
    return Number.array(results, shape: shape, dtype: inputs[1].dtype)
  }
}
