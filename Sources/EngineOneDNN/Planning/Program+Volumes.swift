import TensorGraph

extension Program {
  /// The program with each pooling of volumes as a pooling of its slices and one along its depth, for which there are
  /// kernels. Windows are boxes, so that maxima, averages and the first of several largest elements stay the same.
  func splittingPoolingsOfVolumes() -> Program {
    guard instructions.contains(where: { VolumePooling($0.operation) != nil }) else { return self }
    var program = self
    program.instructions = []
    for instruction in instructions {
      if let pooling = VolumePooling(instruction.operation) {
        program.appendSplit(pooling, instruction)
      } else {
        program.instructions.append(instruction)
      }
    }
    // A gradient pools the slices once more; where the forward pass is in the same program, that is done.
    program.mergeCommonSubexpressions()
    return program
  }

  private mutating func appendSplit(_ pooling: VolumePooling, _ instruction: Instruction) {
    let result = instruction.outputs[0]
    let input = instruction.inputs[0]
    switch pooling.operation {
    case let pool as Pool:
      let slices = appendPool(pool.kind, pooling, of: input)
      append(
        Pool(kind: pool.kind, window: pooling.depth, geometry: pooling.depthGeometry), [slices], reshapedTo: result)
    case is MaxPoolGradient:
      let slices = appendPool(.max, pooling, of: input)
      let gradient = append(reshape: instruction.inputs[1], to: depthShape(of: instruction.inputs[1]))
      let sliceGradient = append(
        MaxPoolGradient(window: pooling.depth, geometry: pooling.depthGeometry), [slices, gradient])
      let volume = append(reshape: input, to: sliceShape(of: types[input].shape.staticDimensions))
      let pooled = append(reshape: sliceGradient, to: sliceShape(of: pooledDimensions(input, instruction.inputs[1])))
      append(
        MaxPoolGradient(window: pooling.slice, geometry: pooling.sliceGeometry), [volume, pooled], reshapedTo: result)
    case is AveragePoolGradient:
      let pooledLengths = pooledDimensions(result, input)
      let gradient = append(reshape: input, to: depthShape(of: input))
      let depthInput = Shape([pooledLengths[0], pooledLengths[1], pooledLengths[2...].reduce(1, *)])
      let sliceGradient = append(
        AveragePoolGradient(window: pooling.depth, geometry: pooling.depthGeometry, inputShape: depthInput), [gradient])
      let pooled = append(reshape: sliceGradient, to: sliceShape(of: pooledLengths))
      let whole = sliceShape(of: types[result].shape.staticDimensions)
      append(
        AveragePoolGradient(window: pooling.slice, geometry: pooling.sliceGeometry, inputShape: whole), [pooled],
        reshapedTo: result)
    default: preconditionFailure("\(pooling.operation.name) is no pooling")
    }
  }

  /// The slices pooled: `[batch, depth, rest]`.
  private mutating func appendPool(_ kind: Pool.Kind, _ pooling: VolumePooling, of input: ValueID) -> ValueID {
    let lengths = types[input].shape.staticDimensions
    let slices = append(reshape: input, to: sliceShape(of: lengths))
    let pooled = append(Pool(kind: kind, window: pooling.slice, geometry: pooling.sliceGeometry), [slices])
    let count = types[pooled].shape.staticDimensions[1...].reduce(1, *)
    return append(reshape: pooled, to: [lengths[0], lengths[1], count])
  }

  /// The lengths of a volume whose slices are pooled, but not its depth.
  private func pooledDimensions(_ volume: ValueID, _ pooled: ValueID) -> [Int] {
    Array(types[volume].shape.staticDimensions[..<2]) + types[pooled].shape.staticDimensions[2...]
  }

  /// `[batch · depth, height, width, channels]`.
  private func sliceShape(of lengths: [Int]) -> Shape { Shape([lengths[0] * lengths[1]] + lengths[2...]) }

  /// `[batch, depth, rest]`.
  private func depthShape(of id: ValueID) -> Shape {
    let lengths = types[id].shape.staticDimensions
    return [lengths[0], lengths[1], lengths[2...].reduce(1, *)]
  }

  private mutating func append(reshape id: ValueID, to shape: Shape) -> ValueID {
    append(Reshape(shape: shape), [id])
  }

  private mutating func append(_ operation: any Primitive, _ inputs: [ValueID], reshapedTo result: ValueID) {
    append(Reshape(shape: types[result].shape), [append(operation, inputs)], to: result)
  }
}

/// A pooling over three spatial axes, cut into one over slices and one over depth.
private struct VolumePooling {
  let operation: any Primitive
  private let window: [Int]
  private let geometry: WindowGeometry

  init?(_ operation: any Primitive) {
    self.operation = operation
    switch operation {
    case let pool as Pool: (window, geometry) = (pool.window, pool.geometry)
    case let gradient as MaxPoolGradient: (window, geometry) = (gradient.window, gradient.geometry)
    case let gradient as AveragePoolGradient: (window, geometry) = (gradient.window, gradient.geometry)
    default: return nil
    }
    guard window.count == 3 else { return nil }
  }

  var depth: [Int] { Array(window[..<1]) }
  var slice: [Int] { Array(window[1...]) }
  var depthGeometry: WindowGeometry { part(0..<1) }
  var sliceGeometry: WindowGeometry { part(1..<3) }

  private func part(_ axes: Range<Int>) -> WindowGeometry {
    WindowGeometry(
      strides: Array(geometry.strides[axes]), padLow: Array(geometry.padLow[axes]),
      padHigh: Array(geometry.padHigh[axes]), dilation: Array(geometry.dilation[axes]))
  }
}
