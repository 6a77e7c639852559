import Foundation
import Synchronization
import TestKit
import Testing

@testable import Keras

/// One model used by several threads at once, as code in Swift 5 mode and `nonisolated(unsafe)` may do.
@Suite(.serialized) struct ConcurrentUseTests {
  private static let threadCount = 4

  private static func textModel() -> Model {
    let model = Sequential {
      Input(shape: [nil], dtype: .int32)
      Embedding(50, 8)
      LSTM(8, returnSequences: true)
      GlobalAveragePooling1D()
      Dense(3, activation: .softmax)
    }
    model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    return model
  }

  private static func texts(_ length: Int, samples: Int = 2) -> Tensor {
    ((Tensor.arange(samples * length) * 7) % 50).reshaped([samples, length])
  }

  /// Runs `body` on several threads and says what went wrong.
  private static func onThreads(_ body: @escaping @Sendable (Int) throws -> String?) -> [String] {
    let found = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
      do {
        if let wrong = try body(thread) { found.withLock { $0.append(wrong) } }
      } catch { found.withLock { $0.append("\(error)") } }
    }
    return found.withLock { $0 }
  }

  enum Way: CaseIterable { case predict, inBatches, call, predictor, evaluate }

  @Test(arguments: Way.allCases)
  func sameAsOneAfterAnother(_ way: Way) throws {
    nonisolated(unsafe) let model = Self.textModel()
    let predictor = try model.predictor()
    @Sendable func run(_ length: Int) throws -> [Float] {
      switch way {
      case .predict: try model.predict(Self.texts(length)).scalars()
      case .inBatches: try model.predict(Self.texts(length, samples: 5), batchSize: 2).scalars()
      case .call: try model(Self.texts(length)).scalars()
      case .predictor: try predictor(Self.texts(length)).scalars()
      case .evaluate:
        try model.evaluate(Self.texts(length), Tensor([0, 2] as [Int32]), verbose: 0).map { Float($0.value) }
      }
    }
    let lengths = Array(1...20)
    let expected = try lengths.map(run)
    // Made anew by threads at once.
    model.programs = StepPrograms()
    let wrong = Self.onThreads { thread in
      for turn in 0..<200 {
        let index = (turn * (thread + 3) + thread) % lengths.count
        let found = try run(lengths[index])
        if found != expected[index] { return "\(lengths[index]): \(found) is not \(expected[index])" }
      }
      return nil
    }
    #expect(wrong == [])
  }

  /// Predictions see the weights between two steps, never those of half a step.
  @Test func predictingWhileAnotherThreadTrains() throws {
    // All weights are equal at each moment between steps.
    let model = Sequential {
      Input(shape: [64])
      Dense(512, useBias: false, kernelInitializer: .zeros)
    }
    model.compile(optimizer: .sgd(learningRate: 0.001), loss: .mse)
    nonisolated(unsafe) let shared = model
    let wrong = Self.onThreads { thread in
      if thread == 0 {
        try shared.fit(Tensor.ones([2000, 64]), Tensor.ones([2000, 512]), batchSize: 4, verbose: 0)
        return nil
      }
      for _ in 0..<100 {
        let found = try shared.predict(Tensor.ones([1, 64])).scalars()
        if found.contains(where: { $0 != found[0] }) { return "\(found.min()!) and \(found.max()!)" }
      }
      return nil
    }
    #expect(wrong == [])
  }

  @Test func trainingByTwoThreadsTakesTurns() throws {
    nonisolated(unsafe) let model = Self.textModel()
    let y = Tensor([0, 2] as [Int32])
    let wrong = Self.onThreads { thread in
      for length in 1...10 {
        let logs = try model.fit(Self.texts(length), y, epochs: 2, verbose: 0).history["loss"] ?? []
        if logs.count != 2 || logs.contains(where: { !$0.isFinite }) { return "\(logs)" }
        _ = try model.trainOnBatch(Self.texts(length), y)
        _ = try model.testOnBatch(Self.texts(length), y)
      }
      return nil
    }
    #expect(wrong == [])
  }

  @Test func oneThreadBuilds() throws {
    for _ in 0..<50 {
      nonisolated(unsafe) let layer = Dense(4)
      let x = Tensor.ones([2, 3])
      let results = Mutex<[[Float]]>([])
      let wrong = Self.onThreads { _ in
        let result = try layer(x).scalars()
        results.withLock { $0.append(result) }
        return nil
      }
      #expect(wrong == [])
      #expect(layer.weights.count == 2)
      // The thread that makes the first values computes with them in one program, which may round otherwise.
      let expected = try layer(x).scalars()
      for result in results.withLock({ $0 }) {
        #expect(zip(result, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(result) is not \(expected)")
      }
    }
  }
}
