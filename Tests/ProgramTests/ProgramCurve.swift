import Keras
import TestKit
import Testing

/// The losses of a program's first training steps in Keras, and the weights and data that they came from.
struct ProgramCurve {
  let golden: GoldenCase
  private let numbers: Numbers

  init(_ name: String) throws {
    golden = try #require(GoldenFamily.programs.cases().first { $0.name == name })
    numbers = Numbers(seed: try #require(golden["seed"].int))
  }

  /// The data of one step: arrays by number.
  struct Data {
    fileprivate let numbers: Numbers, step: Int

    /// From 0 up to 1.
    func uniform(_ array: Int, _ shape: Int...) -> Tensor { uniform(array, shape) }

    /// Integers from 0 up to `bound`.
    func integers(_ array: Int, below bound: Int, _ shape: Int...) -> Tensor {
      (uniform(array, shape) * bound).cast(to: .int32)
    }

    /// Noise, brighter for higher classes. Shape: `[labels, …]`.
    func images(_ array: Int, of labels: Tensor, classes: Int, _ shape: Int...) -> Tensor {
      let count = labels.shape[0] ?? 0
      let brightness = (labels + 1).cast(to: .float32) / classes
      return uniform(array, [count] + shape) * brightness.reshaped(Shape([count] + shape.map { _ in 1 }))
    }

    private func uniform(_ array: Int, _ shape: [Int]) -> Tensor {
      Tensor(numbers.uniform(stream: 1000 + 16 * step + array, count: shape.reduce(1, *)), shape: shape)
    }
  }

  /// Gives the models' trainable variables, in order, the weights that Keras began with.
  private func setWeights(of models: [Model]) throws {
    let variables = models.flatMap(\.trainableVariables)
    let expected = golden["weights"].list.map { "\($0["name"].string ?? "?") \($0["shape"].ints ?? [])" }
    try #require(variables.map { "\($0.name) \($0.shape.known ?? [])" } == expected)
    for (index, variable) in variables.enumerated() {
      let shape = try #require(variable.shape.known)
      let uniform = numbers.uniform(stream: index, count: shape.reduce(1, *)).map { Double($0) }
      let values: [Float]
      if shape.count > 1 {
        let field = shape.dropLast(2).reduce(1, *)
        let limit = (6 / Double(field * (shape[shape.count - 2] + shape[shape.count - 1]))).squareRoot()
        values = uniform.map { Float((2 * $0 - 1) * limit) }
      } else {
        let middle = variable.name == "gamma" ? 1.0 : 0
        values = uniform.map { Float(middle + 0.1 * ($0 - 0.5)) }
      }
      variable.assign(Tensor(values, shape: shape))
    }
  }

  /// Expects that each log stays within one part in a thousand of Keras'. Says how far off it was at most.
  /// - Parameter begin: what is done with the models between setting their weights and the first step.
  func expectFollowed(by models: Model..., begin: () -> Void = {}, step: (Data) throws -> Logs) throws {
    try setWeights(of: models)
    begin()
    let steps = try #require(golden.config["steps"].int)
    let logs = try (0..<steps).map { try step(Data(numbers: numbers, step: $0)) }
    for (name, losses) in golden["losses"].object {
      let expected = losses.list.compactMap(\.double)
      let found = try logs.map { try #require($0[name], "no \(name) among the logs \($0.names)") }
      let difference = goldenDifference(found, expected, tolerance: 1e-3, scale: 0)
      #expect(difference == nil, "\(name)")
      let worst = zip(found, expected).map { abs($0 - $1) / max(abs($1), 1e-30) }.max() ?? 0
      print("\(golden.name) \(name): within \(worst) of Keras")
    }
  }

  /// The same for a model that learns to name the class of an image.
  func expectClassifier(_ model: Model, height: Int, width: Int, optimizer: Optimizer = .adam()) throws {
    model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
    try expectFollowed(by: model) { data in
      let labels = data.integers(0, below: 10, 8)
      return try model.trainOnBatch(data.images(1, of: labels, classes: 10, height, width, 1), labels)
    }
  }
}
