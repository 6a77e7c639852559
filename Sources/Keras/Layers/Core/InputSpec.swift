/// What a layer demands of an input once it is built.
public struct InputSpec: Sendable {
  /// The exact number of axes, if it matters.
  public var rank: Int?
  /// The least number of axes.
  public var minimumRank: Int?
  /// Axes that must have a certain length; negative axes count from the end.
  public var axes: [Int: Int]

  public init(rank: Int? = nil, minimumRank: Int? = nil, axes: [Int: Int] = [:]) {
    self.rank = rank
    self.minimumRank = minimumRank
    self.axes = axes
  }

  /// Whether a tensor of this shape fits.
  func accepts(_ shape: Shape) -> Bool {
    if let rank, shape.rank != rank { return false }
    if let minimumRank, shape.rank < minimumRank { return false }
    return axes.allSatisfy { axis, length in
      shape[axis] == nil ? shape.resolve(axis: axis) != nil : shape[axis] == length
    }
  }
}

extension Shape {
  /// Far more than memory holds; beyond it lengths can't be multiplied.
  static let mostElements = 1 << 40

  /// Whether there are not too many elements, unknown lengths aside.
  var isPossible: Bool {
    var count = 1
    for length in dimensions {
      let (product, isOverflow) = count.multipliedReportingOverflow(by: max(length ?? 1, 1))
      guard !isOverflow, product <= Self.mostElements else { return false }
      count = product
    }
    return true
  }

  /// As in messages of layers: the first axis is the batch.
  package var batchDescription: String {
    let rest = dimensions.dropFirst().map { $0.map(String.init) ?? "?" }
    return "[" + (["batch"] + rest).joined(separator: ", ") + "]"
  }
}

extension TensorType {
  package var batchDescription: String {
    shape.rank == 0 ? description : "\(shape.batchDescription) \(dtype.rawValue)"
  }
}
