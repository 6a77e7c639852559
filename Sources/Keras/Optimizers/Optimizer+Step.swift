import TensorGraph

extension Optimizer {
  /// All assignments of one step, in Keras' order.
  func takeUsualStep(_ gradients: [Tensor], _ variables: [Variable], rate: Tensor) {
    if let accumulationSteps {
      accumulate(gradients, variables, steps: accumulationSteps) { updateAll($0, variables, rate: rate) }
    } else {
      updateAll(gradients, variables, rate: rate)
    }
    if let average { updateAverages(average) }
    for variable in variables {
      if let constraint = variable.constraint { variable.assign(constraint(variable.value)) }
    }
    batchCount.assign(batchCount.value + 1)
  }

  private func updateAll(_ gradients: [Tensor], _ variables: [Variable], rate: Tensor) {
    let gradients = clipping?.clip(gradients) ?? gradients
    if let weightDecay {
      for variable in variables where isDecayed(variable) {
        let value = variable.value
        variable.assign(value - value * weightDecay * rate.cast(to: variable.dtype))
      }
    }
    beginUpdates()
    for (gradient, variable) in zip(gradients, variables) {
      update(gradient.cast(to: variable.dtype), variable, learningRate: rate.cast(to: variable.dtype))
    }
  }

  // A condition can't assign, so every step computes an update, which only some keep.
  private func accumulate(
    _ gradients: [Tensor], _ variables: [Variable], steps: Int, _ update: ([Tensor]) -> Void
  ) {
    let isDue = (batchCount.value + 1) % steps .== 0
    let sums = zip(gradients, variables).map { $0 + slot("gradient_accumulator", of: $1).value }
    let kept = self.variables.filter { $0 !== batchCount && $0 !== self.rate } + variables
    let before = kept.map(\.value)
    update(sums.map { $0 / Double(steps) })
    for (variable, old) in zip(kept, before) { variable.assign(which(isDue, variable.value, old)) }
    for (sum, variable) in zip(sums, variables) {
      slot("gradient_accumulator", of: variable).assign(which(isDue, 0, sum))
    }
  }

  private func isDecayed(_ variable: Variable) -> Bool { !undecayed.contains { variable.name.contains($0) } }

  private func updateAverages(_ average: MovingAverage) {
    let isFirst = iterations .== 0
    for variable in builtVariables {
      let slot = slot("average", of: variable)
      let momentum = which(isFirst, 0, Tensor(average.momentum)).cast(to: variable.dtype)
      slot.assign(momentum * slot.value + (1 - momentum) * variable.value)
    }
    guard let frequency = average.overwriteFrequency else { return }
    let overwrites = (iterations + 1) % frequency .== 0
    for variable in builtVariables {
      variable.assign(which(overwrites, slot("average", of: variable).value, variable.value))
    }
  }
}

/// How large gradients are made smaller. One way at a time, as in Keras.
package enum GradientClipping {
  /// Each gradient scaled to at most this length.
  case norm(Double)
  /// Each element limited to this magnitude.
  case value(Double)
  /// All gradients scaled by one factor to at most this common length.
  case globalNorm(Double)

  func clip(_ gradients: [Tensor]) -> [Tensor] {
    switch self {
    case .norm(let limit):
      return gradients.map { gradient in
        let length = sqrt(square(gradient).sum())
        return gradient * limit / maximum(length, limit)
      }
    case .value(let limit): return gradients.map { TensorGraph.clip($0, -limit, limit) }
    case .globalNorm(let limit):
      guard let first = gradients.first else { return gradients }
      let sums = gradients.map { square($0).sum().cast(to: first.dtype) }
      let length = sqrt(sums.dropFirst().reduce(sums[0]) { $0 + $1 })
      // The difference is 0, or NaN if the length is not finite.
      let factor = minimum(1 / length, 1 / limit) * limit + (length - length)
      return gradients.map { $0 * factor.cast(to: $0.dtype) }
    }
  }
}

/// An exponential moving average of the variables.
package struct MovingAverage {
  var momentum: Double
  var overwriteFrequency: Int?
}
