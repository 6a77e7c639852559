import Keras
import Testing

struct SequentialTests {
  @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
  func builderWithConditions(_ hasExtra: Bool, _ isWide: Bool) {
    let optional: Layer? = hasExtra ? Dense(5) : nil
    let model = Sequential {
      Input(shape: [4])
      if hasExtra { Dense(7) }
      if isWide { Dense(9) } else { Dense(3) }
      for units in [6, 5] { Dense(units) }
      optional
      [Dense(2), Dense(1)] as [Layer]
    }
    let units = model.layers.compactMap { ($0 as? Dense)?.units }
    #expect(units == (hasExtra ? [7] : []) + [isWide ? 9 : 3, 6, 5] + (hasExtra ? [5] : []) + [2, 1])
    #expect(model.outputs[0].shape == [nil, 1])
  }

  @Test func builtOnFirstUse() throws {
    let model = Sequential([Flatten(), Dense(3)])
    #expect(model.weights.isEmpty)
    #expect(try model.predict(Tensor.zeros([2, 2, 2])).shape == [2, 3])
    #expect(model.weights.map(\.shape) == [[4, 3], [3]])
    #expect(model.outputs[0].shape == [nil, 3])
  }

  @Test func addAndPop() throws {
    let model = Sequential()
    model.add(Input(shape: [4]))
    model.add(Dense(8))
    model.add(Dense(2))
    #expect(try model.predict(Tensor.zeros([1, 4])).shape == [1, 2])
    let removed = model.pop() as? Dense
    #expect(removed?.units == 2)
    #expect(model.layers.count == 1)
    #expect(try model.predict(Tensor.zeros([1, 4])).shape == [1, 8])
    #expect(model.weights.count == 2)
  }

  @Test func weightPaths() {
    clearSession()
    let model = Sequential(name: "paths") {
      Input(shape: [4])
      Dense(2, name: "first")
    }
    #expect(model.weights.map(\.path) == ["paths/first/kernel", "paths/first/bias"])
  }
}
