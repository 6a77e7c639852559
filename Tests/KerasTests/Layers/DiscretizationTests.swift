import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// Boundaries that `Discretization` learns: in models, in files, and what is refused. Their values are golden ones.
@Suite struct DiscretizationTests {
  private static let data = Tensor((0..<100).map { Float(($0 * 37) % 100) }, shape: [50, 2])

  @Test func aModelUsesWhatWasLearnedAfterwards() throws {
    let layer = Discretization(binCount: 4, outputMode: .oneHot)
    let input = Input(shape: [2])
    let model = try Model(inputs: input, outputs: layer(input))
    #expect(model.outputs[0].shape == [nil, 2, 4])
    let early = #expect(throws: KerasError.self) { try model.predict(Self.data) }
    #expect(early?.description.contains("expected  boundaries that were learned") == true)
    try layer.adapt(Self.data)
    #expect(layer.boundaries?.count == 3)
    let y = try model.predict(Self.data)
    // A quarter in each.
    expectClose(y.sum(axes: [0, 1]) / 100, [0.25, 0.25, 0.25, 0.25], absolute: 0.011)
    let path = FileManager.default.temporaryDirectory.appending(path: "bins-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(path)
    let again = try loadModel(path)
    #expect((again.layers[1] as? Discretization)?.boundaries == layer.boundaries)
    #expect((again.layers[1] as? Discretization)?.binCount == 4)
    expectClose(try again.predict(Self.data), y)
  }

  @Test func whatCanNotBeLearnedIsRefused() throws {
    func text(_ layer: Discretization, _ batches: [Tensor]) -> String? {
      #expect(throws: KerasError.self) { try layer.adapt(batches: batches) }?.description
    }
    #expect(
      text(Discretization(boundaries: [1], name: "bins"), [Self.data]) == """
        Discretization 'bins' cannot adapt.
          expected  binCount of at least 1, and epsilon from 1e-6 to 1
          received  boundaries, given when the layer was made
          fix       give binCount instead to learn boundaries
        """)
    #expect(
      text(Discretization(binCount: 3, epsilon: 0, name: "bins"), [Self.data]) == """
        Discretization 'bins' cannot adapt.
          expected  binCount of at least 1, and epsilon from 1e-6 to 1
          received  binCount: 3, epsilon: 0.0
          fix       make the layer with other numbers
        """)
    #expect(
      text(Discretization(binCount: 3, name: "bins"), []) == """
        Discretization 'bins' cannot adapt.
          expected  at least one number
          received  none
          fix       check what gives the batches
        """)
  }
}
