/// Another element type. Input and output: any shape.
package struct Convert: Primitive {
  package let dtype: DType
  package var name: String { "convert" }
  package init(dtype: DType) { self.dtype = dtype }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    [TensorType(inputs[0].shape, dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Nothing flows through integers.
    guard dtype.isFloating, context.inputs[0].dtype.isFloating else { return [nil] }
    return [context.cotangent.cast(to: context.inputs[0].dtype)]
  }
}

/// The same elements in another shape. A length of `nil` in `shape` is computed from the rest (one at most).
package struct Reshape: Primitive {
  package let shape: Shape
  package var name: String { "reshape" }
  package init(shape: Shape) { self.shape = shape }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let input = inputs[0]
    let unknown = shape.dimensions.filter { $0 == nil }.count
    let rest = shape.dimensions.lazy.map { $0 ?? 1 }.product
    guard input.shape.isKnown else { return [TensorType(shape, input.dtype)] }
    let count = input.shape.count ?? Size.impossible
    if unknown == 0, rest.exact == count { return [TensorType(shape, input.dtype)] }
    guard unknown == 1, let rest = rest.exact, rest > 0, count % rest == 0 else {
      throw ShapeError(
        expected: "\(count.counted("element", "elements")), as many as \(input.shape) holds",
        received: "a new shape \(shape)",
        fix: "give a shape with \(count.counted("element", "elements")), or nil for one length to be computed")
    }
    return [TensorType(Shape(shape.dimensions.map { $0 ?? count / rest }), input.dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.cotangent.reshaped(context.inputs[0].shape)]
  }
}

/// Axes in another order: output axis `i` is input axis `permutation[i]`.
package struct Transpose: Primitive {
  package let permutation: [Int]
  package var name: String { "transpose" }
  package init(permutation: [Int]) { self.permutation = permutation }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let shape = inputs[0].shape
    guard permutation.sorted() == Array(0..<shape.rank) else {
      throw ShapeError(
        expected: "an order of the axes 0..<\(shape.rank) of \(shape)", received: "\(permutation)",
        fix: "name each axis once")
    }
    return [TensorType(Shape(permutation.map { shape.dimensions[$0] }), inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    var inverse = permutation
    for (position, axis) in permutation.enumerated() { inverse[axis] = position }
    return [context.cotangent.transposed(inverse)]
  }
}

/// Repeats axes of length 1, and adds axes in front, until the shape is `shape`.
package struct Broadcast: Primitive {
  package let shape: Shape
  package var name: String { "broadcast" }
  package init(shape: Shape) { self.shape = shape }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let input = inputs[0]
    guard let both = input.shape.broadcast(with: shape), both.matches(shape) else {
      throw ShapeError(
        expected: "a shape that broadcasts to \(shape)", received: "\(input.shape)",
        fix: "each axis must have the same length or 1")
    }
    return [TensorType(both, input.dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.cotangent.summed(to: context.inputs[0])]
  }
}

/// Joins tensors along `axis`; all other axes must agree.
package struct Concatenation: Primitive {
  package let axis: Int
  package var name: String { "concatenate" }
  package init(axis: Int) { self.axis = axis }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let first = inputs[0]
    var length: Int? = 0
    var shape = first.shape
    for input in inputs {
      var aligned = input.shape
      if aligned.rank == shape.rank { aligned.dimensions[axis] = shape.dimensions[axis] }
      guard input.dtype == first.dtype, aligned.matches(shape) else {
        throw ShapeError(
          expected: "tensors that agree in type and in every axis but \(axis)",
          received: inputs.map(\.description).joined(separator: ", "),
          fix: "reshape, pad or crop them to the same lengths")
      }
      for (index, dimension) in aligned.dimensions.enumerated() where shape.dimensions[index] == nil {
        shape.dimensions[index] = dimension
      }
      if let known = length, let next = input.shape.dimensions[axis] {
        length = (Size(known) + Size(next)).length
      } else {
        length = nil
      }
    }
    shape.dimensions[axis] = length
    return [TensorType(shape, first.dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    var start = 0
    return context.inputs.enumerated().map { index, input in
      let length = input.shape.dimensions[axis] ?? 0
      defer { start += length }
      return context.isWanted[index] ? context.cotangent.slice(axis: axis, from: start, count: length) : nil
    }
  }
}

/// The elements `start, start + step, …` below `end`, per axis.
package struct Slice: Primitive {
  package let starts: [Int]
  package let ends: [Int]
  package let steps: [Int]
  package var name: String { "slice" }

  package init(starts: [Int], ends: [Int], steps: [Int]) {
    self.starts = starts
    self.ends = ends
    self.steps = steps
  }

  /// Marks an axis taken whole whatever its length; `ends` of such an axis.
  package static let whole = Int.max

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let shape = inputs[0].shape
    var result: [Int?] = []
    for (axis, dimension) in shape.dimensions.enumerated() {
      if ends[axis] == Slice.whole {
        result.append(dimension.map { (Size($0) - Size(starts[axis])).dividedRoundingUp(by: Size(steps[axis])).length })
        continue
      }
      guard starts[axis] >= 0, starts[axis] <= ends[axis], dimension.map({ ends[axis] <= $0 }) ?? true else {
        throw ShapeError(
          expected: "a range within 0..<\(dimension.map(String.init) ?? "?") for axis \(axis) of \(shape)",
          received: "\(starts[axis])..<\(ends[axis])", fix: "take a range inside the axis")
      }
      result.append((Size(ends[axis]) - Size(starts[axis])).dividedRoundingUp(by: Size(steps[axis])).length)
    }
    return [TensorType(Shape(result), inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Zeros around the slice; steps become gaps.
    let input = context.inputs[0].shape
    var low: [Int] = []
    var high: [Int] = []
    for (axis, dimension) in input.dimensions.enumerated() {
      let count = context.outputs[0].shape.dimensions[axis] ?? 0
      let covered = count == 0 ? 0 : (count - 1) * steps[axis] + 1
      low.append(starts[axis])
      high.append((dimension ?? 0) - starts[axis] - covered)
    }
    return [apply(Pad(low: low, high: high, interior: steps.map { $0 - 1 }, value: .real(0)), [context.cotangent])]
  }
}

/// Surrounds a tensor with `value`, and puts `interior` copies of it between elements. Negative amounts crop.
package struct Pad: Primitive {
  package let low: [Int]
  package let high: [Int]
  package let interior: [Int]
  package let value: Scalar
  package var name: String { "pad" }

  package init(low: [Int], high: [Int], interior: [Int], value: Scalar) {
    self.low = low
    self.high = high
    self.interior = interior
    self.value = value
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let shape = inputs[0].shape
    guard low.count == shape.rank else {
      throw ShapeError(
        expected: "one pair of widths for each of the \(shape.rank.counted("axis", "axes")) of \(shape)",
        received: "\(low.count.counted("pair", "pairs"))",
        fix: "give a pair for every axis")
    }
    var result: [Int?] = []
    for (axis, dimension) in shape.dimensions.enumerated() {
      guard let dimension else {
        result.append(nil)
        continue
      }
      let gaps = Size(max(dimension - 1, 0)) * Size(interior[axis])
      let length = Size(low[axis]) + Size(high[axis]) + Size(dimension) + gaps
      guard length >= 0 else {
        throw ShapeError(
          expected: "at most \(dimension) elements cropped from axis \(axis)",
          received: "\((Size(dimension) - length).length)", fix: "crop less")
      }
      result.append(length.length)
    }
    return [TensorType(Shape(result), inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Crop what was added, then keep every (interior + 1)th element.
    let cropped = apply(
      Pad(low: low.map { -$0 }, high: high.map { -$0 }, interior: low.map { _ in 0 }, value: .real(0)),
      [context.cotangent])
    guard interior.contains(where: { $0 > 0 }) else { return [cropped] }
    let ends = low.map { _ in Slice.whole }
    return [apply(Slice(starts: low.map { _ in 0 }, ends: ends, steps: interior.map { $0 + 1 }), [cropped])]
  }
}

/// Elements in reverse order along `axes`.
package struct Reverse: Primitive {
  package let axes: [Int]
  package var name: String { "reverse" }
  package init(axes: [Int]) { self.axes = axes }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] { [inputs[0]] }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [apply(self, [context.cotangent])] }
}

/// A number as a tensor of shape `[]`.
package struct Constant: Primitive {
  package let value: Scalar
  package let dtype: DType
  package var name: String { "constant" }

  package init(value: Scalar, dtype: DType) {
    self.value = value
    self.dtype = dtype
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] { [TensorType([], dtype)] }
  package func gradient(_ context: GradientContext) -> [Tensor?] { [] }
}

extension Constant: CustomStringConvertible {
  package var description: String { dtype.isFloating ? "constant(\(value.double))" : "constant(\(value))" }
}

/// 0, 1, 2 … along `axis`, the same everywhere else.
package struct Iota: Primitive {
  package let shape: Shape
  package let axis: Int
  package let dtype: DType
  package var name: String { "iota" }

  package init(shape: Shape, axis: Int, dtype: DType) {
    self.shape = shape
    self.axis = axis
    self.dtype = dtype
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] { [TensorType(shape, dtype)] }
  package func gradient(_ context: GradientContext) -> [Tensor?] { [] }
}

/// Lets values through and gradients not.
package struct StopGradient: Primitive {
  package var name: String { "stop_gradient" }
  package init() {}
  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] { [inputs[0]] }
  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}

/// `x`, treated as a constant by gradients.
public func stopGradient(_ x: Tensor) -> Tensor { apply(StopGradient(), [x]) }
