import TensorGraph

/// Class numbers as vectors of zeros and ones, or of counts.
///
/// Input: integers from 0, `[batch, count]`, or `[count]` for one sample; output: `[batch, tokens]`, or with `.oneHot` `[batch, count,
/// tokens]` (`[batch, tokens]` if the last axis has length 1). Of inputs `[batch, count, others…]` the second axis is counted. With `.count`, each number may count by a weight of its own: `encoding(x,
/// countWeights: weights)`. Source: `keras.layers.CategoryEncoding`.
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

  /// Counts with weights.
  ///
  /// - Parameters:
  ///   - x: integers, `[batch, count]`.
  ///   - countWeights: by how much each number counts, of the same shape.
  public func callAsFunction(
    _ x: Tensor, countWeights: Tensor, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    invoke([x, countWeights], training: training, file: file, line: line)[0]
  }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    guard inputs.count == 2 else { return super.perform(inputs) }
    let (classes, weights) = (inputs[0], inputs[1])
    guard outputMode == .count, weights.shape.matches(classes.shape) else {
      return [
        failed(
          expected: "outputMode: .count and weights of the input's shape \(classes.shape.batchDescription)",
          received: "outputMode: .\(outputMode) and weights \(weights.type.batchDescription)",
          fix: "give one weight for each number, to a layer that counts")
      ]
    }
    let each = TensorGraph.oneHot(classes.cast(to: .int32), tokenCount, dtype: computeDType)
    return [(each * weights.cast(to: computeDType).expandedDimensions(-1)).sum(axis: classes.samplesAxis)]
  }

  public override func build(_ input: Shape) { requirePositive(tokenCount, "tokenCount") }

  public func call(_ x: Tensor) -> Tensor {
    IndexRequirements.note(x, below: tokenCount, who: displayName) {
      "raise tokenCount to at least \($0 &+ 1), or check the data"
    }
    return outputMode.encoded(x.cast(to: .int32), count: tokenCount, dtype: computeDType)
  }
}

extension Tensor {
  /// The axis along which the class numbers of a sample stand.
  fileprivate var samplesAxis: Int { rank > 1 ? 1 : 0 }
}

extension CategoryEncoding.OutputMode {
  func encoded(_ classes: Tensor, count: Int, dtype: DType) -> Tensor {
    if self == .oneHot {
      let isSingle = classes.rank > 1 && classes.shape.last == 1
      return TensorGraph.oneHot(isSingle ? classes.squeezed(axis: -1) : classes, count, dtype: dtype)
    }
    let each = TensorGraph.oneHot(classes, count, dtype: dtype)
    // A number alone is all there is of its sample.
    if each.rank == 1 { return each }
    let axis = classes.samplesAxis
    return self == .count ? each.sum(axis: axis) : each.max(axis: axis)
  }
}
