import TensorGraph

/// An optimizer whose loss is scaled so that small gradients don't vanish in 16-bit types, by a factor that finds itself.
///
/// A step whose gradients are not all finite changes nothing but halves the factor; after `dynamicGrowthSteps` steps without such
/// a one it is doubled. Everything else is said to the inner optimizer. Source: `keras.optimizers.LossScaleOptimizer`.
public final class LossScaleOptimizer: Optimizer {
  /// What takes the steps.
  public let inner: Optimizer
  /// What the loss is multiplied by at first.
  public let initialScale: Double
  /// After how many steps in a row the factor is doubled.
  public let dynamicGrowthSteps: Int
  /// Steps since the factor last changed. Shape: `[]`, `int32`.
  let stepCounter: Variable
  /// What the loss is multiplied by. Shape: `[]`.
  let dynamicScale: Variable

  /// - Parameters:
  ///   - inner: what takes the steps. A `lossScaleFactor` of its own is taken away.
  ///   - initialScale: what the loss is multiplied by at first. Default 32,768.
  ///   - dynamicGrowthSteps: after how many steps in a row the factor is doubled. Default 2,000.
  public init(
    _ inner: Optimizer, initialScale: Double = 32768, dynamicGrowthSteps: Int = 2000,
    name: String = "loss_scale_optimizer"
  ) {
    self.inner = inner
    self.initialScale = initialScale
    self.dynamicGrowthSteps = dynamicGrowthSteps
    inner.lossScaleFactor = nil
    stepCounter = .state("step_counter", of: name, value: Tensor(0))
    dynamicScale = .state("dynamic_scale", of: name, value: Tensor(Float(initialScale)))
    super.init(learningRate: 0.0, name: name)
    addState(stepCounter)
    addState(dynamicScale)
  }

  /// That of the inner optimizer.
  public override var learningRate: Double {
    get { inner.learningRate }
    set { inner.learningRate = newValue }
  }

  // Steps that changed nothing don't count.
  override var steppingOptimizer: Optimizer { inner.steppingOptimizer }

  /// Its own state, then that of the inner optimizer.
  public override var variables: [Variable] { super.variables + inner.variables }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    inner.build(variables)
  }

  public override func scaled(loss: Tensor) -> Tensor { loss * dynamicScale.value.cast(to: loss.dtype) }

  package override func check() throws { try inner.check() }

  // A condition can't assign, so every step computes an update, which is kept if all gradients are finite.
  override func takeStep(_ gradients: [Tensor], _ variables: [Variable], rate: Tensor) {
    let finite = gradients.map { isFinite($0).all() }
    let isUsable = finite.dropFirst().reduce(finite[0], logicalAnd)
    let scale = dynamicScale.value
    let kept = inner.variables + variables
    let before = kept.map(\.value)
    inner.takeStep(gradients.map { $0 / scale.cast(to: $0.dtype) }, variables, rate: inner.currentRate)
    for (variable, old) in zip(kept, before) { variable.assign(which(isUsable, variable.value, old)) }
    let isDue = logicalAnd(isUsable, stepCounter.value + 1 .== dynamicGrowthSteps)
    dynamicScale.assign(scale * which(isUsable, which(isDue, Tensor(Float(2)), 1), 0.5))
    stepCounter.assign(which(logicalAnd(isUsable, logicalNot(isDue)), stepCounter.value + 1, 0))
  }

  public override func finalize(_ variables: [Variable]) { inner.finalize(variables) }
}
