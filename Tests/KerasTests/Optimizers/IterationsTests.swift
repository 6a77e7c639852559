import Keras
import Testing

/// With accumulated gradients Keras counts updates in `iterations`, but schedules and files go by batches. The numbers are those of
/// Keras 3.15.1, of an SGD with `gradient_accumulation_steps=3` and an exponential decay, one sample a batch.
@Suite struct IterationsTests {
  private static let x = Tensor((0..<12).map { Float($0) / 12 }, shape: [12, 1])

  private final class Reader: Callback {
    var iterations: [Int] = []
    var rates: [Float] = []
    var weights: [Float] = []
    override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
      guard let model, let optimizer = model.optimizer else { return }
      iterations.append((try? optimizer.iterations.scalar()).map { Int($0) } ?? -1)
      rates.append(Float(optimizer.learningRate))
      weights.append((try? model.weights[0].value.scalars(as: Float.self)[0]) ?? .nan)
    }
  }

  private func trained(_ optimizer: Optimizer) throws -> (Reader, Model) {
    let reader = Reader()
    let model = Sequential {
      Input(shape: [1])
      Dense(1, useBias: false, kernelInitializer: .ones)
    }
    model.compile(optimizer: optimizer, loss: .mse)
    try model.fit(Self.x, Self.x * 2, batchSize: 1, verbose: 0, callbacks: [reader], shuffle: false)
    return (reader, model)
  }

  private var decay: ExponentialDecay { ExponentialDecay(initialLearningRate: 0.1, decaySteps: 2, decayRate: 0.5) }

  @Test func updatesAreCountedAndSchedulesGoByBatches() throws {
    let (reader, model) = try trained(SGD(learningRate: decay).accumulatingGradients(steps: 3))
    #expect(reader.iterations == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4])
    let rates: [Float] = [
      0.0707106813788414, 0.05, 0.0353553406894207, 0.025, 0.01767767034471035, 0.0125, 0.008838835172355175, 0.00625,
      0.0044194175861775875, 0.003125, 0.0022097087930887938, 0.0015625,
    ]
    #expect(zip(reader.rates, rates).allSatisfy { abs($0 / $1 - 1) < 1e-5 })
    let weights: [Float] = [1, 1, 1.0011574, 1.0011574, 1.0011574, 1.0052447, 1.0052447, 1.0052447, 1.0095334]
    #expect(zip(reader.weights, weights).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(reader.weights[11] - 1.0125935077667236) < 1e-6)
    // What files hold as `iteration`.
    #expect(try model.optimizer!.variables[0].value.scalar() == 12)
    #expect(model.optimizer!.variables[0].path == "sgd/iteration")
  }

  @Test func anOptimizerThatCountsItsUpdates() throws {
    let (reader, _) = try trained(Adam(learningRate: decay).accumulatingGradients(steps: 3))
    #expect(abs(reader.weights[11] - 1.0711750984191895) < 1e-6)
  }

  @Test func aScaledLossSpeaksForTheInnerOptimizer() throws {
    let (reader, _) = try trained(LossScaleOptimizer(SGD(learningRate: 0.01).accumulatingGradients(steps: 3)))
    #expect(reader.iterations.last == 4)
  }
}
