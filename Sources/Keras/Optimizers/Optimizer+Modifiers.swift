extension Optimizer {
  /// Scales each gradient to a length of at most `norm`. Replaces other clipping.
  @discardableResult
  public final func clipping(norm: Double) -> Self {
    clipping = .norm(norm)
    return self
  }

  /// Limits each element of the gradients to `-value...value`. Replaces other clipping.
  @discardableResult
  public final func clipping(value: Double) -> Self {
    clipping = .value(value)
    return self
  }

  /// Scales all gradients by one factor, so that together they have a length of at most `globalNorm`. Replaces other
  /// clipping.
  @discardableResult
  public final func clipping(globalNorm: Double) -> Self {
    clipping = .globalNorm(globalNorm)
    return self
  }

  /// Shrinks variables by `factor` times the learning rate in each step, before the update.
  ///
  /// - Parameter excluding: parts of variable names that are left alone, such as `["bias", "gamma"]`. Default none.
  @discardableResult
  public final func weightDecay(_ factor: Double, excluding names: [String] = []) -> Self {
    weightDecay = factor
    undecayed = names
    return self
  }

  /// Leaves variables alone in weight decay whose names contain one of these parts.
  @discardableResult
  public final func excludingFromWeightDecay(_ names: [String]) -> Self {
    undecayed = names
    return self
  }

  /// Keeps a moving average of each variable: `average = momentum · average + (1 - momentum) · variable`.
  ///
  /// At the end of `fit` the averages become the variables' values.
  /// - Parameters:
  ///   - momentum: default 0.99.
  ///   - overwriteFrequency: every so many steps the averages become the variables' values; never if `nil`.
  @discardableResult
  public final func ema(momentum: Double = 0.99, overwriteFrequency: Int? = nil) -> Self {
    average = MovingAverage(momentum: momentum, overwriteFrequency: overwriteFrequency)
    return self
  }

  /// Updates variables only every so many steps, along the mean of the gradients since the last update.
  ///
  /// - Parameter steps: 2 or more; 1 updates in every step.
  @discardableResult
  public final func accumulatingGradients(steps: Int) -> Self {
    accumulationSteps = steps > 1 ? steps : nil
    return self
  }

  /// Takes gradients of the loss times `factor`, and divides them by it before the update.
  ///
  /// Small gradients then don't vanish in 16-bit types. Inside `fit`; a training loop of your own takes gradients of
  /// `scaled(loss:)`.
  @discardableResult
  public final func lossScaleFactor(_ factor: Double) -> Self {
    lossScaleFactor = factor
    return self
  }
}
