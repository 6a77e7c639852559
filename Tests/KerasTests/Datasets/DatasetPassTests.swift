import Keras
import Synchronization
import TensorGraph
import Testing

/// What passes over a `Dataset` give.
struct DatasetPassTests {
  private static let x = Tensor((0..<10).map(Float.init)).reshaped([10, 1])
  private static let y = Tensor((0..<10).map { Float(100 + $0) })

  private func pairs() -> Dataset<(Tensor, Tensor)> { Dataset(Self.x, Self.y) }

  /// Single samples that don't come from arrays.
  private func stream() -> Dataset<(Tensor, Tensor)> {
    Dataset((0..<10).map { (Tensor([Float($0)]), Tensor(Float(100 + $0))) })
  }

  private func numbers(_ dataset: Dataset<(Tensor, Tensor)>) throws -> [[Int]] {
    try dataset.map { x, y in
      let values = try x.scalars().map { Int($0) }
      #expect(try y.scalars().map { Int($0) - 100 } == values, "targets stay with their inputs")
      return values
    }
  }

  @Test func samplesComeInOrder() throws {
    let expected = (0..<10).map { [$0] }
    #expect(try numbers(pairs()) == expected)
    #expect(try numbers(stream()) == expected)
    let first = try #require(pairs().makeIterator().next())
    #expect(first.0.shape == [1])
    #expect(first.1.shape == [])
    #expect(pairs().count == 10)
    #expect(stream().count == nil)
  }

  @Test(arguments: [false, true])
  func batchesWithAndWithoutRemainder(_ isStream: Bool) throws {
    let dataset = isStream ? stream() : pairs()
    let all = dataset.batched(4)
    #expect(try numbers(all) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    #expect(all.map { $0.0.shape } == [[4, 1], [4, 1], [2, 1]])
    #expect(all.map { $0.1.shape } == [[4], [4], [2]])
    let whole = dataset.batched(4, dropRemainder: true)
    #expect(try numbers(whole) == [[0, 1, 2, 3], [4, 5, 6, 7]])
    #expect(all.count == (isStream ? nil : 3))
    #expect(whole.count == (isStream ? nil : 2))
    #expect(try numbers(dataset.batched(5)) == numbers(dataset.batched(5, dropRemainder: true)))
  }

  @Test(arguments: [false, true], [1, 3, 10, 100])
  func aSeedGivesAnOrder(_ isStream: Bool, _ bufferSize: Int) throws {
    func passes(_ seed: Int) throws -> [[Int]] {
      let shuffled = (isStream ? stream() : pairs()).shuffled(bufferSize: bufferSize, seed: seed)
      return try (0..<3).map { _ in try numbers(shuffled).flatMap { $0 } }
    }
    let found = try passes(7)
    #expect(try passes(7) == found)
    for pass in found {
      #expect(pass.sorted() == Array(0..<10))
      // An element waits in the buffer until its turn: it can't come more than the buffer's size too early.
      for (position, value) in pass.enumerated() { #expect(value < position + bufferSize) }
    }
    if bufferSize == 1 {
      #expect(found.allSatisfy { $0 == Array(0..<10) })
    } else {
      #expect(Set(found).count == 3, "each pass has an order of its own")
      #expect(try passes(8) != found)
    }
  }

  @Test func shufflingRowsIsShufflingSamples() throws {
    let rows = try numbers(pairs().shuffled(bufferSize: 4, seed: 3).batched(3))
    #expect(try numbers(stream().shuffled(bufferSize: 4, seed: 3).batched(3)) == rows)
  }

  @Test func shuffledBatchesStayWhole() throws {
    let batches = try numbers(pairs().batched(2).shuffled(bufferSize: 5, seed: 1))
    #expect(batches.sorted { $0[0] < $1[0] } == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])
    #expect(batches != [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])
  }

  @Test func mapped() throws {
    let doubled = pairs().map { x, y in (x * 2, y + x.squeezed(axis: 0)) }
    #expect(try doubled.map { try $0.0.scalars()[0] } == (0..<10).map { Float(2 * $0) })
    #expect(try doubled.batched(5).map { try $0.1.scalars() }[1] == [110, 112, 114, 116, 118])
    #expect(doubled.count == 10)
    let inputs = pairs().batched(5).map { x, _ in x }
    #expect(try inputs.map { try $0.scalars() } == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]])
  }

  @Test func takenSkippedRepeated() throws {
    let batches = pairs().batched(5)
    #expect(try numbers(pairs().taking(2)) == [[0], [1]])
    #expect(try numbers(pairs().skipping(8)) == [[8], [9]])
    #expect(try numbers(pairs().skipping(12)) == [])
    #expect(
      try numbers(batches.repeated(2)) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [0, 1, 2, 3, 4], [5, 6, 7, 8, 9]])
    #expect(batches.repeated(3).count == 6)
    #expect(batches.repeated().count == nil)
    #expect(try numbers(batches.repeated().taking(5)).last == [0, 1, 2, 3, 4])
    let shuffled = try numbers(pairs().shuffled(bufferSize: 10, seed: 2).repeated(2)).flatMap { $0 }
    #expect(shuffled[..<10].sorted() == shuffled[10...].sorted())
    #expect(Array(shuffled[..<10]) != Array(shuffled[10...]))
  }

  @Test(arguments: [1, 2, 100])
  func prefetchingChangesNothing(_ count: Int) throws {
    let dataset = pairs().shuffled(bufferSize: 10, seed: 5).batched(3)
    let prefetched = pairs().shuffled(bufferSize: 10, seed: 5).batched(3).prefetched(count)
    for _ in 0..<3 { #expect(try numbers(prefetched) == numbers(dataset)) }
    #expect(prefetched.count == 4)
  }

  @Test func differentLengthsAreAnErrorThatTheFirstThrowingFunctionThrows() throws {
    let dataset = Dataset(Tensor.zeros([4, 2]), Tensor.zeros([3])).batched(2)
    let model = try linear()
    let error = #expect(throws: KerasError.self) { try model.fit(dataset, verbose: 0) }
    #expect(
      "\(try #require(error))" == """
        A Dataset cannot be made of these arrays.
          expected  arrays of values with equally many rows
          received  [4, 2] float32, [3] float32
          fix       give every array one row for each sample
        """)
  }

  // Models -----------------------------------------------------------------------------------------------------------

  private func linear() throws -> Model {
    let input = Input(shape: [1], name: "x")
    let model = try Model(
      inputs: input, outputs: Dense(1, kernelInitializer: .ones, name: "line")(input), name: "line_of_data")
    model.compile(optimizer: .sgd(learningRate: 0.001), loss: .mse, metrics: [.mae])
    return model
  }

  private func bits(_ model: Model) throws -> [UInt32] {
    try model.weights.flatMap { try $0.value.scalars().map(\.bitPattern) }
  }

  @Test(arguments: [false, true])
  func fittingADatasetIsFittingItsArrays(_ isPrefetched: Bool) throws {
    let y = Self.y.reshaped([10, 1])
    let ofArrays = try linear()
    let expected = try ofArrays.fit(Self.x, y, batchSize: 4, epochs: 3, verbose: 0, shuffle: false)
    let ofBatches = try linear()
    let batches = Dataset(Self.x, y).batched(4)
    let found = try ofBatches.fit(isPrefetched ? batches.prefetched() : batches, epochs: 3, verbose: 0)
    #expect(found.names == expected.names)
    for name in expected.names { #expect(found[name] == expected[name]) }
    #expect(try bits(ofBatches) == bits(ofArrays))
    #expect(try ofBatches.evaluate(batches, verbose: 0) == ofArrays.evaluate(Self.x, y, batchSize: 4, verbose: 0))
    #expect(
      try ofBatches.predict(batches).scalars() == ofArrays.predict(Self.x, batchSize: 4).scalars())
  }

  @Test func batchesByNameWithWeights() throws {
    func model() throws -> Model {
      let a = Input(shape: [1], name: "a"), b = Input(shape: [1], name: "b")
      let sum = Dense(1, kernelInitializer: .ones, name: "sum")(a)
      let product = Dense(1, kernelInitializer: .ones, name: "product")(a * b)
      let model = try Model(inputs: ["a": a, "b": b], outputs: ["sum": sum, "product": product])
      model.compile(optimizer: .sgd(learningRate: 0.001), loss: .mse)
      return model
    }
    let y = Self.y.reshaped([10, 1])
    let x: TensorMap = ["b": Self.x + 1, "a": Self.x]
    let targets: TensorMap = ["sum": y, "product": y * 2]
    let weight = Self.x.squeezed(axis: 1) * 0.1
    let ofArrays = try model(), ofBatches = try model()
    let expected = try ofArrays.fit(
      x, targets, batchSize: 5, epochs: 2, verbose: 0, shuffle: false, sampleWeight: weight)
    let found = try ofBatches.fit(
      Dataset(x: x, y: targets, sampleWeight: weight).batched(5), epochs: 2, verbose: 0)
    #expect(found["loss"] == expected["loss"])
    #expect(try bits(ofBatches) == bits(ofArrays))
  }

  @Test func stepsPerEpochGoOnWhereTheEpochBeforeStopped() throws {
    let y = Self.y.reshaped([10, 1])
    let endless = try linear(), whole = try linear()
    try endless.fit(Dataset(Self.x, y).batched(2).repeated(), epochs: 2, verbose: 0, stepsPerEpoch: 5)
    try whole.fit(Self.x, y, batchSize: 2, epochs: 2, verbose: 0, shuffle: false)
    #expect(try bits(endless) == bits(whole))
    // Data that end with an epoch start anew.
    let exact = try linear()
    try exact.fit(Dataset(Self.x, y).batched(2), epochs: 2, verbose: 0, stepsPerEpoch: 5)
    #expect(try bits(exact) == bits(whole))
  }

  @Test func anEpochInWhichTheDataEndIsShort() throws {
    let said = Mutex<[String]>([])
    let model = try linear()
    try Diagnostics.$listener.withValue(Diagnostics.Listener { text in said.withLock { $0.append(text) } }) {
      let y = Self.y.reshaped([10, 1])
      let history = try model.fit(Dataset(Self.x, y).batched(2), epochs: 4, verbose: 0, stepsPerEpoch: 3)
      #expect(history.epochs == [0, 1, 2, 3])
    }
    #expect(
      said.withLock { $0 } == [
        """
        Model 'line_of_data': the data ended at epoch 2 after 2 of 3 steps; the next epoch starts over.
          fix       give stepsPerEpoch * epochs batches, for example with .repeated(), or leave stepsPerEpoch out
        """
      ])
  }
}
