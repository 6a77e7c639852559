import Keras
import Synchronization
import TestKit
import Testing

/// What can't learn, though nothing in it is an error, is said once.
@Suite struct OneUnitTests {
  private let x = Tensor.ones([10, 3])

  private func warnings(_ body: () throws -> Void) throws -> [String] {
    let said = Mutex<[String]>([])
    try Diagnostics.$listener.withValue(.init { text in said.withLock { $0.append(text) } }) { try body() }
    return said.withLock { $0 }
  }

  private func fit(_ last: Layer, _ loss: Loss, _ y: Tensor = .ones([10, 1]), isTrainable: Bool = true) throws {
    let model = Sequential(name: "unit") {
      Input(shape: [3])
      last
    }
    if !isTrainable { model.isTrainable = false }
    model.compile(optimizer: .sgd(), loss: loss)
    // A last batch of another size makes a second program.
    try model.fit(x, y, batchSize: 4, epochs: 2, verbose: 0)
    _ = try model.evaluate(x, y, verbose: 0)
    _ = try model.predict(x)
  }

  private let softmax = """
    Layer 'unit_out' takes a softmax over 1 number, of [?, 1]: the result is always 1.
      fix       use .sigmoid for one unit, or give the layer a unit for each class
    """

  @Test func aSoftmaxOfOneUnit() throws {
    #expect(try warnings { try fit(Dense(1, activation: .softmax, name: "unit_out"), .mse) } == [softmax])
    #expect(
      try warnings {
        let input = Input(shape: [1])
        let model = try Model(inputs: input, outputs: Softmax(name: "unit_out")(input))
        _ = try model.predict(Tensor.ones([2, 1]))
      } == [softmax])
    #expect(try warnings { try fit(Dense(2, activation: .softmax), .mse, .ones([10, 2])) } == [])
  }

  @Test func aCrossentropyOfOneClass() throws {
    func text(_ loss: String) -> String {
      """
      Sequential 'unit': the loss '\(loss)' of output 'unit_out' is always 0, since the output has one class: [10, 1].
        fix       use .binaryCrossentropy for two classes, or give the output a unit for each class
      """
    }
    for (loss, name) in [
      (.categoricalCrossentropy, "categorical_crossentropy"),
      (.categoricalFocalCrossentropy(), "categorical_focal_crossentropy"),
    ] as [(Loss, String)] {
      let said = try warnings { try fit(Dense(1, activation: .sigmoid, name: "unit_out"), loss) }
      #expect(said.map { $0.replacing("[4, 1]", with: "[10, 1]") } == [text(name)])
    }
    #expect(try warnings { try fit(Dense(1, activation: .sigmoid), .binaryCrossentropy) } == [])
  }

  @Test func nothingThatLearns() throws {
    let text = """
      Sequential 'unit' has no trainable weights: fit changes nothing in it.
        fix       set isTrainable to true in a layer that is to learn, or call evaluate
      """
    #expect(try warnings { try fit(Dense(1), .mse, isTrainable: false) } == [text])
    #expect(try warnings { try fit(Flatten(), .mse, .ones([10, 3])) } == [text])
    #expect(try warnings { try fit(Dense(1), .mse) } == [])
    // Its means are learnt.
    #expect(try warnings { try fit(BatchNormalization(center: false, scale: false), .mse, .ones([10, 3])) } == [])
  }
}
