import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// LoRA: what is trained, what files have, what is refused. Values and gradients are in `layers_arguments` of the golden values.
@Suite struct LowRankTests {
  private static func values(_ shape: Shape, _ seed: UInt32 = 1) -> Tensor {
    Random.normal(shape, key: Tensor([seed, seed]))
  }

  private func net() throws -> Sequential {
    let model = Sequential(name: "net") {
      Input(shape: [6, 2])
      Conv1D(3, kernelSize: 2, loraRank: 1, loraAlpha: 2, name: "conv")
      Flatten()
      Dense(4, loraRank: 2, name: "dense")
    }
    model.compile(optimizer: .adam(learningRate: 0.05), loss: .mse)
    return model
  }

  @Test func theFactorsAreTrainedAndTheKernelIsNot() throws {
    let model = try net()
    let dense = try #require(model.layers[2] as? Dense)
    #expect(dense.weights.map(\.name) == ["kernel", "bias", "lora_kernel_a", "lora_kernel_b"])
    #expect(dense.trainableVariables.map(\.name) == ["bias", "lora_kernel_a", "lora_kernel_b"])
    #expect(dense.weights.map(\.shape) == [[15, 4], [4], [15, 2], [2, 4]])
    #expect(try dense.weights[3].value.scalars().allSatisfy { $0 == 0 })
    let before = try dense.weights.map { try $0.value.scalars() }
    try model.fit(Self.values([8, 6, 2]), Self.values([8, 4], 2), batchSize: 8, epochs: 3, verbose: .silent)
    let after = try dense.weights.map { try $0.value.scalars() }
    #expect(before[0] == after[0])
    for index in 1...3 { #expect(before[index] != after[index]) }
  }

  @Test(arguments: ["keras", "weights.h5", "weights.json"]) func filesHaveTheSum(ending: String) throws {
    let model = try net()
    let x = Self.values([8, 6, 2])
    try model.fit(x, Self.values([8, 4], 2), batchSize: 8, epochs: 3, verbose: .silent)
    let folder = FileManager.default.temporaryDirectory.appending(path: "lora-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "net.\(ending)").path
    let again: Model
    if ending == "keras" {
      try model.save(path)
      again = try loadModel(path)
    } else {
      try model.saveWeights(path)
      again = try net()
      try again.loadWeights(path)
    }
    expectClose(try again.predict(x), try model.predict(x))
    let dense = try #require(again.layers[2] as? Dense)
    let conv = try #require(again.layers[0] as? Conv1D)
    #expect(dense.loraRank == 2 && dense.loraAlpha == 2 && conv.loraRank == 1 && conv.loraAlpha == 2)
    // What was learned is in the kernel now, and the factors are 0, as Keras sets them.
    #expect(try dense.weights[2...].allSatisfy { try $0.value.scalars().allSatisfy { $0 == 0 } })
  }

  @Test func olderFilesHaveTheFactors() throws {
    let model = try net()
    let x = Self.values([8, 6, 2])
    try model.fit(x, Self.values([8, 4], 2), batchSize: 8, epochs: 2, verbose: .silent)
    let path = FileManager.default.temporaryDirectory.appending(path: "lora-\(UUID().uuidString).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(path)
    let again = try loadModel(path)
    for (a, b) in zip(again.weights, model.weights) { expectClose(a.value, b.value) }
  }

  @Test func itIsEnabledLaterToo() throws {
    let layer = Embedding(5, 3)
    let words = Tensor([[0, 4], [2, 2]] as [[Int32]])
    let before = try layer(words).scalars()
    try layer.enableLoRA(rank: 2, alpha: 4, bInitializer: .ones)
    #expect(
      layer.weights.map(\.path)
        == ["embedding", "embedding", "embedding"].enumerated().map { index, _ in
          "\(layer.name)/" + ["embeddings", "lora_embeddings_a", "lora_embeddings_b"][index]
        })
    #expect(try layer(words).scalars() != before)
    layer.weights[2].assign(.zeros([2, 3]))
    #expect(try layer(words).scalars() == before)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let make: @Sendable () throws -> Void
  }

  static let refusals: [Refusal] = [
    Refusal(
      testDescription: "not built",
      text: """
        Dense 'd' cannot enable LoRA.
          expected  a layer that is built
          received  one that is not
          fix       call it on an input first, or give loraRank: when it is made
        """
    ) { try Dense(2, name: "d").enableLoRA(rank: 1) },
    Refusal(
      testDescription: "twice",
      text: """
        Dense 'd' cannot enable LoRA.
          expected  a layer without LoRA
          received  loraRank: 3
          fix       enable it once
        """
    ) {
      let layer = Dense(2, loraRank: 3, name: "d")
      _ = layer(Tensor.ones([1, 2]))
      try layer.enableLoRA(rank: 1)
    },
    Refusal(
      testDescription: "constraint",
      text: """
        Conv2D 'c' cannot be built.
          expected  a layer without a constraint, which LoRA would not keep
          received  one with a constraint
          fix       leave out the constraint
        """
    ) {
      let layer = Conv2D(2, kernelSize: 1, kernelConstraint: .nonNegative, loraRank: 3, name: "c")
      _ = try layer(Tensor.ones([1, 2, 2, 1])).checked()
    },
    Refusal(
      testDescription: "rank",
      text: """
        EinsumDense 'e' cannot be built.
          expected  loraRank from 1 to 1048576
          received  loraRank: -2
          fix       give a small rank, such as 4
        """
    ) {
      let layer = EinsumDense("ab,bc->ac", outputShape: [2], loraRank: -2, name: "e")
      _ = try layer(Tensor.ones([1, 2])).checked()
    },
  ]

  @Test(arguments: refusals) func whatLoRARefuses(_ refusal: Refusal) {
    let error = #expect(throws: KerasError.self) { try refusal.make() }
    let text = error?.description.split(separator: "\n").filter { !$0.hasPrefix("  at  ") }.joined(separator: "\n")
    #expect(text == refusal.text)
  }
}
