import Keras

/// Random inputs and targets of the shapes and kinds that a model takes.
struct SyntheticData {
  private let model: Model
  private let batchSize: Int
  /// Of axes that the model leaves open.
  private let length: Int

  init(_ model: Model, batchSize: Int, length: Int) {
    (self.model, self.batchSize, self.length) = (model, batchSize, length)
  }

  func inputs() throws -> [Tensor] {
    guard !model.inputs.isEmpty else {
      throw KerasError(
        "\(model.displayName) does not say what it takes.", expected: "a model with an Input",
        received: "a model that has not seen an input", fix: "save the model after it was built")
    }
    let vocabulary = embeddings.map(\.inputDim).min()
    return model.inputs.map { input in
      let shape = filled(input.shape)
      let embedding = model.graph?.steps.lazy.filter { $0.inputs.contains { $0.isSame(as: input) } }
        .compactMap { ($0.call?.layer as? Embedding)?.inputDim }.first
      if let limit = embedding ?? (input.dtype.isFloating ? nil : vocabulary ?? 2) {
        return indices(shape, below: limit).cast(to: input.dtype)
      }
      return Random.uniform(Shape(shape)).cast(to: input.dtype)
    }
  }

  private var embeddings: [Embedding] { model.flattened.compactMap { $0 as? Embedding } }

  func targets() throws -> [Tensor] {
    let losses = model.outputs.indices.map(model.loss)
    return zip(model.outputs, losses).compactMap { output, loss in
      let shape = filled(output.shape)
      guard let loss else { return Tensor.zeros(Shape(shape)) }
      // Class numbers; losses that count them have no axis of classes in their targets.
      if loss.name.hasPrefix("sparse"), let classes = shape.last {
        return indices(Array(shape.dropLast()), below: classes)
      }
      let values = Random.uniform(Shape(shape))
      return loss.name.hasPrefix("binary") ? (values + 0.5).cast(to: .int32).cast(to: .float32) : values
    }
  }

  /// A shape with lengths for all axes.
  private func filled(_ shape: Shape) -> [Int] {
    shape.dimensions.enumerated().map { $0 == 0 ? batchSize : $1 ?? length }
  }

  private func indices(_ shape: [Int], below limit: Int) -> Tensor {
    Random.uniform(Shape(shape), maximum: Double(limit)).cast(to: .int32)
  }
}
