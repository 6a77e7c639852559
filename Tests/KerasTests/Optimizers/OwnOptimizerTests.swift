import Foundation
import Keras
import TestKit
import Testing

/// Optimizers of users: their rate in files, and slots that they forgot to make.
struct OwnOptimizerTests {
  private final class Plain: Optimizer, Configurable {
    init(learningRate: Double = 0.01) { super.init(learningRate: learningRate, name: "plain") }
    init(configuration: Configuration) throws { super.init(learningRate: 0.01, name: "plain") }
    override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
      variable.assign(variable.value - gradient * learningRate)
    }
  }

  private final class Asking: Optimizer, Configurable {
    init(_ rate: some LearningRate) { super.init(learningRate: rate, name: "asking") }
    init(configuration: Configuration) throws {
      super.init(learningRate: configuration.learningRateOrSchedule(default: 0.5), name: "asking")
    }
    override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {}
  }

  private final class Number: Optimizer, Configurable {
    init(_ rate: Double) { super.init(learningRate: rate, name: "number") }
    init(configuration: Configuration) throws {
      super.init(learningRate: try configuration.learningRate as Double, name: "number")
    }
    override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {}
  }

  private func reloaded(_ optimizer: Optimizer) throws -> Optimizer {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = Sequential {
      Input(shape: [1])
      Dense(1)
    }
    model.compile(optimizer: optimizer, loss: .mse)
    try model.save(path)
    return try #require(loadModel(path, customObjects: [Plain.self, Asking.self, Number.self]).optimizer)
  }

  @Test func ratesAreKeptBeforeTraining() throws {
    #expect(abs(try reloaded(Plain(learningRate: 0.02)).learningRate - 0.02) < 1e-8)
    #expect(abs(try reloaded(Asking(0.02)).learningRate - 0.02) < 1e-8)
    #expect(abs(try reloaded(Number(0.02)).learningRate - 0.02) < 1e-8)
    let schedule = try reloaded(Asking(ExponentialDecay(initialLearningRate: 0.25, decaySteps: 10, decayRate: 0.5)))
    #expect(schedule.schedule is ExponentialDecay)
    #expect(schedule.learningRate == 0.25)
  }

  private final class Forgetful: Optimizer {
    init() { super.init(learningRate: 0.1, name: "forgetful") }
    override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
      let velocity = slot("velocity", of: variable)
      velocity.assign(velocity.value + gradient)
      variable.assign(variable.value - velocity.value * learningRate)
    }
  }

  @Test func aForgottenSlotIsAnError() throws {
    let model = Sequential(name: "m") {
      Input(shape: [1])
      Dense(1, useBias: false, name: "d")
    }
    model.compile(optimizer: Forgetful(), loss: .mse)
    let text = """
      Optimizer 'forgetful' has no slot 'velocity' for 'm/d/kernel'.
        expected  a slot that build(_:) made
        received  an optimizer without slots
        fix       override build(_:): call super.build(variables), then addSlots(["velocity"], for: variables)
      """
    #expect(kerasErrorText { try model.fit(Tensor.ones([2, 1]), Tensor.ones([2, 1]), verbose: 0) } == text)
    let variable = Variable(Tensor.ones([2]), name: "v")
    Forgetful().apply([Tensor.ones([2])], to: [variable])
    #expect(throws: KerasError.self) { try variable.value.scalars() }
  }

  @Test func historiesPrintTheirNumbers() throws {
    let model = Sequential {
      Input(shape: [1])
      Dense(1, kernelInitializer: .zeros)
    }
    model.compile(optimizer: .sgd(learningRate: 0), loss: .mse, metrics: [.mae])
    let history = try model.fit(Tensor.ones([2, 1]), Tensor.ones([2, 1]) * 0.5, epochs: 2, verbose: 0)
    #expect("\(history)" == "History of 2 epochs\n  loss  0.25, 0.25\n  mae   0.5, 0.5")
  }
}
