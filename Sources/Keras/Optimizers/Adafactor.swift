import TensorGraph

/// Gradient descent with steps for each element from a mean of squares that is kept as a row and a column of each matrix only.
///
/// Source: https://keras.io/api/optimizers/adafactor/ (Shazeer and Stern, 2018)
public final class Adafactor: Optimizer {
  /// The exponent with which the means forget more slowly; below 0.
  public let beta2Decay: Double
  /// Added to squares of gradients.
  public let epsilon1: Double
  /// The least size of a variable that steps are scaled by.
  public let epsilon2: Double
  /// How large the root mean square of a step may be, before it is scaled by the variable's size.
  public let clipThreshold: Double
  /// Whether the learning rate falls with the number of steps.
  public let relativeStep: Bool

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - beta2Decay: the exponent with which the means forget more slowly. Default -0.8.
  ///   - epsilon1: added to squares of gradients. Default 1e-30.
  ///   - epsilon2: the least size of a variable that steps are scaled by. Default 1e-3.
  ///   - clipThreshold: how large the root mean square of a step may be, before it is scaled by the variable's size. Default 1.
  ///   - relativeStep: whether the learning rate is at most `1 / √t` in step t; not for schedules. Default `true`.
  public init(
    learningRate: some LearningRate = 0.001, beta2Decay: Double = -0.8, epsilon1: Double = 1e-30,
    epsilon2: Double = 1e-3, clipThreshold: Double = 1, relativeStep: Bool = true, name: String = "adafactor"
  ) {
    self.beta2Decay = beta2Decay
    self.epsilon1 = epsilon1
    self.epsilon2 = epsilon2
    self.clipThreshold = clipThreshold
    self.relativeStep = relativeStep
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    for variable in variables {
      let lengths = variable.shape.dimensions
      if lengths.count >= 2 {
        addSlot("row", of: variable, shape: Shape(Array(lengths.dropLast())))
        let column = Array(lengths.dropLast(2)) + [lengths[lengths.count - 1]]
        addSlot("column", of: variable, shape: Shape(column))
      } else {
        // Keras' files have two numbers in their place.
        for _ in 0..<2 { addState(Variable(Tensor(0), name: variable.name, isTrainable: false)) }
      }
      addSlots(["velocity"], for: [variable])
    }
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    let step = (iterations + 1).cast(to: variable.dtype)
    let limit = rsqrt(step)
    let rate = relativeStep && schedule == nil ? minimum(learningRate, limit) : learningRate
    let size = maximum(rootMeanSquare(variable.value), epsilon2)
    let keeps = 1 - pow(step, beta2Decay)
    let squares = square(gradient) + epsilon1
    let velocity = slot("velocity", of: variable)
    let v: Tensor
    if variable.shape.rank >= 2 {
      let (row, column) = (slot("row", of: variable), slot("column", of: variable))
      let r = row.value * keeps + squares.mean(axis: -1) * (1 - keeps)
      let c = column.value * keeps + squares.mean(axis: -2) * (1 - keeps)
      row.assign(r)
      column.assign(c)
      v = (r / r.mean(axis: -1, keepDims: true)).expandedDimensions(-1) * c.expandedDimensions(-2)
    } else {
      v = velocity.value * keeps + squares * (1 - keeps)
    }
    velocity.assign(v)
    let raw = gradient / sqrt(v)
    let clipped = raw / maximum(rootMeanSquare(raw) / clipThreshold, 1)
    variable.assign(variable.value - clipped * (size * minimum(rate, limit)))
  }

  private func rootMeanSquare(_ x: Tensor) -> Tensor { sqrt(square(x).mean()) }
}

extension Optimizer {
  /// Gradient descent with steps from means of squares that are kept as rows and columns only.
  public static func adafactor(
    learningRate: some LearningRate = 0.001, beta2Decay: Double = -0.8, epsilon1: Double = 1e-30,
    epsilon2: Double = 1e-3, clipThreshold: Double = 1, relativeStep: Bool = true
  ) -> Optimizer {
    Adafactor(
      learningRate: learningRate, beta2Decay: beta2Decay, epsilon1: epsilon1, epsilon2: epsilon2,
      clipThreshold: clipThreshold, relativeStep: relativeStep)
  }

  /// Adafactor with a learning rate of 0.001.
  public static var adafactor: Optimizer { Adafactor() }
}
