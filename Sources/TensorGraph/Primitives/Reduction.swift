/// Folds axes of a tensor into one value each. The axes stay with length 1 if `keepDims`.
package struct Reduce: Primitive {
  package enum Kind: String, Sendable, CaseIterable { case sum, product, max, min, any, all }

  package let kind: Kind
  /// Counted from the front, ascending.
  package let axes: [Int]
  package let keepDims: Bool
  package var name: String { "reduce_\(kind.rawValue)" }

  package init(kind: Kind, axes: [Int], keepDims: Bool) {
    self.kind = kind
    self.axes = axes
    self.keepDims = keepDims
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let input = inputs[0]
    if kind == .any || kind == .all { _ = try input.requiring(.bool, for: name) }
    if kind == .max || kind == .min {
      for axis in axes where input.shape.dimensions[axis] == 0 {
        throw ShapeError(
          expected: "at least one element along axis \(axis)", received: "\(input)",
          fix: "an empty axis has no \(kind.rawValue)imum; check that the data is not empty")
      }
    }
    return [TensorType(input.shape.reducing(axes, keepDims: keepDims), input.dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let g = context.cotangent.restoringAxes(axes, of: x, keepDims: keepDims)
    switch kind {
    case .sum: return [g.broadcast(to: x.shape)]  // ∂Σx/∂x = 1
    case .max, .min:  // shared evenly by all elements that attain it
      let y = context.outputs[0].restoringAxes(axes, of: x, keepDims: keepDims)
      let hit = (x .== y).cast(to: x.dtype)
      return [g * hit / hit.sum(axes: axes, keepDims: true)]
    case .product:  // the product of the others: exact even where an element is 0
      return [g * x.productOfOthers(axes: axes)]
    case .any, .all: return [nil]
    }
  }
}

/// The index of the largest or smallest element along `axis`, the first of equals. Output `int32`.
package struct ArgReduce: Primitive {
  package enum Kind: String, Sendable, CaseIterable { case max, min }

  package let kind: Kind
  package let axis: Int
  package let keepDims: Bool
  package var name: String { "arg\(kind.rawValue)" }

  package init(kind: Kind, axis: Int, keepDims: Bool) {
    self.kind = kind
    self.axis = axis
    self.keepDims = keepDims
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    guard inputs[0].shape.dimensions[axis] != 0 else {
      throw ShapeError(
        expected: "at least one element along axis \(axis)", received: "\(inputs[0])",
        fix: "check that the data is not empty")
    }
    return [TensorType(inputs[0].shape.reducing([axis], keepDims: keepDims), .int32)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}

extension Shape {
  package func reducing(_ axes: [Int], keepDims: Bool) -> Shape {
    var result: [Int?] = []
    for (axis, dimension) in dimensions.enumerated() {
      if !axes.contains(axis) {
        result.append(dimension)
      } else if keepDims {
        result.append(1)
      }
    }
    return Shape(result)
  }
}

extension Tensor {
  /// A reduced tensor with its axes put back as length 1.
  fileprivate func restoringAxes(_ axes: [Int], of original: Tensor, keepDims: Bool) -> Tensor {
    keepDims ? self : reshaped(original.shape.reducing(axes, keepDims: true))
  }

  /// For each element the product of all others along `axes`, by products of what lies before and after it.
  fileprivate func productOfOthers(axes: [Int]) -> Tensor {
    let others = (0..<rank).filter { !axes.contains($0) }
    let order = others + axes
    let moved = transposed(order)
    let count = axes.reduce(1) { $0 * (shape.dimensions[$1] ?? 1) }
    let rows = moved.reshaped(Shape(others.map { shape.dimensions[$0] } + [count]))
    let axis = rows.rank - 1
    // Pairwise mask: row i of a [count, count] table holds all elements but the i-th, and 1 in its place.
    let eye =
      Tensor.iota([count, count], axis: 0, dtype: .int32) .== Tensor.iota([count, count], axis: 1, dtype: .int32)
    let table = which(eye, 1, rows.expandedDimensions(axis))
    let product = apply(Reduce(kind: .product, axes: [axis + 1], keepDims: false), [table])
    var inverse = order
    for (position, original) in order.enumerated() { inverse[original] = position }
    return product.reshaped(moved.shape).transposed(inverse)
  }

  private func resolvedAxes(_ axes: [Int]?, for name: String) -> Result<[Int], KerasError> {
    guard let axes else { return .success(Array(0..<rank)) }
    var result: Set<Int> = []
    for axis in axes {
      guard let resolved = shape.resolve(axis: axis) else { return .failure(axisError(axis, for: name)) }
      result.insert(resolved)
    }
    return .success(result.sorted())
  }

  package func axisError(_ axis: Int, for name: String) -> KerasError {
    let site = CallSite.current
    return KerasError(
      "\(site?.who ?? "'\(name)'") cannot use axis \(axis)" + (site == nil ? "." : " in '\(name)'."),
      expected: rank == 0 ? "no axis: the tensor is a scalar" : "an axis in \(-rank)..<\(rank) of \(type)",
      received: "axis \(axis)", fix: "negative axes count from the end: -1 is the last", file: site?.file,
      line: site?.line)
  }

  private func reduce(_ kind: Reduce.Kind, _ axes: [Int]?, _ keepDims: Bool) -> Tensor {
    if node.failure != nil { return self }
    switch resolvedAxes(axes, for: kind.rawValue) {
    case .failure(let error): return .failed(error)
    case .success(let axes): return apply(Reduce(kind: kind, axes: axes, keepDims: keepDims), [self])
    }
  }

  // Keras widens small integers before it adds or multiplies them.
  private var widened: Tensor {
    switch dtype {
    case .bool, .int8, .int16: cast(to: .int32)
    case .uint8, .uint16: cast(to: .uint32)
    default: self
    }
  }

  /// The sum over `axes` (all if `nil`). Small integers and `bool` are summed as 32-bit integers.
  public func sum(axes: [Int]? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    widened.reduce(.sum, axes, keepDims).located(file, line)
  }
  /// The sum along one axis.
  public func sum(axis: Int, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    sum(axes: [axis], keepDims: keepDims).located(file, line)
  }

  /// The product over `axes` (all if `nil`).
  public func product(axes: [Int]? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    widened.reduce(.product, axes, keepDims).located(file, line)
  }
  /// The product along one axis.
  public func product(axis: Int, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    product(axes: [axis], keepDims: keepDims).located(file, line)
  }

  /// The largest element over `axes` (all if `nil`); NaN if there is one.
  public func max(axes: [Int]? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    reduce(.max, axes, keepDims).located(file, line)
  }
  /// The largest element along one axis.
  public func max(axis: Int, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    max(axes: [axis], keepDims: keepDims).located(file, line)
  }

  /// The smallest element over `axes` (all if `nil`); NaN if there is one.
  public func min(axes: [Int]? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    reduce(.min, axes, keepDims).located(file, line)
  }
  /// The smallest element along one axis.
  public func min(axis: Int, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    min(axes: [axis], keepDims: keepDims).located(file, line)
  }

  /// Whether any element over `axes` (all if `nil`) is true. Type: `bool`.
  public func any(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    cast(to: .bool).reduce(.any, axes, keepDims)
  }
  /// Whether all elements over `axes` (all if `nil`) are true. Type: `bool`.
  public func all(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    cast(to: .bool).reduce(.all, axes, keepDims)
  }

  /// The arithmetic mean over `axes` (all if `nil`). Integers become `float32`.
  public func mean(axes: [Int]? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    let record = Deferred.Record("Mean", config: [("axis", .init(axes)), ("keepdims", .flag(keepDims))])
    return deferrable("mean", self, record: record) { x in
      let x = x.cast(to: x.dtype.floating)
      guard case .success(let resolved) = x.resolvedAxes(axes, for: "mean") else { return x.sum(axes: axes) }
      let count = resolved.reduce(1) { $0 * (x.shape.dimensions[$1] ?? 1) }
      return x.reduce(.sum, axes, keepDims) * (1 / Double(count))
    }.located(file, line)
  }
  /// The arithmetic mean along one axis.
  public func mean(axis: Int, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    mean(axes: [axis], keepDims: keepDims).located(file, line)
  }

  /// The variance over `axes` (all if `nil`): the mean of squared distances from the mean.
  public func variance(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    square(self - mean(axes: axes, keepDims: true)).mean(axes: axes, keepDims: keepDims)
  }

  /// The index of the largest element along `axis`, or in the flattened tensor if `nil`. Type: `int32`.
  public func argmax(axis: Int? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    argReduce(.max, axis, keepDims).located(file, line)
  }
  /// The index of the smallest element along `axis`, or in the flattened tensor if `nil`. Type: `int32`.
  public func argmin(axis: Int? = nil, keepDims: Bool = false, file: String = #fileID, line: Int = #line) -> Tensor {
    argReduce(.min, axis, keepDims).located(file, line)
  }

  private func argReduce(_ kind: ArgReduce.Kind, _ axis: Int?, _ keepDims: Bool) -> Tensor {
    if node.failure != nil { return self }
    guard let axis else {
      let flat = apply(ArgReduce(kind: kind, axis: 0, keepDims: false), [reshaped([nil])])
      return keepDims ? flat.reshaped(Shape(shape.dimensions.map { _ in 1 })) : flat
    }
    guard let resolved = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "arg\(kind.rawValue)")) }
    return apply(ArgReduce(kind: kind, axis: resolved, keepDims: keepDims), [self])
  }

  /// Sums what broadcasting repeated, so that the result has the shape of `original`.
  package func summed(to original: Tensor) -> Tensor {
    let target = original.shape
    guard shape != target else { return self }
    let extra = rank - target.rank
    var axes = Array(0..<Swift.max(extra, 0))
    for (axis, dimension) in target.dimensions.enumerated() where dimension == 1 {
      if shape.dimensions[axis + extra] != 1 { axes.append(axis + extra) }
    }
    guard !axes.isEmpty else { return self }
    return apply(Reduce(kind: .sum, axes: axes, keepDims: false), [self]).reshaped(target)
  }
}
