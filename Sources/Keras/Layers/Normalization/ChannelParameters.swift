/// Scale and shift of channels, and how to normalize with them.
struct ChannelParameters {
  /// Shape: `[channels]`; 1 if `nil`.
  var gamma: Tensor?
  /// Shape: `[channels]`; 0 if `nil`.
  var beta: Tensor?
  /// The axis of the channels, counted from the front.
  var axis: Int
  var epsilon: Double

  /// `gamma · (x - mean) / √(variance + epsilon) + beta` as one product and one sum per element.
  func normalize(_ x: Tensor, mean: Tensor, variance: Tensor) -> Tensor {
    var factor = rsqrt(variance + epsilon)
    if let gamma { factor = factor * gamma }
    var shift = -mean * factor
    if let beta { shift = shift + beta }
    return x * Self.spread(factor, axis, x.rank) + Self.spread(shift, axis, x.rank)
  }

  /// The batch normalized by its own statistics, and these. Shapes: as `x`, `[channels]`, `[channels]`.
  ///
  /// As an operation for engines: `batch_norm_training`, inputs `x`, `gamma`, `beta`, attributes `axis` and `epsilon`;
  /// its gradient is `batch_norm_gradient`, inputs `x`, `gamma`, `mean`, `variance` and the cotangent of the first output,
  /// outputs the cotangents of `x`, `gamma` and `beta`.
  func normalizeBatch(_ x: Tensor) -> (y: Tensor, mean: Tensor, variance: Tensor) {
    let axis = self.axis
    let epsilon = self.epsilon
    let rank = x.rank
    let channels: Shape = [x.shape[axis]]
    let gamma = self.gamma ?? .ones(channels, dtype: x.dtype)
    let beta = self.beta ?? .zeros(channels, dtype: x.dtype)
    let outputs = composite("batch_norm_training", [x, gamma, beta], attributes: attributes) { inputs in
      let x = inputs[0]
      let others = Self.others(axis, rank)
      let mean = x.mean(axes: others)
      let centered = x - Self.spread(mean, axis, rank)
      let variance = square(centered).mean(axes: others)
      let factor = rsqrt(variance + epsilon) * inputs[1]
      return [centered * Self.spread(factor, axis, rank) + Self.spread(inputs[2], axis, rank), mean, variance]
    } gradient: { [self] context in
      gradient(context)
    }
    if outputs[0].error != nil { return (outputs[0], outputs[0], outputs[0]) }
    return (outputs[0], outputs[1], outputs[2])
  }

  private var attributes: [String: Scalar] { ["axis": .integer(axis), "epsilon": .real(epsilon)] }

  private func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let mean = context.outputs[1]
    var cotangents: [Tensor?] = [nil, nil, nil]
    if let g = context.cotangents[0] {
      cotangents = batchGradient(x, gamma: context.inputs[1], mean: mean, variance: context.outputs[2], g)
    }
    let rank = x.rank
    let count = Self.count(x, axis)
    if let g = context.cotangents[1] {  // ∂mean/∂x = 1/n
      let dx = (Self.spread(g, axis, rank) * (1 / count)).broadcast(to: x.shape)
      cotangents[0] = cotangents[0].map { $0 + dx } ?? dx
    }
    if let g = context.cotangents[2] {  // ∂variance/∂x = 2 (x - mean)/n
      let dx = (x - Self.spread(mean, axis, rank)) * (Self.spread(g, axis, rank) * (2 / count))
      cotangents[0] = cotangents[0].map { $0 + dx } ?? dx
    }
    return cotangents
  }

  private func batchGradient(_ x: Tensor, gamma: Tensor, mean: Tensor, variance: Tensor, _ g: Tensor) -> [Tensor?] {
    let axis = self.axis
    let epsilon = self.epsilon
    let rank = x.rank
    return composite("batch_norm_gradient", [x, gamma, mean, variance, g], attributes: attributes) { inputs in
      // With x̂ = (x - mean)/√(variance + ε) over n elements: ∂beta = Σg, ∂gamma = Σ g x̂,
      // ∂x = gamma/√(variance + ε) · (g - ∂beta/n - x̂ ∂gamma/n).
      let (x, gamma, g) = (inputs[0], inputs[1], inputs[4])
      let others = Self.others(axis, rank)
      let inverse = rsqrt(inputs[3] + epsilon)
      let normalized = (x - Self.spread(inputs[2], axis, rank)) * Self.spread(inverse, axis, rank)
      let shift = g.sum(axes: others)
      let scale = (g * normalized).sum(axes: others)
      let share = 1 / Self.count(x, axis)
      let mixed = normalized * Self.spread(scale * share, axis, rank) + Self.spread(shift * share, axis, rank)
      return [(g - mixed) * Self.spread(gamma * inverse, axis, rank), scale, shift]
    }
  }

  /// Mean and variance over the positions that the mask keeps. Shapes: `[channels]`.
  func maskedMoments(_ x: Tensor, _ mask: Tensor) -> (mean: Tensor, variance: Tensor) {
    let others = Self.others(axis, x.rank)
    let keep = mask.cast(to: .bool).expandedDimensions(-1)
    // Keras' `epsilon()` guards batches of masked positions only.
    let ones = which(keep, x * 0 + 1, 0)
    let count = ones.sum(axes: others) + 1e-7
    let mean = which(keep, x, 0).sum(axes: others) / count
    let centered = which(keep, x - Self.spread(mean, axis, x.rank), 0)
    return (mean, square(centered).sum(axes: others) / count)
  }

  private static func others(_ axis: Int, _ rank: Int) -> [Int] { (0..<rank).filter { $0 != axis } }

  private static func count(_ x: Tensor, _ axis: Int) -> Double {
    Double(max(others(axis, x.rank).reduce(1) { $0 * (x.shape.dimensions[$1] ?? 1) }, 1))
  }

  /// `[channels]` as `[1, …, channels, …, 1]`; trailing channels broadcast by themselves.
  static func spread(_ vector: Tensor, _ axis: Int, _ rank: Int) -> Tensor {
    guard vector.error == nil, axis != rank - 1 else { return vector }
    var shape = Shape(Array(repeating: 1, count: rank))
    shape.dimensions[axis] = vector.shape[0]
    return vector.reshaped(shape)
  }
}
