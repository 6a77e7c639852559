/// Slices of the first input along `axis`, picked by integer indices: `keras.ops.take`.
///
/// Inputs: `[before…, n, after…]` and indices `[picked…]` of any integer type; output: `[before…, picked…, after…]`.
/// An index outside 0..<n gives NaN; the program fails if elements are not real numbers (``IndexOutside``).
package struct Gather: Primitive {
  package let axis: Int
  package var name: String { "gather" }
  package init(axis: Int) { self.axis = axis }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    guard inputs[1].dtype.isInteger else {
      throw ShapeError(
        expected: "integer indices", received: "\(inputs[1])", fix: "convert them first with cast(to: .int32)")
    }
    var dimensions = inputs[0].shape.dimensions
    if dimensions[axis] == 0, let count = inputs[1].shape.count, count > 0 {
      throw ShapeError(
        expected: "at least one element along axis \(axis)", received: "\(inputs[0])",
        fix: "check that the data is not empty")
    }
    dimensions.replaceSubrange(axis...axis, with: inputs[1].shape.dimensions)
    return [TensorType(Shape(dimensions), inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(ScatterAdd(axis: axis, shape: context.inputs[0].shape), [context.inputs[1], context.cotangent]), nil]
  }
}

/// Adds slices into a tensor of zeros of the given shape, at integer indices along `axis`: the gradient of `Gather`.
/// Slices for indices outside the axis are dropped.
package struct ScatterAdd: Primitive {
  package let axis: Int
  package let shape: Shape
  package var name: String { "scatter_add" }

  package init(axis: Int, shape: Shape) {
    self.axis = axis
    self.shape = shape
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    [TensorType(shape, inputs[1].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Nothing flows to slices that were dropped.
    let (indices, picked) = (context.inputs[0], apply(Gather(axis: axis), [context.cotangent, context.inputs[0]]))
    guard let length = shape.dimensions[axis], indices.shape.isKnown else { return [nil, picked] }
    let isInside = logicalAnd(indices .>= 0, indices .< length)
    let mask = Shape(
      shape.dimensions[..<axis].map { _ in 1 } + indices.shape.dimensions
        + shape.dimensions[(axis + 1)...].map { _ in 1 })
    return [nil, which(isInside.reshaped(mask), picked, 0)]
  }
}
