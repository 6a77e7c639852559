import TensorGraph

/// Class numbers as vectors of zeros and ones, or of counts.
///
/// Input: integers from 0, `[batch, count]`, or `[batch]`; output: `[batch, tokens]`, or with `.oneHot` `[batch, count, tokens]` (`[batch,
/// tokens]` if the last axis has length 1). Source: `keras.layers.CategoryEncoding`.
public final class CategoryEncoding: Layer, UnaryLayer {
  /// How class numbers become vectors.
  public enum OutputMode: String, Sendable, Hashable, Codable {
    /// A one in the class's place, for each number.
    case oneHot = "one_hot"
    /// Ones in the places of all classes of a sample.
    case multiHot = "multi_hot"
    /// How often each class occurs in a sample.
    case count
  }

  /// How many classes there are.
  public let tokenCount: Int
  public let outputMode: OutputMode

  /// - Parameters:
  ///   - tokenCount: how many classes there are.
  ///   - outputMode: how class numbers become vectors. Default `.multiHot`.
  public init(
    tokenCount: Int, outputMode: OutputMode = .multiHot, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.tokenCount = tokenCount
    self.outputMode = outputMode
    super.init(name: name, dtype: dtype)
  }

  package override var castsInputs: Bool { false }

  public override func build(_ input: Shape) { requirePositive(tokenCount, "tokenCount") }

  public func call(_ x: Tensor) -> Tensor {
    outputMode.encoded(x.cast(to: .int32), count: tokenCount, dtype: computeDType)
  }
}

extension CategoryEncoding.OutputMode {
  func encoded(_ classes: Tensor, count: Int, dtype: DType) -> Tensor {
    if self == .oneHot {
      let isSingle = classes.rank > 1 && classes.shape.last == 1
      return TensorGraph.oneHot(isSingle ? classes.squeezed(axis: -1) : classes, count, dtype: dtype)
    }
    let each = TensorGraph.oneHot(classes, count, dtype: dtype)
    return self == .count ? each.sum(axis: -2) : each.max(axis: -2)
  }
}
