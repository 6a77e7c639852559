import Keras
import TensorGraph
import Testing

/// The full text of what goes wrong with losses.
@Suite struct LossErrorTests {
  static func message(_ tensor: Tensor) -> String { tensor.error?.description ?? "no error: \(tensor.type)" }

  @Test func targetsOfAnotherShape() {
    let value = Loss.mse(.zeros([32, 5]), .zeros([32, 10]))
    #expect(
      Self.message(value) == """
        Loss 'mean_squared_error' cannot compare these targets with the predictions.
          expected  targets [32, 10], as the predictions
          received  targets [32, 5] float32
          fix       reshape the targets, or change the last layer's units to match them
        """)
  }

  @Test func classNumbersForAFormulaOfVectors() {
    let value = Loss.categoricalCrossentropy(.zeros([32], dtype: .int32), .zeros([32, 10]))
    #expect(
      Self.message(value) == """
        Loss 'categorical_crossentropy' cannot compare these targets with the predictions.
          expected  one-hot targets [32, 10], as the predictions
          received  targets [32] float32
          fix       for class numbers use .sparseCategoricalCrossentropy, or make them one-hot
        """)
  }

  @Test func oneHotTargetsForClassNumbers() {
    let value = Loss.sparseCategoricalCrossentropy(.zeros([32, 10]), .zeros([32, 10]))
    #expect(
      Self.message(value) == """
        Loss 'sparse_categorical_crossentropy' cannot compare these targets with the predictions.
          expected  one class number for each prediction: targets [32], for predictions [32, 10]
          received  targets [32, 10] float32
          fix       for one-hot targets use .categoricalCrossentropy
        """)
  }

  @Test func saysWhoAndWhere() {
    let site = CallSite.Location(who: "output 'age'", file: "App/Net.swift", line: 41)
    let value = CallSite.$current.withValue(site) { Loss.binaryCrossentropy(.zeros([4, 3]), .zeros([4, 2])) }
    #expect(
      Self.message(value) == """
        Loss 'binary_crossentropy' cannot compare these targets with the predictions of output 'age'.
          expected  targets [4, 2], as the predictions
          received  targets [4, 3] float32
          fix       reshape the targets, or change the last layer's units to match them
          at        App/Net.swift:41
        """)
  }

  @Test func sampleWeightsThatDontFit() {
    let value = Loss.mae(.zeros([4, 3]), .zeros([4, 3]), sampleWeight: .zeros([5]))
    #expect(
      Self.message(value) == """
        Sample weights don't fit the loss.
          expected  weights that broadcast to the values [4], one for each sample
          received  [5] float32
          fix       give one weight for each sample, as a tensor [batch]
        """)
  }

  @Test func subclassWithoutAFormula() {
    final class Nothing: Loss {}
    let value = Nothing()(.zeros([2]), .zeros([2]))
    #expect(
      Self.message(value) == """
        Loss 'nothing' has no formula.
          expected  a subclass of Loss that overrides call(_:_:)
          received  Nothing, which does not
          fix       override call(_:_:), or make the loss from a function: Loss { yTrue, yPred in … }
        """)
  }

  @Test func errorsOfInputsPassThrough() {
    let failed = Tensor.zeros([2, 3]) + Tensor.zeros([2, 4])
    for loss in [Loss.mse, .binaryCrossentropy, .sparseCategoricalCrossentropy, Loss { $0 - $1 }] {
      #expect(loss(failed, .zeros([2, 3])).error == failed.error)
      #expect(loss(.zeros([2, 3]), failed).error == failed.error)
    }
  }
}
