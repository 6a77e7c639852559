import TensorGraph

extension Program {
  /// The program in which convolutions whose kernel covers one position read only the positions that count, without strides
  /// or padding.
  ///
  /// That is less work, and a way round a fault: the backward pass by weights of oneDNN 2.6's `jit_1x1:avx512_core` writes
  /// behind its memory where strides leave out positions and the channels fill no block of 16.
  func slicingPointwiseConvolutions() -> Program {
    guard instructions.contains(where: { Pointwise($0, types) != nil }) else { return self }
    let isTraining = instructions.contains { $0.operation is ConvolutionKernelGradient }
    var program = self
    program.instructions = []
    for var instruction in instructions {
      // Strides of a forward pass alone stay: nothing shares the slice, and one sample of a ResNet-20 took 0.390 ms with it,
      // 0.366 without.
      guard let pointwise = Pointwise(instruction, types), isTraining || pointwise.pad != nil else {
        program.instructions.append(instruction)
        continue
      }
      let result = instruction.outputs[0]
      switch instruction.operation {
      case let operation as Convolution:
        instruction.inputs[0] = program.appendRead(of: instruction.inputs[0], pointwise)
        instruction.operation = Convolution(geometry: pointwise.dense, groups: operation.groups)
        program.instructions.append(instruction)
      case let operation as ConvolutionKernelGradient:
        instruction.inputs[0] = program.appendRead(of: instruction.inputs[0], pointwise)
        instruction.operation = ConvolutionKernelGradient(
          geometry: pointwise.dense, groups: operation.groups, kernelShape: operation.kernelShape)
        program.instructions.append(instruction)
      case let operation as ConvolutionInputGradient:
        let lengths = types[result].shape.staticDimensions
        let places = [lengths[0]] + types[instruction.inputs[0]].shape.staticDimensions.dropLast().dropFirst()
        let dense = ConvolutionInputGradient(
          geometry: pointwise.dense, groups: operation.groups, inputShape: Shape(places + [lengths.last!]))
        let gradient = program.append(dense, instruction.inputs)
        program.append(pointwise.spread(to: lengths, from: places), [gradient], to: result)
      default: preconditionFailure("\(instruction.operation.name) is no convolution")
      }
    }
    // Forward and backward read the same positions.
    program.mergeCommonSubexpressions()
    return program
  }

  private mutating func appendRead(of input: ValueID, _ pointwise: Pointwise) -> ValueID {
    var value = input
    if let pad = pointwise.pad { value = append(pad, [value]) }
    return append(pointwise.slice, [value])
  }
}

/// A convolution of one position, with strides or padding.
private struct Pointwise {
  let geometry: WindowGeometry

  init?(_ instruction: Program.Instruction, _ types: [TensorType]) {
    let kernel: Shape
    switch instruction.operation {
    case let operation as Convolution: (geometry, kernel) = (operation.geometry, types[instruction.inputs[1]].shape)
    case let operation as ConvolutionInputGradient:
      (geometry, kernel) = (operation.geometry, types[instruction.inputs[1]].shape)
    case let operation as ConvolutionKernelGradient:
      (geometry, kernel) = (operation.geometry, types[instruction.outputs[0]].shape)
    default: return nil
    }
    guard kernel.staticDimensions.dropLast(2).allSatisfy({ $0 == 1 }),
      geometry.strides.contains(where: { $0 > 1 }) || (geometry.padLow + geometry.padHigh).contains(where: { $0 != 0 })
    else { return nil }
  }

  var dense: WindowGeometry {
    let zeros = geometry.strides.map { _ in 0 }
    let ones = geometry.strides.map { _ in 1 }
    return WindowGeometry(strides: ones, padLow: zeros, padHigh: zeros, dilation: ones)
  }

  var pad: Pad? {
    guard (geometry.padLow + geometry.padHigh).contains(where: { $0 != 0 }) else { return nil }
    return Pad(
      low: [0] + geometry.padLow + [0], high: [0] + geometry.padHigh + [0],
      interior: Array(repeating: 0, count: geometry.strides.count + 2), value: .real(0))
  }

  var slice: Slice {
    let rank = geometry.strides.count + 2
    return Slice(
      starts: Array(repeating: 0, count: rank), ends: Array(repeating: Slice.whole, count: rank),
      steps: [1] + geometry.strides + [1])
  }

  /// Brings the gradients of `places` to the places of an input of `lengths`, which has zeros elsewhere.
  func spread(to lengths: [Int], from places: [Int]) -> Pad {
    let high = geometry.strides.indices.map { axis in
      let covered = (places[axis + 1] - 1) * geometry.strides[axis] + 1
      return lengths[axis + 1] + geometry.padLow[axis] - covered
    }
    return Pad(
      low: [0] + geometry.padLow.map { -$0 } + [0], high: [0] + high + [0],
      interior: [0] + geometry.strides.map { $0 - 1 } + [0], value: .real(0))
  }
}
