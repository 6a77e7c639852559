import EngineOneDNN
import Keras
import TensorGraph
import Testing

/// One seed gives the same bits: again, and on however many threads.
struct RepeatabilityTests {
  /// All that training leaves behind, bit by bit.
  private struct Outcome: Equatable {
    var weights: [UInt32] = []
    var optimizer: [UInt32] = []
    var logs: [String: [UInt64]] = [:]
    var predictions: [UInt32] = []
  }

  private func outcome(seed: Int, threads: Int?, dataset: Bool = false) throws -> Outcome {
    try RandomSeed.$override.withValue(RandomSeed.Source()) {
      setRandomSeed(seed)
      guard let threads else { return try trained(dataset: dataset) }
      let engine = OneDNNEngine(options: OneDNNEngine.Options(threadCount: threads))
      return try Engines.$override.withValue(engine) { try trained(dataset: dataset) }
    }
  }

  private func trained(dataset: Bool) throws -> Outcome {
    let model = Sequential {
      Input(shape: [14, 14, 1])
      Conv2D(8, kernelSize: 3, padding: .same, activation: .relu)
      BatchNormalization()
      MaxPooling2D(poolSize: 2)
      Dropout(0.25)
      Flatten()
      Dense(64, activation: .tanh, kernelRegularizer: .l2(0.001))
      Dropout(0.5)
      Dense(10, activation: .softmax)
    }
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    // Not a multiple of the batch size, so that two programs take turns.
    let x = Random.uniform([200, 14, 14, 1], seed: SeedGenerator(seed: 1))
    let y = Tensor((0..<200).map { Int32($0 % 10) })
    let history: History
    if dataset {
      let batches = Dataset(x, y).shuffled(bufferSize: 50).batched(48).prefetched()
      history = try model.fit(batches, epochs: 2, verbose: 0)
    } else {
      history = try model.fit(x, y, batchSize: 48, epochs: 2, verbose: 0, validationSplit: 0.1)
    }
    func bits(_ variables: [Variable]) throws -> [UInt32] {
      try variables.flatMap { try $0.value.scalars(as: Float.self).map(\.bitPattern) }
    }
    var result = Outcome()
    result.weights = try bits(model.weights)
    result.optimizer = try bits(#require(model.optimizer).variables)
    for name in history.names { result.logs[name] = history[name].map(\.bitPattern) }
    result.predictions = try model.predict(x).scalars().map(\.bitPattern)
    return result
  }

  @Test(arguments: [false, true])
  func theSameSeedTwice(dataset: Bool) throws {
    let first = try outcome(seed: 11, threads: nil, dataset: dataset)
    #expect(!first.logs.isEmpty && !first.optimizer.isEmpty)
    #expect(try outcome(seed: 11, threads: nil, dataset: dataset) == first)
    let other = try outcome(seed: 12, threads: nil, dataset: dataset)
    #expect(other.weights != first.weights)
    #expect(other.logs != first.logs)
  }

  @Test(arguments: [false, true], [2, 3])
  func oneThreadAndSeveral(dataset: Bool, threads: Int) throws {
    let one = try outcome(seed: 5, threads: 1, dataset: dataset)
    let several = try outcome(seed: 5, threads: threads, dataset: dataset)
    #expect(one.weights == several.weights)
    #expect(one.optimizer == several.optimizer)
    #expect(one.logs == several.logs)
    #expect(one.predictions == several.predictions)
  }
}
