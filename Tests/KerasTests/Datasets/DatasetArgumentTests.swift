import Keras
import TestKit
import TensorGraph
import Testing

/// Sizes and counts at the ends of what they can be, in what makes and changes datasets.
struct DatasetArgumentTests {
  private typealias Numbers = Dataset<Tensor>

  private static func rows() -> Dataset<Tensor> { Dataset(Tensor((0..<5).map(Float.init))) }
  private static func stream() -> Dataset<Tensor> { Dataset((0..<5).map { Tensor(Float($0)) }) }

  private static let results: [(String, @Sendable (Dataset<Tensor>) -> Dataset<Tensor>, [[Int]], Int?)] = [
    ("batched(.max)", { $0.batched(.max) }, [[0, 1, 2, 3, 4]], 1),
    ("batched(.max), whole", { $0.batched(.max, dropRemainder: true) }, [], 0),
    ("taking(0)", { $0.taking(0) }, [], 0),
    ("taking(.max)", { $0.taking(.max) }, [[0], [1], [2], [3], [4]], 5),
    ("skipping(0)", { $0.skipping(0) }, [[0], [1], [2], [3], [4]], 5),
    ("skipping(.max)", { $0.skipping(.max) }, [], 0),
    ("repeated(0)", { $0.repeated(0) }, [], 0),
    ("repeated(1)", { $0.repeated(1) }, [[0], [1], [2], [3], [4]], 5),
    ("repeated(.max)", { $0.repeated(.max).taking(7) }, [[0], [1], [2], [3], [4], [0], [1]], 7),
    ("repeated()", { $0.repeated().taking(6) }, [[0], [1], [2], [3], [4], [0]], 6),
    ("prefetched(0)", { $0.prefetched(0) }, [[0], [1], [2], [3], [4]], 5),
    ("prefetched(.max)", { $0.prefetched(.max) }, [[0], [1], [2], [3], [4]], 5),
  ]

  @Test func sizesAtTheEnds() throws {
    for (name, change, expected, count) in Self.results {
      for (isStream, dataset) in [(false, Self.rows()), (true, Self.stream())] {
        let changed = change(dataset)
        let found = try changed.map { try $0.scalars().map { Int($0) } }
        #expect(found == expected, "\(name), stream: \(isStream)")
        if !isStream { #expect(changed.count == count, "\(name)") }
      }
    }
    #expect(Self.rows().repeated(.max).count == nil)
    let shuffled = try Self.rows().shuffled(bufferSize: .max, seed: 1).map { try $0.scalar() }
    #expect(shuffled.sorted() == [0, 1, 2, 3, 4])
  }

  private static let refusals: [(String, @Sendable (Dataset<Tensor>) -> Dataset<Tensor>, String)] = [
    (
      "batched", { $0.batched(0) },
      "batchSize of at least 1\n  received  0\n  fix       32 makes batches of 32 elements"
    ),
    (
      "batched", { $0.batched(-1) },
      "batchSize of at least 1\n  received  -1\n  fix       32 makes batches of 32 elements"
    ),
    (
      "shuffled", { $0.shuffled(bufferSize: 0) },
      "bufferSize of at least 1\n  received  0\n  fix       give data.count for a perfect shuffle"
    ),
    (
      "taking", { $0.taking(-1) },
      "count of at least 0\n  received  -1\n  fix       leave out taking to have all elements"
    ),
    (
      "taking", { $0.taking(.min) },
      "count of at least 0\n  received  -9223372036854775808\n  fix       leave out taking to have all elements"
    ),
    (
      "skipping", { $0.skipping(-1) },
      "count of at least 0\n  received  -1\n  fix       use taking to leave out elements at the end"
    ),
    (
      "skipping", { $0.skipping(.min) },
      "count of at least 0\n  received  -9223372036854775808\n  fix       use taking to leave out elements at the end"
    ),
    (
      "repeated", { $0.repeated(-1) },
      "times of at least 0\n  received  -1\n  fix       write .repeated() to go on without end"
    ),
    (
      "prefetched", { $0.prefetched(-1) }, "count of at least 0\n  received  -1\n  fix       leave it out, which is two"
    ),
  ]

  /// The error is the dataset's, whatever is made of it, and thrown where it is used, before a step.
  @Test func sizesThatCannotBe() throws {
    for (function, change, rest) in Self.refusals {
      let argument = rest.prefix { $0 != " " }
      let text = "Dataset.\(function) cannot use this \(argument).\n  expected  \(rest)"
      let made: [(Dataset<Tensor>) -> Dataset<Tensor>] = [
        { $0 }, { $0.batched(2) }, { $0.skipping(1) }, { $0.taking(0) }, { $0.repeated(0) }, { $0.prefetched() },
        { $0.shuffled(bufferSize: 3) }, { $0.map { $0 + 1 } },
      ]
      for (index, more) in made.enumerated() {
        for dataset in [Self.rows(), Self.stream()] {
          let failed = more(change(dataset))
          #expect(kerasErrorText { try failed.map { try $0.scalars() } } == text, "\(function), \(index)")
          #expect(kerasErrorText { try Self.model().predict(failed) } == text, "\(function), \(index)")
          let pairs = failed.map { ($0, $0) }
          #expect(kerasErrorText { try Self.model().fit(pairs, verbose: 0) } == text)
          #expect(kerasErrorText { try Self.model().evaluate(pairs, verbose: 0) } == text)
          var epochs = 0
          let good = Dataset(Tensor.ones([2, 1]), Tensor.ones([2, 1])).batched(2)
          let counting = LambdaCallback(onEpochBegin: { _ in epochs += 1 })
          #expect(
            kerasErrorText {
              try Self.model().fit(good, verbose: 0, validationData: pairs, callbacks: [counting])
            } == text)
          #expect(epochs == 0, "thrown before the first epoch")
        }
      }
    }
  }

  @Test func arraysThatAreNoRows() {
    let text = """
      A Dataset cannot be made of these arrays.
        expected  arrays of values with equally many rows
        received  [] float32
        fix       give every array one row for each sample
      """
    #expect(kerasErrorText { try Dataset(Tensor(1.0)).map { try $0.scalars() } } == text)
    let large = Tensor.zeros([1 << 31], dtype: .int8)
    #expect(
      kerasErrorText { try Dataset(large).batched(4).makeIterator().next()?.scalars() }
        == text.replacing("[] float32", with: "[2147483648] int8").replacing(
          "rows\n", with: "rows, at most 2147483647\n"))
    #expect(
      kerasErrorText { try Self.model().predict(Tensor.zeros([1 << 31, 1], dtype: .int8)) } == """
        Sequential 'numbers' cannot make batches of so many rows.
          expected  arrays of at most 2147483647 rows
          received  [2147483648, 1] int8
          fix       give a Dataset that makes them part by part
        """)
  }

  private static func model() -> Model {
    let model = Sequential(name: "numbers") {
      Input(shape: [1])
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  @Test func sequencesOfImpossibleLengths() {
    #expect(
      kerasErrorText { try padSequences([[1], [2, 3]], maxlen: .max) }.contains("The result does not fit into memory."))
    #expect(
      kerasErrorText { try padSequences([[1], [2, 3]], maxlen: 1 << 45) }.contains(
        "received  844 TB, with a result of [2, 35184372088832] int32"))
    for count in [Int.max, 1 << 62] {
      #expect(
        kerasErrorText { try toCategorical([0, 1], classCount: count) }.contains("The result does not fit into memory.")
      )
    }
    #expect(
      kerasErrorText { try toCategorical([0, 1], classCount: .min) } == """
        toCategorical cannot find a place for each label.
          expected  labels from 0 to 0
          received  labels from 0 to 1
          fix       number the classes from 0, and give classCount: if not all of them occur
        """)
    #expect(
      kerasErrorText { try toCategorical([0, .max]) } == """
        toCategorical cannot find a place for each label.
          expected  labels from 0 to 9223372036854775806
          received  labels from 0 to 9223372036854775807
          fix       number the classes from 0, and give classCount: if not all of them occur
        """)
    #expect(kerasErrorText { try toCategorical([0, .max - 1]) }.contains("The result does not fit into memory."))
  }
}
