/// The products of an attention with heads, as Einstein sums.
///
/// Source: `keras.src.layers.attention.multi_head_attention._build_attention_equation`.
struct AttentionEquations {
  /// Keys and queries to scores: `[batch…, heads, queries…, values…]`.
  let product: String
  /// Weights and values to outputs: `[batch, queries…, heads, width]`.
  let combination: String
  private let attended: Int
  private let scoreRank: Int

  /// - Parameters:
  ///   - rank: of the projections `[batch, …, heads, width]`.
  ///   - axes: along which positions attend to each other, counted from the front.
  init(rank: Int, axes: [Int]) {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let target = Array(letters[..<rank])
    let batch = (0..<(rank - 1)).filter { !axes.contains($0) }
    var source = target
    var next = rank
    for axis in 0..<(rank - 1) where axes.contains(axis) {
      source[axis] = letters[next]
      next += 1
    }
    let scores = String(batch.map { target[$0] } + axes.map { target[$0] } + axes.map { source[$0] })
    product = "\(String(source)),\(String(target))->\(scores)"
    combination = "\(scores),\(String(source))->\(String(target))"
    attended = axes.count
    scoreRank = scores.count
  }

  /// The softmax of scores over all values that a query sees.
  ///
  /// - Parameter zeroesRest: whether weights of values that a query does not see are exactly 0, even if it sees none.
  func weights(_ scores: Tensor, mask: Tensor?, zeroesRest: Bool) -> Tensor {
    let axes = Array((scoreRank - attended)..<scoreRank)
    let dtype = scores.dtype
    let scores = scores.cast(to: dtype.promoted(with: .float32))
    guard var mask else { return softmax(scores, axes: axes).cast(to: dtype) }
    // The heads' axis, and batch axes that the mask lacks, stand before those of queries and values.
    while mask.rank < scoreRank, mask.error == nil { mask = mask.expandedDimensions(-attended * 2 - 1) }
    if mask.error != nil { return mask }
    let weights =
      zeroesRest
      ? Softmax.masked(scores, by: mask, axes: axes)
      : softmax(which(mask, scores, scores.dtype.largeNegative), axes: axes)
    return weights.cast(to: dtype)
  }
}
