/// How windows move over the spatial axes of a convolution or pooling.
package struct WindowGeometry: Hashable, Sendable {
  package var strides: [Int]
  package var padLow: [Int]
  package var padHigh: [Int]
  package var dilation: [Int]

  package init(strides: [Int], padLow: [Int], padHigh: [Int], dilation: [Int]) {
    self.strides = strides
    self.padLow = padLow
    self.padHigh = padHigh
    self.dilation = dilation
  }

  /// The number of windows of length `window` along spatial axis `axis`; `nil` if the input's length is unknown.
  package func outputLength(_ input: Int?, window: Int, axis: Int) -> Int? {
    guard let input else { return nil }
    let span = (Size(window) - 1) * Size(dilation[axis]) + 1
    let padded = Size(input) + Size(padLow[axis]) + Size(padHigh[axis])
    return padded < span ? 0 : ((padded - span) / Size(strides[axis]) + 1).length
  }
}

/// Convolution with channels last.
///
/// Inputs: `[batch, spatial…, channels]` and the kernel `[window…, channels / groups, filters]`;
/// output: `[batch, spatial…, filters]`.
package struct Convolution: Primitive {
  package let geometry: WindowGeometry
  package let groups: Int
  package var name: String { "convolution" }

  package init(geometry: WindowGeometry, groups: Int) {
    self.geometry = geometry
    self.groups = groups
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let input = inputs[0]
    let kernel = inputs[1]
    let rank = geometry.strides.count
    guard input.shape.rank == rank + 2, kernel.shape.rank == rank + 2, input.dtype == kernel.dtype else {
      throw ShapeError(
        expected: "[batch, \(rank) spatial axes, channels] and a kernel of rank \(rank + 2), of one type",
        received: "\(input) and \(kernel)", fix: "add or remove an axis")
    }
    let perGroup = kernel.shape.dimensions[rank]
    let channels = input.shape.dimensions[rank + 1]
    if let channels, let perGroup, channels != (Size(perGroup) * Size(groups)).length {
      let made = (Size(perGroup) * Size(groups)).length
      throw ShapeError(
        expected: "\(made) channels, for which the kernel \(kernel.shape) was made",
        received: "\(channels) channels in \(input.shape)", fix: "give inputs with \(made) channels")
    }
    var dimensions: [Int?] = [input.shape.dimensions[0]]
    for axis in 0..<rank {
      let window = kernel.shape.dimensions[axis] ?? 1
      let length = geometry.outputLength(input.shape.dimensions[axis + 1], window: window, axis: axis)
      if length == 0 {
        throw ShapeError(
          expected:
            "at least \(((Size(window) - 1) * Size(geometry.dilation[axis]) + 1).length) positions along spatial axis \(axis)",
          received: "\(input.shape)", fix: "use padding: .same, a smaller kernel or a larger input")
      }
      dimensions.append(length)
    }
    dimensions.append(kernel.shape.dimensions[rank + 1])
    return [TensorType(Shape(dimensions), input.dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let kernel = context.inputs[1]
    let g = context.cotangent
    return [
      context.isWanted[0]
        ? apply(ConvolutionInputGradient(geometry: geometry, groups: groups, inputShape: x.shape), [g, kernel]) : nil,
      context.isWanted[1]
        ? apply(ConvolutionKernelGradient(geometry: geometry, groups: groups, kernelShape: kernel.shape), [x, g])
        : nil,
    ]
  }
}

/// The cotangent of a convolution's input, from that of its output and the kernel: a transposed convolution.
package struct ConvolutionInputGradient: Primitive {
  package let geometry: WindowGeometry
  package let groups: Int
  package let inputShape: Shape
  package var name: String { "convolution_input_gradient" }

  package init(geometry: WindowGeometry, groups: Int, inputShape: Shape) {
    self.geometry = geometry
    self.groups = groups
    self.inputShape = inputShape
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    var shape = inputShape
    if shape.dimensions[0] == nil { shape.dimensions[0] = inputs[0].shape.dimensions[0] }
    return [TensorType(shape, inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Linear in both inputs; its adjoints are the convolution and the kernel gradient.
    let g = context.inputs[0]
    let kernel = context.inputs[1]
    let h = context.cotangent
    return [
      context.isWanted[0] ? apply(Convolution(geometry: geometry, groups: groups), [h, kernel]) : nil,
      context.isWanted[1]
        ? apply(ConvolutionKernelGradient(geometry: geometry, groups: groups, kernelShape: kernel.shape), [h, g])
        : nil,
    ]
  }
}

/// The cotangent of a convolution's kernel, from its input and the cotangent of its output.
package struct ConvolutionKernelGradient: Primitive {
  package let geometry: WindowGeometry
  package let groups: Int
  package let kernelShape: Shape
  package var name: String { "convolution_kernel_gradient" }

  package init(geometry: WindowGeometry, groups: Int, kernelShape: Shape) {
    self.geometry = geometry
    self.groups = groups
    self.kernelShape = kernelShape
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    [TensorType(kernelShape, inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let g = context.inputs[1]
    let h = context.cotangent
    return [
      context.isWanted[0]
        ? apply(ConvolutionInputGradient(geometry: geometry, groups: groups, inputShape: x.shape), [g, h]) : nil,
      context.isWanted[1] ? apply(Convolution(geometry: geometry, groups: groups), [x, h]) : nil,
    ]
  }
}
