/// At which end of a sequence something is added or removed.
public enum SequenceEnd: Sendable {
  /// At the start: Keras' `"pre"`.
  case pre
  /// At the end: Keras' `"post"`.
  case post
}

/// Sequences brought to one length, as rows of a tensor.
///
/// ```swift
/// try padSequences([[1], [2, 3], [4, 5, 6]])        // [[0, 0, 1], [0, 2, 3], [4, 5, 6]]
/// ```
///
/// - Parameters:
///   - sequences: whole numbers; each sequence of any length.
///   - maxlen: the length of the rows; that of the longest sequence if `nil`.
///   - dtype: the type of the tensor.
///   - padding: at which end shorter sequences are filled.
///   - truncating: at which end longer sequences are cut.
///   - value: what fills them.
/// - Returns: shape `[sequences, maxlen]`.
/// - Throws: if `maxlen` is negative, or there is neither a sequence nor a `maxlen`, or the rows don't fit into memory.
///
/// Source: `keras.utils.pad_sequences`.
public func padSequences(
  _ sequences: [[Int]], maxlen: Int? = nil, dtype: DType = .int32, padding: SequenceEnd = .pre,
  truncating: SequenceEnd = .pre, value: Double = 0
) throws -> Tensor {
  try padSequences(
    sequences.map { $0.map(Double.init) }, maxlen: maxlen, dtype: dtype, padding: padding,
    truncating: truncating, value: value)
}

/// Sequences of real numbers brought to one length, as rows of a tensor.
///
/// As with whole numbers; to an integer `dtype`, numbers lose their fractions.
public func padSequences(
  _ sequences: [[Double]], maxlen: Int? = nil, dtype: DType = .int32, padding: SequenceEnd = .pre,
  truncating: SequenceEnd = .pre, value: Double = 0
) throws -> Tensor {
  guard let length = maxlen ?? sequences.map(\.count).max(), length >= 0 else {
    throw KerasError(
      "padSequences cannot make rows.", expected: "at least one sequence, or a maxlen of at least 0",
      received: maxlen.map { "maxlen: \($0)" } ?? "no sequences", fix: "give maxlen: the length of the rows")
  }
  // Of all rows, as numbers and as values of the type.
  let count = Size(sequences.count) * Size(length)
  try Memory.check(count * Size(8 + dtype.byteCount), for: TensorType([sequences.count, length], dtype))
  var elements = [Double](repeating: value, count: sequences.count * length)
  for (row, sequence) in sequences.enumerated() {
    let kept = truncating == .pre ? sequence.suffix(length) : sequence.prefix(length)
    let start = row * length + (padding == .pre ? length - kept.count : 0)
    elements.replaceSubrange(start..<(start + kept.count), with: kept)
  }
  return try Tensor(elements, shape: [sequences.count, length]).cast(to: dtype).checked()
}

/// Class numbers as rows with a one in the place of the class.
///
/// ```swift
/// try toCategorical(Tensor([0, 2]))                 // [[1, 0, 0], [0, 0, 1]]
/// ```
///
/// - Parameters:
///   - labels: whole numbers from 0. Shape: `[…]`; a last axis of length 1 is dropped, unless it is the only one.
///   - classCount: the number of classes; one more than the largest label if `nil`.
/// - Returns: `float64`, which is NumPy's type. Shape: `[…, classes]`.
/// - Throws: if a label is negative, or not below `classCount`, or the rows don't fit into memory.
///
/// Source: `keras.utils.to_categorical`, for arrays.
public func toCategorical(_ labels: Tensor, classCount: Int? = nil) throws -> Tensor {
  let numbers = try labels.cast(to: .int64).scalars(as: Int64.self).map { Int($0) }
  let count = (classCount.flatMap { $0 == 0 ? nil : Size($0) } ?? Size(numbers.max() ?? -1) + 1).length
  guard let lowest = numbers.min(), let highest = numbers.max(), lowest >= 0, highest < count else {
    throw KerasError(
      "toCategorical cannot find a place for each label.",
      expected: "labels from 0 to \(max(count, 1) - 1)",
      received: numbers.isEmpty ? "no labels" : "labels from \(numbers.min()!) to \(numbers.max()!)",
      fix: "number the classes from 0, and give classCount: if not all of them occur")
  }
  var shape = labels.shape.staticDimensions
  if shape.count > 1, shape.last == 1 { shape.removeLast() }
  let type = TensorType(Shape(shape + [count]), .float64)
  try Memory.check(2 * Size(numbers.count) * Size(count) * Size(type.dtype.byteCount), for: type)
  var elements = [Double](repeating: 0, count: numbers.count * count)
  for (row, number) in numbers.enumerated() { elements[row * count + number] = 1 }
  return Tensor(elements, shape: shape + [count], dtype: .float64)
}

/// Class numbers as rows with a one in the place of the class: as for a tensor. Shape: `[labels, classes]`.
public func toCategorical(_ labels: [Int], classCount: Int? = nil) throws -> Tensor {
  try toCategorical(Tensor(labels.map { Int64($0) }), classCount: classCount)
}
