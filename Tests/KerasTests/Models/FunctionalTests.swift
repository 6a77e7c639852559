import Keras
import Testing

struct FunctionalTests {
  @Test func sharedLayersHaveOneSetOfWeights() throws {
    let left = Input(shape: [3], name: "left")
    let right = Input(shape: [3], name: "right")
    let shared = Dense(4)
    let model = try Model(inputs: [left, right], outputs: shared(left) - shared(right))
    #expect(model.weights.count == 2)
    let same = Random.uniform([5, 3], seed: SeedGenerator(seed: 1))
    let values = try model.predict([same, same]).scalars()
    #expect(values.allSatisfy { $0 == 0 })
  }

  @Test func operatorsOnSymbolicTensors() throws {
    let x = Input(shape: [3])
    let y = (x * 2 + 1).mean(axis: 1, keepDims: true)
    let z = sqrt(maximum(y, 0.5)).squeezed(axis: 1)
    let model = try Model(inputs: x, outputs: z)
    #expect(z.shape == [nil])
    let values = try model.predict(Tensor([[1, 2, 3], [-9, -9, -9]] as [[Float]])).scalars()
    #expect(abs(values[0] - Float(5).squareRoot()) < 1e-6)
    #expect(abs(values[1] - Float(0.5).squareRoot()) < 1e-6)
  }

  @Test func modelsCutOutOfModels() throws {
    let input = Input(shape: [4])
    let hidden = Dense(8, activation: .relu, name: "cut_hidden")(input)
    let model = try Model(inputs: input, outputs: Dense(2, name: "cut_out")(hidden))
    let features = try Model(inputs: model.inputs, outputs: model.layer("cut_hidden").output)
    let tail = try Model(inputs: hidden, outputs: model.layer("cut_out").output)
    let x = Random.uniform([3, 4], seed: SeedGenerator(seed: 2))
    let whole = try model.predict(x).scalars()
    let parts = try tail.predict(features.predict(x)).scalars()
    #expect(zip(whole, parts).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func nestedModelsShareWeights() throws {
    let input = Input(shape: [4])
    let inner = try Model(inputs: input, outputs: Dense(3)(input), name: "inner_shared")
    let outer = Sequential {
      Input(shape: [4])
      inner
      Dense(1)
    }
    #expect(outer.weights.count == 4)
    #expect(outer.trainableVariables[0] === inner.weights[0])
    inner.isTrainable = false
    #expect(outer.trainableVariables.count == 2)
    #expect(outer.nonTrainableVariables.count == 2)
  }

  @Test func inputsAndOutputsByName() throws {
    let a = Input(shape: [2], name: "a")
    let b = Input(shape: [2], name: "b")
    let model = try Model(inputs: ["a": a, "b": b], outputs: ["sum": a + b, "difference": a - b])
    #expect(model.outputNames == ["difference", "sum"])
    let values = try model.predictAll(["b": Tensor.ones([1, 2]), "a": Tensor.full([1, 2], 3)])
    #expect(try values[0].scalars() == [2, 2])
    #expect(try values[1].scalars() == [4, 4])
  }

  @Test func layersInKerasOrder() throws {
    let input = Input(shape: [4], name: "layers_input")
    let a = Dense(4, name: "branch_a")(input)
    let b = Dense(4, name: "branch_b2")(Dense(4, name: "branch_b1")(input))
    let model = try Model(inputs: input, outputs: Dense(1, name: "joined")(a + b))
    // Depth from the output: b1 is deepest; a and b2 are level, in the order of the walk from the output.
    #expect(model.layers.map(\.name) == ["layers_input", "branch_b1", "branch_a", "branch_b2", "joined"])
  }

  @Test func subclassedModelsGetShapesFromATrace() throws {
    final class Blocks: Model, UnaryLayer {
      let blocks: [Dense]
      let head: [String: Dense]
      init() {
        blocks = (0..<3).map { Dense(4, name: "block_\($0)") }
        head = ["out": Dense(2, name: "block_head")]
        super.init(name: "blocks")
      }
      func call(_ x: Tensor) -> Tensor {
        var x = x
        for block in blocks { x = relu(block(x)) + x }
        return head["out"]!(x)
      }
    }
    let model = Blocks()
    #expect(try model.predict(Tensor.zeros([2, 4])).shape == [2, 2])
    #expect(model.weights.count == 8)
    #expect(model.outputs[0].shape == [nil, 2])
    #expect(model.weights[0].path == "blocks/block_0/kernel")
    #expect(model.graph?.steps.compactMap { $0.call?.layer.name } == ["block_0", "block_1", "block_2", "block_head"])
  }
}
