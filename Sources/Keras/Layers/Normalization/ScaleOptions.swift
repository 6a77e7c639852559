/// How the weights `gamma` and `beta` of a normalization start, and what keeps them small or inside.
struct ScaleOptions {
  var beta: (initializer: Initializer, regularizer: Regularizer?, constraint: Constraint?)
  var gamma: (initializer: Initializer, regularizer: Regularizer?, constraint: Constraint?)

  func createGamma(_ weight: Weight, _ shape: Shape) {
    weight.create(
      shape, initializer: gamma.initializer, regularizer: gamma.regularizer, constraint: gamma.constraint)
  }

  func createBeta(_ weight: Weight, _ shape: Shape) {
    weight.create(shape, initializer: beta.initializer, regularizer: beta.regularizer, constraint: beta.constraint)
  }
}

extension Weight {
  /// The weight in the type of `x`, not in the layer's, and with lengths of 1 for all axes of `x` but `axes`.
  func wide(along axes: [Int], of x: Tensor) -> Tensor {
    guard let value = variable?.value.cast(to: x.dtype) else { return wrappedValue }
    // Trailing axes broadcast by themselves.
    if axes == Array((x.rank - axes.count)..<x.rank) { return value }
    var lengths = [Int?](repeating: 1, count: x.rank)
    for (axis, length) in zip(axes, value.shape.dimensions) { lengths[axis] = length }
    return value.reshaped(Shape(lengths))
  }
}

extension Layer {
  /// Axes counted from the front in ascending order, or the layer's error.
  func normalizedAxes(_ axes: [Int], of input: Shape) -> [Int]? {
    let resolved = axes.compactMap { input.resolve(axis: $0) }
    if resolved.count == axes.count, !axes.isEmpty, Set(resolved).count == axes.count { return resolved.sorted() }
    fail(
      expected: "different axes of \(input.batchDescription)",
      received: axes.count == 1 ? "axis: \(axes[0])" : "axes: \(axes)",
      fix: "negative axes count from the end: -1 is the last")
    return nil
  }
}
