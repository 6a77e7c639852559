/// A product of the input with a kernel along any axes, said by an equation: `activation(einsum(equation, x, kernel) + bias)`.
///
/// `EinsumDense("ab,bc->ac", outputShape: [64])` is `Dense(64)`; `"...x,xy->...y"` is that for inputs of any rank. Input: as the
/// equation's first term, with the batch first; output: as its result. Weights: `kernel`, as its second term, `bias` as far as
/// `biasAxes` say. Source: `keras.layers.EinsumDense`.
public final class EinsumDense: Layer, UnaryLayer {
  public let equation: String
  /// The output's lengths without the batch, and without those that `...` stands for.
  public let outputShape: Shape
  public let activation: Activation
  /// The letters of the output's axes that have a bias.
  public let biasAxes: String?
  private let options: Options
  @Weight var kernel: Tensor
  @Weight var bias: Tensor

  private struct Options {
    var kernelInitializer: Initializer
    var biasInitializer: Initializer
    var kernelRegularizer: Regularizer?
    var biasRegularizer: Regularizer?
    var activityRegularizer: Regularizer?
    var kernelConstraint: Constraint?
    var biasConstraint: Constraint?
  }

  /// - Parameters:
  ///   - equation: one letter for each axis, as in `"abc,cd->abd"`; `...` stands for any axes, at the front or at the end of
  ///     input and output.
  ///   - outputShape: the output's lengths without the batch, and without those that `...` stands for; `nil` for lengths that
  ///     the input has.
  ///   - biasAxes: the letters of the output's axes that have a bias; no bias if `nil`.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    _ equation: String, outputShape: Shape, activation: Activation = .linear, biasAxes: String? = nil,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.equation = equation
    self.outputShape = outputShape
    self.activation = activation
    self.biasAxes = biasAxes
    options = Options(
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
      biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint)
    super.init(name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    do throws(KernelEquation.Problem) {
      let terms = try KernelEquation(equation, input: input, output: outputShape, biasAxes: biasAxes)
      $kernel.create(
        terms.kernelShape,
        initializer: options.kernelInitializer.forAxes(input: terms.inputAxes, output: terms.outputAxes),
        regularizer: options.kernelRegularizer, constraint: options.kernelConstraint)
      if let biasShape = terms.biasShape {
        $bias.create(
          biasShape, initializer: options.biasInitializer, regularizer: options.biasRegularizer,
          constraint: options.biasConstraint)
      }
      inputSpec = InputSpec(rank: input.rank)
    } catch {
      fail(expected: error.expected, received: error.received, fix: error.fix)
    }
  }

  public func call(_ x: Tensor) -> Tensor {
    var y = einsum(equation, x, kernel)
    if biasAxes != nil { y = y + bias }
    y = activation(y)
    if let regularizer = options.activityRegularizer { addActivityLoss(regularizer, of: y) }
    return y
  }
}
