import Foundation
import Keras
import TensorGraph
import Testing

/// Losses by their formulas, and what users can do with the base class.
@Suite struct LossTests {
  static let yTrue = Tensor([[0, 1], [2, 3]] as [[Float]])
  static let yPred = Tensor([[1, 1], [0, 6]] as [[Float]])

  @Test func regression() throws {
    let losses: [(Loss, Double)] = [
      (.mse, (1.0 + 0 + 4 + 9) / 4), (.mae, (1.0 + 0 + 2 + 3) / 4), (.meanSquaredError, 3.5),
      (.meanAbsoluteError, 1.5), (.huber, (0.5 + 0 + 1.5 + 2.5) / 4), (.huber(delta: 2), (0.5 + 0 + 2 + 4) / 4),
    ]
    for (loss, expected) in losses {
      #expect(abs(try loss(Self.yTrue, Self.yPred).scalar() - expected) < 1e-6, "\(loss.name)")
    }
  }

  @Test func crossentropies() throws {
    let p = Tensor([[0.2, 0.8], [0.5, 0.5]] as [[Float]])
    let oneHot = Tensor([[0, 1], [1, 0]] as [[Float]])
    let labels = Tensor([1, 0] as [UInt8])
    let expected = -(log(0.8) + log(0.5)) / 2
    func check(_ loss: Loss, _ yTrue: Tensor, _ yPred: Tensor, _ expected: Double) throws {
      #expect(abs(try loss(yTrue, yPred).scalar() - expected) < 1e-6, "\(loss.name)")
    }
    try check(.categoricalCrossentropy, oneHot, p, expected)
    try check(.sparseCategoricalCrossentropy, labels, p, expected)
    try check(.crossentropy, oneHot, p, expected)
    try check(.crossentropy, labels, p, expected)
    let logits = TensorGraph.log(p)
    try check(.categoricalCrossentropy(fromLogits: true), oneHot, logits, expected)
    try check(.sparseCategoricalCrossentropy(fromLogits: true), labels, logits, expected)
    let yes = Tensor([[0.8], [0.5]] as [[Float]])
    let answers = Tensor([1, 0] as [Int32])
    try check(.binaryCrossentropy, answers, yes, expected)
    try check(.crossentropy, answers, yes, expected)
    try check(.binaryCrossentropy(fromLogits: true), answers, TensorGraph.log(yes / (1 - yes)), expected)
  }

  /// Far out, probabilities are exactly 0 or 1: the loss stays finite, and its gradient from logits is exact.
  @Test func certainPredictions() throws {
    let logits = Tensor([[0, 200], [300, -300]] as [[Float]])
    let labels = Tensor([0, 0] as [Int32])
    let loss: Loss = .sparseCategoricalCrossentropy(fromLogits: true)
    #expect(try loss(labels, logits).scalar() == 100)
    let gradient = gradient { loss(labels, $0) }(logits)
    #expect(try gradient.scalars() == [-0.5, 0.5, 0, 0])
    let p = Tensor([[0, 1], [1, 0]] as [[Float]])
    #expect(abs(try Loss.sparseCategoricalCrossentropy(labels, p).scalar() - -log(1e-7) / 2) < 1e-5)
  }

  @Test func labelThatIsNoClassGivesNaN() throws {
    let p = Tensor([[0.2, 0.8], [0.5, 0.5]] as [[Float]])
    for wrong: Int32 in [-1, 2, 7] {
      let values = SparseCategoricalCrossentropy(reduction: .none)(Tensor([1, wrong]), p)
      let numbers: [Float] = try values.scalars()
      #expect(abs(numbers[0] + Float(log(0.8))) < 1e-6)
      #expect(numbers[1].isNaN)
    }
  }

  @Test func ignoredClassCountsForNothing() throws {
    let p = Tensor([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]] as [[Float]])
    let loss = SparseCategoricalCrossentropy(ignoreClass: -1)
    let value = try loss(Tensor([1, -1, 0] as [Int32]), p).scalar()
    #expect(abs(value + (log(0.8) + log(0.9)) / 2) < 1e-6)
    let nothing = try loss(Tensor([-1, -1, -1] as [Int32]), p).scalar()
    #expect(nothing == 0)
  }

  @Test(arguments: LossReduction.allCases) func reductions(_ reduction: LossReduction) throws {
    let loss = Loss("difference", reduction: reduction) { ($1 - $0).sum(axis: -1) }
    let value = loss(Self.yTrue, Self.yPred, sampleWeight: Tensor([3, 1] as [Float]))
    // Per sample: 1 and 1; weighted: 3 and 1.
    let expected: [Float] =
      switch reduction {
      case .sumOverBatchSize, .mean: [2]
      case .sum: [4]
      case .meanWithSampleWeight: [1]
      case .none: [3, 1]
      }
    #expect(try value.scalars() == expected)
  }

  @Test func weightsOfZeroGiveZero() throws {
    let loss = MeanSquaredError(reduction: .meanWithSampleWeight)
    #expect(try loss(Self.yTrue, Self.yPred, sampleWeight: Tensor([0, 0] as [Float])).scalar() == 0)
  }

  @Test func maskLeavesPositionsOut() throws {
    let mask = Tensor([true, false])
    let value = Loss.mse(Self.yTrue, Self.yPred.masked(by: mask))
    #expect(try value.scalar() == 0.5)
    let nothing = Loss.mse(Self.yTrue, Self.yPred.masked(by: Tensor([false, false])))
    #expect(try nothing.scalar() == 0)
  }

  /// Integer targets are numbers to a user's formula: 1 - 2 is -1, whatever the array's type.
  @Test func targetsAreConverted() throws {
    let loss = Loss { yTrue, yPred in (1 - yTrue) * yPred }
    #expect(try loss(Tensor([2, 2] as [UInt8]), Tensor([1, 3] as [Float])).scalar() == -2)
    #expect(loss.name == "loss")
  }

  @Test func subclassOfAUser() throws {
    final class HalfSquare: Loss {
      let factor: Float
      init(factor: Float = 1) {
        self.factor = factor
        super.init()
      }
      override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { square(yTrue - yPred) * factor / 2 }
    }
    let loss = HalfSquare(factor: 2)
    #expect(loss.name == "half_square")
    #expect(try loss(Self.yTrue, Self.yPred).scalar() == 3.5)
    #expect(try Loss("mean") { abs($0 - $1).mean() }(Self.yTrue, Self.yPred).scalar() == 1.5)
  }

  @Test func worksInBfloat16AndDouble() throws {
    let low = Loss.mse(Self.yTrue, Self.yPred.cast(to: .bfloat16))
    #expect(low.dtype == .float32)
    #expect(try low.scalar() == 3.5)
    #expect(Loss.mse(Self.yTrue, Self.yPred.cast(to: .float64)).dtype == .float64)
  }

  @Test(arguments: [
    ("RMSprop", "rm_sprop"), ("AdamW", "adam_w"), ("SGD", "sgd"), ("MeanSquaredError", "mean_squared_error"),
    ("Conv2D", "conv2d"), ("Dense", "dense"), ("x", "x"), ("", ""),
  ])
  func snakeCase(_ name: String, _ expected: String) { #expect(name.inSnakeCase == expected) }
}
