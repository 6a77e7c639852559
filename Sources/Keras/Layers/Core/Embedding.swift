/// A vector of its own, which is learned, for each whole number: words, categories, positions.
///
/// Input: whole numbers in `0..<inputDim`, `[batch, …]`; output: `[batch, …, outputDim]`. Weights: `embeddings [inputDim,
/// outputDim]`. With `maskZero` the output's mask is `true` where the input is not 0.
/// Source: `keras.layers.Embedding`.
public final class Embedding: Layer, UnaryLayer {
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
  @Weight var embeddings: Tensor

  /// - Parameters:
  ///   - inputDim: how many different numbers there are; with `maskZero` the 0 counts too.
  ///   - outputDim: the length of each vector.
  ///   - maskZero: whether 0 stands for padding, which layers behind that support masks leave out.
  ///   - weights: the first vectors, `[inputDim, outputDim]`, in place of `embeddingsInitializer`.
  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: Initializer = .randomUniform,
    embeddingsRegularizer: Regularizer? = nil, embeddingsConstraint: Constraint? = nil, maskZero: Bool = false,
    weights: Tensor? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.maskZero = maskZero
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    given = weights
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
  }

  public func call(_ x: Tensor) -> Tensor {
    let indices = x.dtype == .int32 || x.dtype == .int64 ? x : x.cast(to: .int32)
    // The picked rows are converted to the compute type, not all of them.
    let table = $embeddings.variable?.value ?? embeddings
    return table.take(indices, axis: 0).cast(to: computeDType)
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? {
    maskZero ? inputs.first.map { $0 .!= 0 } : nil
  }
}
