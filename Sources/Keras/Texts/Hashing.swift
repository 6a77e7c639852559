import TensorGraph

/// Texts or whole numbers in a given number of bins, by their hashes: no vocabulary is needed, and some share a bin.
///
/// ```swift
/// let hash = Hashing(binCount: 3)
/// try hash(["A", "B", "C", "D", "E"])
/// ```
/// Bins are those of Keras: by FarmHash's 64-bit fingerprint of a text or of a number's digits, with a salt by SipHash. As tensors hold no
/// texts, it stands in front of a model and is not part of it. Source: `keras.layers.Hashing`.
public final class Hashing {
  /// How many bins there are.
  public let binCount: Int
  private let maskValue: TextBytes?
  private let salt: (UInt64, UInt64)?
  /// How bins become vectors; their numbers if `nil`.
  public let outputMode: CategoryEncoding.OutputMode?

  /// - Parameters:
  ///   - binCount: how many bins there are, that of the mask included.
  ///   - maskValue: a text, or a number's digits, whose bin is 0, which nothing else comes into then.
  ///   - salt: two numbers that make the hashes others.
  ///   - outputMode: how bins become vectors; their numbers if `nil`.
  public init(
    binCount: Int, maskValue: String? = nil, salt: (UInt64, UInt64)? = nil,
    outputMode: CategoryEncoding.OutputMode? = nil
  ) {
    self.binCount = binCount
    self.maskValue = maskValue.map { TextBytes($0) }
    self.salt = salt
    self.outputMode = outputMode
  }

  /// - Returns: `[texts]` bins, `int64`; with `.oneHot` `[texts, bins]`, with other modes `[bins]`, `float32`.
  /// - Throws: if there is no bin.
  public func callAsFunction(_ texts: [String]) throws -> Tensor {
    try bins(texts.map { TextBytes($0) }, shape: [texts.count])
  }

  /// - Parameter samples: as many texts in each.
  /// - Returns: `[samples, texts]` bins, `int64`; with `.oneHot` `[samples, texts, bins]`, with other modes `[samples, bins]`, `float32`.
  /// - Throws: if there is no bin, or samples are of several lengths.
  public func callAsFunction(_ samples: [[String]]) throws -> Tensor {
    let length = samples.first?.count ?? 0
    if let other = samples.first(where: { $0.count != length }) {
      throw KerasError(
        "Hashing cannot use these texts.", expected: "samples of one length",
        received: "\(length) and \(other.count) texts", fix: "pad them")
    }
    return try bins(samples.flatMap { $0.map { TextBytes($0) } }, shape: [samples.count, length])
  }

  /// - Parameter numbers: a tensor with values, of any shape; fractions are cut off.
  /// - Returns: bins in the same shape, or vectors, as of texts.
  /// - Throws: if there is no bin, or the tensor has no values.
  public func callAsFunction(_ numbers: Tensor) throws -> Tensor {
    let values = try numbers.cast(to: .int64).scalars(as: Int64.self)
    return try bins(values.map { TextBytes("\($0)") }, shape: numbers.shape.staticDimensions)
  }

  private func bins(_ texts: [TextBytes], shape: [Int]) throws -> Tensor {
    guard (1...(1 << 30)).contains(binCount) else {
      throw KerasError(
        "Hashing cannot be used.", expected: "binCount in 1...\(1 << 30)", received: "binCount: \(binCount)",
        fix: "give how many bins there are")
    }
    let reserved = maskValue != nil && binCount > 1 ? 1 : 0
    let numbers = texts.map { text in
      reserved == 1 && text == maskValue
        ? 0 : Int64(TextHash.bin(text.bytes, binCount - reserved, salt) + reserved)
    }
    let tensor = Tensor(numbers, shape: shape)
    return outputMode.map { $0.encoded(tensor.cast(to: .int32), count: binCount, dtype: .float32) } ?? tensor
  }
}
