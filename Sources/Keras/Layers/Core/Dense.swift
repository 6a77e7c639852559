/// `activation(x · kernel + bias)`, on the last axis.
///
/// Input: `[batch, …, features]`; output: `[batch, …, units]`.
/// Source: `keras.layers.Dense`.
public final class Dense: Layer, UnaryLayer, LowRankLayer {
  public let units: Int
  public let activation: Activation
  public let useBias: Bool
  private let kernelInitializer: Initializer
  private let biasInitializer: Initializer
  private let kernelRegularizer: Regularizer?
  private let biasRegularizer: Regularizer?
  private let activityRegularizer: Regularizer?
  private let kernelConstraint: Constraint?
  private let biasConstraint: Constraint?
  let lowRank: LowRank
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor
  /// What is added, once the layer is built; a tensor that carries an error without a bias.
  @Weight public internal(set) var bias: Tensor

  /// - Parameters:
  ///   - units: the number of output features.
  ///   - loraRank: freezes the kernel and learns factors of this rank that are added to it: see `enableLoRA`.
  ///   - loraAlpha: how much they count; `loraRank` if `nil`.
  public init(
    _ units: Int, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    loraRank: Int? = nil, loraAlpha: Double? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.activityRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    lowRank = LowRank(loraRank, alpha: loraAlpha)
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(minimumRank: 2)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    requirePositive(units, "units")
    $kernel.create(
      [input.last, units], initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    if useBias {
      $bias.create([units], initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint)
    }
    buildLowRank()
    if let last = input.last { inputSpec = InputSpec(minimumRank: 2, axes: [-1: last]) }
  }

  public func call(_ x: Tensor) -> Tensor {
    var y = matmul(x, adaptedValue)
    if useBias { y = y + bias }
    y = activation(y)
    if let activityRegularizer { addActivityLoss(activityRegularizer, of: y) }
    return y
  }

  var adapted: AdaptedWeight {
    AdaptedWeight(weight: $kernel, name: "kernel", regularizer: kernelRegularizer, constraint: kernelConstraint)
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
