/// A stream of samples or batches: in memory or made on the way; shuffled, batched, mapped, prefetched.
///
/// Each pass makes a new iterator, and shuffles anew. A value carries its error on its tensors, as everywhere.
/// ```swift
/// for (x, y) in Dataset(images, labels).shuffled(bufferSize: 10_000).batched(128).prefetched() { … }
/// ```
/// Source: `tf.data.Dataset`, as Keras' guides use it.
public struct Dataset<Element>: Sequence {
  /// Rows of arrays in some order: what shuffling and batching work on without touching the data.
  struct Rows {
    var columns: [Tensor]
    /// How the columns are arranged in an element.
    var template: Element
    var order: () -> AnyIterator<Int32>
    var count: Int?
  }

  let codec: DatasetCodec<Element>
  /// Set as long as the dataset is rows of arrays, one element a row.
  let rows: Rows?
  let iterate: () -> AnyIterator<Element>
  /// What counts the passes of everything that is shuffled on the way.
  let passes: [PassCounter]
  /// The number of elements of a pass, if it is known.
  public let count: Int?
  /// Whether elements are batches, with the samples along their first axis.
  let isBatched: Bool
  /// What is wrong with the definition: the single element carries it too, and so does all that is made of the dataset.
  let error: KerasError?
  /// Of a dataset made of a folder: the names of the classes, whose places are their numbers. Transformations leave them out.
  public package(set) var classNames: [String] = []
  /// Of a dataset made of a folder: the files, in the order before shuffling anew in each pass. Transformations leave them out.
  public package(set) var filePaths: [String] = []

  init(
    codec: DatasetCodec<Element>, rows: Rows? = nil, count: Int?, isBatched: Bool, passes: [PassCounter] = [],
    iterate: @escaping () -> AnyIterator<Element>
  ) {
    self.codec = codec
    self.passes = passes
    self.rows = rows
    self.count = count
    self.isBatched = isBatched
    self.iterate = iterate
    error = nil
  }

  /// A dataset that carries an error.
  init(codec: DatasetCodec<Element>, error: KerasError) {
    self.codec = codec
    (rows, passes) = (nil, [])
    count = 1
    isBatched = true
    iterate = { AnyIterator([codec.fail(.failed(error))].makeIterator()) }
    self.error = error
  }

  public func makeIterator() -> AnyIterator<Element> { iterate() }

  /// Rows of arrays, which are arranged as in `arrays`.
  fileprivate init(_ arrays: Element, codec: DatasetCodec<Element>) {
    let columns = codec.unpack(arrays)
    if let error = columns.lazy.compactMap(\.error).first ?? Self.error(of: columns) {
      self.init(codec: codec, error: error)
      return
    }
    let count = columns[0].shape[0] ?? 0
    let order = { AnyIterator((0..<Int32(count)).makeIterator()) }
    self.init(rows: Rows(columns: columns, template: arrays, order: order, count: count), codec: codec)
  }

  private static func error(of columns: [Tensor]) -> KerasError? {
    let counts = columns.map { $0.isSymbolic ? nil : $0.shape[0] }
    let isEqual = counts.allSatisfy { $0 != nil && $0 == counts[0] }
    if isEqual, let count = counts.first ?? nil, count <= Batch.mostRows { return nil }
    return KerasError(
      "A Dataset cannot be made of these arrays.",
      expected: "arrays of values with equally many rows" + (isEqual ? ", at most \(Batch.mostRows)" : ""),
      received: columns.isEmpty ? "none" : columns.map(\.type.description).joined(separator: ", "),
      fix: "give every array one row for each sample")
  }

  /// A dataset whose elements are single rows.
  init(rows: Rows, codec: DatasetCodec<Element>, passes: [PassCounter] = []) {
    self.init(codec: codec, rows: rows, count: rows.count, isBatched: false, passes: passes) {
      let order = rows.order()
      return AnyIterator {
        order.next().map { row in
          codec.replace(
            rows.template, rows.columns.map { $0.slice(axis: 0, from: Int(row), count: 1).squeezed(axis: 0) })
        }
      }
    }
  }
}

extension Dataset where Element == Tensor {
  /// The rows of one array. Shape: `[samples, …]`.
  public init(_ x: Tensor) { self.init(x, codec: .tensor) }

  /// Elements of any sequence.
  public init(_ elements: some Sequence<Tensor>) {
    self.init(codec: .tensor, count: nil, isBatched: false) { AnyIterator(elements.makeIterator()) }
  }
}

extension Dataset where Element == (Tensor, Tensor) {
  /// Rows of inputs with rows of targets. Shapes: `[samples, …]`.
  public init(_ x: Tensor, _ y: Tensor) { self.init((x, y), codec: .pair) }

  /// Elements of any sequence of inputs and targets.
  public init(_ elements: some Sequence<(Tensor, Tensor)>) {
    self.init(codec: .pair, count: nil, isBatched: false) { AnyIterator(elements.makeIterator()) }
  }
}

extension Dataset where Element == Batch {
  /// Rows of several inputs, targets and weights, by name or in order.
  public init(
    x: some TensorStructure, y: some TensorStructure = TensorMap(), sampleWeight: some TensorStructure = TensorMap()
  ) {
    self.init(Batch(x: x.tensorMap, y: y.tensorMap, sampleWeight: sampleWeight.tensorMap), codec: .batches)
  }

  /// Batches of any sequence: several inputs and targets, and sample weights, by name or in order.
  public init(_ elements: some Sequence<Batch>) {
    self.init(codec: .batches, count: nil, isBatched: false) { AnyIterator(elements.makeIterator()) }
  }
}
