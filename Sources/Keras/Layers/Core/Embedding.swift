/// A vector of its own, which is learned, for each whole number: words, categories, positions.
///
/// Input: whole numbers in `0..<inputDim`, `[batch, …]`; output: `[batch, …, outputDim]`. Weights: `embeddings [inputDim,
/// outputDim]`. With `maskZero` the output's mask is `true` where the input is not 0.
/// Source: `keras.layers.Embedding`.
public final class Embedding: Layer, UnaryLayer, LowRankLayer {
  /// How many different numbers there are.
  public let inputDim: Int
  /// The length of each vector.
  public let outputDim: Int
  /// Whether 0 stands for padding.
  public let maskZero: Bool
  private let embeddingsInitializer: Initializer
  private let embeddingsRegularizer: Regularizer?
  private let embeddingsConstraint: Constraint?
  private let given: Tensor?
  let lowRank: LowRank
  /// The vectors, one row for each number, once the layer is built.
  @Weight public internal(set) var embeddings: Tensor

  /// - Parameters:
  ///   - inputDim: how many different numbers there are; with `maskZero` the 0 counts too.
  ///   - outputDim: the length of each vector.
  ///   - maskZero: whether 0 stands for padding, which layers behind that support masks leave out.
  ///   - weights: the first vectors, `[inputDim, outputDim]`, in place of `embeddingsInitializer`.
  ///   - loraRank: freezes the vectors and learns factors of this rank that are added to them: see `enableLoRA`.
  ///   - loraAlpha: how much they count; `loraRank` if `nil`.
  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: Initializer = .randomUniform,
    embeddingsRegularizer: Regularizer? = nil, embeddingsConstraint: Constraint? = nil, maskZero: Bool = false,
    weights: Tensor? = nil, loraRank: Int? = nil, loraAlpha: Double? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.maskZero = maskZero
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    given = weights
    lowRank = LowRank(loraRank, alpha: loraAlpha)
    super.init(name: name, dtype: dtype)
    supportsMasking = maskZero
  }

  // Sixteen bits don't hold every index.
  package override var castsInputs: Bool { false }

  public override func build(_ input: Shape) {
    requirePositive(inputDim, "inputDim")
    requirePositive(outputDim, "outputDim")
    guard !hasBuildError else { return }
    $embeddings.create(
      [inputDim, outputDim], initializer: given.map { Initializer.constant($0) } ?? embeddingsInitializer,
      regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
    buildLowRank()
  }

  public func call(_ x: Tensor) -> Tensor {
    // What is no number is no row.
    let number = x.dtype.isFloating ? which(isNaN(x), -1e9, x) : x
    let indices = x.dtype == .int32 || x.dtype == .int64 ? x : number.cast(to: .int32)
    IndexRequirements.note(x, below: inputDim, who: displayName) {
      "raise inputDim to at least \($0 &+ 1), or check the data"
    }
    // The picked rows are converted to the compute type, not all of them.
    let table = $embeddings.variable?.value ?? embeddings
    let rows = table.take(indices, axis: 0).cast(to: computeDType)
    return lowRank.change(ofRows: indices).map { rows + $0.cast(to: computeDType) } ?? rows
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    maskZero ? inputs.first.map { $0 .!= 0 } : nil
  }

  var adapted: AdaptedWeight {
    AdaptedWeight(
      weight: $embeddings, name: "embeddings", regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
  }

  /// The rank of what adapts the embeddings; `nil` without LoRA.
  public var loraRank: Int? { lowRank.rank }
  /// What adapts the embeddings counts `loraAlpha / loraRank`.
  public var loraAlpha: Double? { lowRank.alpha }

  /// Freezes the embeddings, and learns from then on two narrow factors whose product is added to it (LoRA, Hu et al. 2021).
  ///
  /// `embeddings + alpha / rank · a · b`, with the weights `lora_embeddings_a [… of the embeddings but the last, rank]` and `lora_embeddings_b [rank,
  /// last]`. Call it before `compile`. A file has the sum as the embeddings.
  /// - Parameters:
  ///   - rank: the narrow length of both factors.
  ///   - alpha: how much they count; `rank` if `nil`.
  /// - Throws: if the layer is not built, has LoRA already, or has a constraint of the embeddings.
  public func enableLoRA(
    rank: Int, alpha: Double? = nil, aInitializer: Initializer = .heUniform, bInitializer: Initializer = .zeros
  ) throws {
    try enableLowRank(rank, alpha: alpha, aInitializer, bInitializer)
  }
}
