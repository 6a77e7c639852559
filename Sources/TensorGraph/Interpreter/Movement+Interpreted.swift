extension Convert: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    [try inputs[0].converted(to: dtype)]
  }
}

extension Reshape: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    [inputs[0].viewed(as: try outputShape(inputs))]
  }
}

extension StopGradient: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] { inputs }
}

extension Transpose: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let strides = Strides.ofRows(inputs[0].shape)
    return [try inputs[0].gathered(Strides.offsets(shape, permutation.map { strides[$0] }), shape: shape)]
  }
}

extension Broadcast: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try inputs[0].gathered(Strides.broadcasting(inputs[0].shape, to: shape), shape: shape)]
  }
}

extension Concatenation: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let result = try HostArray(shape: try outputShape(inputs), dtype: inputs[0].dtype)
    let width = result.dtype.byteCount
    let rowBytes = result.shape[axis...].reduce(1, *) * width
    var start = 0
    for input in inputs {
      let bytes = input.shape[axis...].reduce(1, *) * width
      for before in 0..<result.shape[..<axis].reduce(1, *) {
        (result.storage.pointer + before * rowBytes + start).copyMemory(
          from: input.storage.pointer + before * bytes, byteCount: bytes)
      }
      start += bytes
    }
    return [result]
  }
}

extension Slice: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let strides = Strides.ofRows(inputs[0].shape)
    let start = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    let offsets = Strides.offsets(shape, zip(strides, steps).map { $0 * $1 }, start: start)
    return [try inputs[0].gathered(offsets, shape: shape)]
  }
}

extension Pad: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let x = inputs[0]
    let strides = Strides.ofRows(x.shape)
    // Per axis the input position at each output position, or nil; -1 is the padding value in `gathered`.
    var offsets = [0]
    for axis in shape.indices {
      let step = interior[axis] + 1
      let places = (0..<shape[axis]).map { index -> Int? in
        let position = index - low[axis]
        let isElement = position >= 0 && position % step == 0 && position / step < x.shape[axis]
        return isElement ? position / step * strides[axis] : nil
      }
      offsets = offsets.flatMap { offset in
        places.map { place in offset >= 0 ? place.map { $0 + offset } ?? -1 : -1 }
      }
    }
    return [try x.gathered(offsets, shape: shape, other: HostArray(value, dtype: x.dtype))]
  }
}

extension Reverse: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = inputs[0].shape
    var strides = Strides.ofRows(shape)
    var start = 0
    for axis in axes where shape[axis] > 0 {
      start += (shape[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    return [try inputs[0].gathered(Strides.offsets(shape, strides, start: start), shape: shape)]
  }
}

extension Constant: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    [HostArray(value, dtype: dtype)]
  }
}

extension Iota: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = self.shape.staticDimensions
    let strides = shape.indices.map { $0 == axis ? 1 : 0 }
    return [try HostArray(Strides.offsets(shape, strides).map(Int64.init), shape: shape, dtype: dtype)]
  }
}
