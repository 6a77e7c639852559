import Keras
import TestKit
import Testing

@testable import Keras

/// `padSequences` and `toCategorical` against Keras.
@Suite struct SequenceTests {
  @Test(arguments: DatasetTests.expected["pad_sequences"].list)
  func padded(_ item: JSON) throws {
    let arguments = item["arguments"]
    func end(_ name: String) -> SequenceEnd { arguments[name].string == "post" ? .post : .pre }
    let dtype: DType = arguments["dtype"].string == "float32" ? .float32 : arguments["dtype"].isNull ? .int32 : .int64
    let result = try padSequences(
      [[1], [2, 3], [], [4, 5, 6, 7]], maxlen: arguments["maxlen"].int, dtype: dtype, padding: end("padding"),
      truncating: end("truncating"), value: arguments.double("value", 0))
    let rows = item["rows"].list
    #expect(result.shape.known == [rows.count, rows[0].list.count])
    #expect(result.dtype == dtype)
    #expect(try result.scalars(as: Double.self) == rows.flatMap { $0.list.map { $0.double! } })
  }

  @Test(arguments: DatasetTests.expected["to_categorical"].list)
  func categorical(_ item: JSON) throws {
    func flat(_ value: JSON) -> [Int32] { value.int.map { [Int32($0)] } ?? value.list.flatMap(flat) }
    let labels = item["labels"]
    let isNested = labels.list.first?.int == nil
    let shape = isNested ? [labels.list.count, labels.list[0].list.count] : [labels.list.count]
    let result = try toCategorical(Tensor(flat(labels), shape: shape), classCount: item["classes"].int)
    #expect(result.shape.known == item["shape"].ints)
    #expect(result.dtype == .float64)
    #expect(try result.scalars(as: Double.self) == item["values"].list.map { $0.double! })
  }

  @Test func refusals() throws {
    let error = #expect(throws: KerasError.self) { try toCategorical([0, 3], classCount: 3) }
    #expect(
      error?.description == """
        toCategorical cannot find a place for each label.
          expected  labels from 0 to 2
          received  labels from 0 to 3
          fix       number the classes from 0, and give classCount: if not all of them occur
        """)
    #expect(throws: KerasError.self) { try toCategorical([-1]) }
    #expect(throws: KerasError.self) { try toCategorical([Int]()) }
    #expect(throws: KerasError.self) { try padSequences([[Int]]()) }
    #expect(try padSequences([[Int]](), maxlen: 3).shape == [0, 3])
  }
}
