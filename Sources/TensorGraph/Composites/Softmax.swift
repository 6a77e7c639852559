/// Non-negative numbers that sum to 1 along `axis`: `eˣ / Σ eˣ` (`keras.ops.softmax`). Integers become `float32`.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor { softmax(x, axes: [axis]) }

/// Non-negative numbers that sum to 1 over several axes together.
public func softmax(_ x: Tensor, axes: [Int]) -> Tensor {
  normalizing("softmax", x, axes) { x, axes in
    let exponentials = exp(x - shift(x, axes))
    return exponentials / exponentials.sum(axes: axes, keepDims: true)
  } gradient: { y, g, axes in  // dx = y (g - Σ y g)
    y * (g - (y * g).sum(axes: axes, keepDims: true))
  }
}

/// The logarithm of `softmax`, exact where that is close to 0 or 1 (`keras.ops.log_softmax`).
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor { logSoftmax(x, axes: [axis]) }

/// The logarithm of `softmax` over several axes together.
public func logSoftmax(_ x: Tensor, axes: [Int]) -> Tensor {
  normalizing("log_softmax", x, axes) { x, axes in
    let shifted = x - shift(x, axes)
    return shifted - log(exp(shifted).sum(axes: axes, keepDims: true))
  } gradient: { y, g, axes in  // dx = g - eʸ Σ g
    g - exp(y) * g.sum(axes: axes, keepDims: true)
  }
}

/// `ln Σ eˣ` over `axes` (all if `nil`), without overflow (`keras.ops.logsumexp`).
public func logSumExp(_ x: Tensor, axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
  if x.node.failure != nil { return x }
  let x = x.cast(to: x.dtype.floating)
  let shift = shift(x, axes)
  let result = log(exp(x - shift).sum(axes: axes, keepDims: true)) + shift
  return keepDims ? result : result.sum(axes: axes)
}

/// `ln Σ eˣ` along one axis.
public func logSumExp(_ x: Tensor, axis: Int, keepDims: Bool = false) -> Tensor {
  logSumExp(x, axes: [axis], keepDims: keepDims)
}

/// `ln(eᵃ + eᵇ)` without overflow, elementwise (`keras.ops.logaddexp`).
public func logAddExp(_ a: Tensor, _ b: Tensor) -> Tensor {
  let dtype = a.dtype.promoted(with: b.dtype).floating
  let (a, b) = (a.cast(to: dtype), b.cast(to: dtype))
  // Equal infinities would give NaN for their difference.
  let difference = which(a .== b, 0, abs(a - b))
  return maximum(a, b) + log1p(exp(-difference))
}

// The largest element, so that no exponential overflows; where all are -∞ nothing is to be shifted.
private func shift(_ x: Tensor, _ axes: [Int]?) -> Tensor {
  let largest = x.max(axes: axes, keepDims: true)
  return stopGradient(which(isFinite(largest), largest, 0))
}

private func normalizing(
  _ name: String, _ x: Tensor, _ axes: [Int], _ body: @escaping (Tensor, [Int]) -> Tensor,
  gradient: @escaping (_ y: Tensor, _ g: Tensor, _ axes: [Int]) -> Tensor
) -> Tensor {
  if x.node.failure != nil { return x }
  var resolved: [Int] = []
  for axis in axes {
    guard let index = x.shape.resolve(axis: axis) else { return .failed(x.axisError(axis, for: name)) }
    resolved.append(index)
  }
  let axes = Array(Set(resolved)).sorted()
  let attributes = axes.count == 1 ? ["axis": Scalar.integer(axes[0])] : [:]
  let record = Deferred.Record(
    name == "softmax" ? "Softmax" : "LogSoftmax", module: "keras.src.ops.nn",
    config: [("axis", axes.count == 1 ? .integer(axes[0]) : .integers(axes))])
  return composite(
    name, [x.cast(to: x.dtype.floating)], attributes: attributes, { [body($0[0], axes)] }, record: record
  ) {
    [gradient($0.outputs[0], $0.cotangent, axes)]
  }[0]
}
