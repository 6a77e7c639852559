import Testing

@testable import TensorGraph

@Suite struct RepeatedUseTests {
  /// A tensor that was never read itself is computed at most twice, however often others use it.
  @Test func whatOthersUseAgainIsKept() throws {
    let start = Tensor([Float](repeating: 1.5, count: 12)).reshaped([3, 4])
    let shared = exp(start) * 2
    for step in 1...4 {
      let value = try Double((shared + Double(step)).sum().scalar())
      #expect(abs(value - 12 * (2 * 4.4816890703 + Double(step))) < 1e-3)
      #expect((shared.node.storages != nil) == (step >= 2))
    }
    #expect(start.node.storages != nil || shared.node.inputs.isEmpty)
  }
}
