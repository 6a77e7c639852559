/// Maximum or average over windows, channels last. Input: `[batch, spatial…, channels]`. Padding never counts.
package struct Pool: Primitive {
  package enum Kind: String, Sendable { case max, average }

  package let kind: Kind
  package let window: [Int]
  package let geometry: WindowGeometry
  package var name: String { "\(kind.rawValue)_pool" }

  package init(kind: Kind, window: [Int], geometry: WindowGeometry) {
    self.kind = kind
    self.window = window
    self.geometry = geometry
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    [TensorType(try pooledShape(inputs[0].shape, window: window, geometry: geometry), inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let g = context.cotangent
    switch kind {
    case .max: return [apply(MaxPoolGradient(window: window, geometry: geometry), [x, g])]
    case .average:
      return [apply(AveragePoolGradient(window: window, geometry: geometry, inputShape: x.shape), [g])]
    }
  }
}

/// Gives each window's cotangent to its (first) largest element. Inputs: the pooled input, the output's cotangent.
package struct MaxPoolGradient: Primitive {
  package let window: [Int]
  package let geometry: WindowGeometry
  package var name: String { "max_pool_gradient" }

  package init(window: [Int], geometry: WindowGeometry) {
    self.window = window
    self.geometry = geometry
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] { [inputs[0]] }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [nil, apply(MaxPoolSelect(window: window, geometry: geometry), [context.inputs[0], context.cotangent])]
  }
}

/// From each window takes the element of the second input where the first input is largest.
package struct MaxPoolSelect: Primitive {
  package let window: [Int]
  package let geometry: WindowGeometry
  package var name: String { "max_pool_select" }

  package init(window: [Int], geometry: WindowGeometry) {
    self.window = window
    self.geometry = geometry
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    [TensorType(try pooledShape(inputs[0].shape, window: window, geometry: geometry), inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [nil, apply(MaxPoolGradient(window: window, geometry: geometry), [context.inputs[0], context.cotangent])]
  }
}

/// Spreads each window's cotangent evenly over the elements it averaged.
package struct AveragePoolGradient: Primitive {
  package let window: [Int]
  package let geometry: WindowGeometry
  package let inputShape: Shape
  package var name: String { "average_pool_gradient" }

  package init(window: [Int], geometry: WindowGeometry, inputShape: Shape) {
    self.window = window
    self.geometry = geometry
    self.inputShape = inputShape
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    var shape = inputShape
    if shape.dimensions[0] == nil { shape.dimensions[0] = inputs[0].shape.dimensions[0] }
    return [TensorType(shape, inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(Pool(kind: .average, window: window, geometry: geometry), [context.cotangent])]
  }
}

private func pooledShape(_ shape: Shape, window: [Int], geometry: WindowGeometry) throws(ShapeError) -> Shape {
  guard shape.rank == window.count + 2 else {
    throw ShapeError(
      expected: "[batch, \(window.count) spatial axes, channels]", received: "\(shape)", fix: "add or remove an axis")
  }
  var result = shape
  for axis in window.indices {
    result.dimensions[axis + 1] = geometry.outputLength(shape.dimensions[axis + 1], window: window[axis], axis: axis)
    if result.dimensions[axis + 1] == 0 {
      throw ShapeError(
        expected: "at least \(window[axis]) positions along spatial axis \(axis)", received: "\(shape)",
        fix: "use padding: .same, a smaller window or a larger input")
    }
  }
  return result
}
