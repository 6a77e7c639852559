/// A product of the input with a kernel along any axes, said by an equation: `activation(einsum(equation, x, kernel) + bias)`.
///
/// `EinsumDense("ab,bc->ac", outputShape: [64])` is `Dense(64)`; `"...x,xy->...y"` is that for inputs of any rank. Input: as the
/// equation's first term, with the batch first; output: as its result. Weights: `kernel`, as its second term, `bias` as far as
/// `biasAxes` say. Source: `keras.layers.EinsumDense`.
public final class EinsumDense: Layer, UnaryLayer, LowRankLayer {
  public let equation: String
  /// The output's lengths without the batch, and without those that `...` stands for.
  public let outputShape: Shape
  public let activation: Activation
  /// The letters of the output's axes that have a bias.
  public let biasAxes: String?
  private let options: Options
  let lowRank: LowRank
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor
  /// What is added, once the layer is built; a tensor that carries an error without a bias.
  @Weight public internal(set) var bias: Tensor

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
  ///   - loraRank: freezes the kernel and learns factors of this rank that are added to it: see `enableLoRA`.
  ///   - loraAlpha: how much they count; `loraRank` if `nil`.
  public init(
    _ equation: String, outputShape: Shape, activation: Activation = .linear, biasAxes: String? = nil,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    loraRank: Int? = nil, loraAlpha: Double? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.equation = equation
    self.outputShape = outputShape
    self.activation = activation
    self.biasAxes = biasAxes
    lowRank = LowRank(loraRank, alpha: loraAlpha)
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
      buildLowRank()
      inputSpec = InputSpec(rank: input.rank)
    } catch {
      fail(expected: error.expected, received: error.received, fix: error.fix)
    }
  }

  public func call(_ x: Tensor) -> Tensor {
    var y = einsum(equation, x, adaptedValue)
    if biasAxes != nil { y = y + bias }
    y = activation(y)
    if let regularizer = options.activityRegularizer { addActivityLoss(regularizer, of: y) }
    return y
  }

  var adapted: AdaptedWeight {
    AdaptedWeight(
      weight: $kernel, name: "kernel", regularizer: options.kernelRegularizer, constraint: options.kernelConstraint)
  }

  /// The rank of what adapts the kernel; `nil` without LoRA.
  public var loraRank: Int? { lowRank.rank }
  /// What adapts the kernel counts `loraAlpha / loraRank`.
  public var loraAlpha: Double? { lowRank.alpha }

  /// Freezes the kernel, and learns from then on two narrow factors whose product is added to it (LoRA, Hu et al. 2021).
  ///
  /// `kernel + alpha / rank · a · b`, with the weights `lora_kernel_a [… of the kernel but the last, rank]` and `lora_kernel_b [rank,
  /// last]`. Call it before `compile`. A file has the sum as the kernel.
  /// - Parameters:
  ///   - rank: the narrow length of both factors.
  ///   - alpha: how much they count; `rank` if `nil`.
  /// - Throws: if the layer is not built, has LoRA already, or has a constraint of the kernel.
  public func enableLoRA(
    rank: Int, alpha: Double? = nil, aInitializer: Initializer = .heUniform, bInitializer: Initializer = .zeros
  ) throws {
    try enableLowRank(rank, alpha: alpha, aInitializer, bInitializer)
  }
}
