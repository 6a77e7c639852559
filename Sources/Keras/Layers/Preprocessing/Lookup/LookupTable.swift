import TensorGraph

/// The numbers of tokens, found by halving the sorted vocabulary again and again: operations that every engine has.
struct LookupTable {
  private let rules: LookupRules<Int>
  private let tokens: [Int]

  init(_ rules: LookupRules<Int>, _ tokens: [Int]) {
    self.rules = rules
    self.tokens = tokens
  }

  /// - Parameter x: integers of any shape.
  /// - Returns: numbers of the same shape, `int32`; -1 where a token has none.
  func numbers(of x: Tensor) -> Tensor {
    let x = x.cast(to: isNarrow(x.dtype) ? .int32 : .int64)
    let missing = missing(x)
    let numbers = tokens.isEmpty ? missing : found(x, else: missing)
    guard let mask = rules.maskToken else { return numbers }
    // Further than the type goes there is nothing to mask.
    guard x.dtype == .int64 || Int32(exactly: mask) != nil else { return numbers }
    return which(x .== mask, rules.outputMode == .int ? 0 : -1, numbers)
  }

  private func isNarrow(_ dtype: DType) -> Bool {
    switch dtype {
    case .bool, .int8, .int16, .int32, .uint8, .uint16: tokens.allSatisfy { Int32(exactly: $0) != nil }
    default: false
    }
  }

  private func missing(_ x: Tensor) -> Tensor {
    switch rules.oovIndexCount {
    case 0: Tensor.full(like: x, -1, dtype: .int32)
    case 1: Tensor.full(like: x, rules.oovStart, dtype: .int32)
    default: (x % rules.oovIndexCount).cast(to: .int32) + rules.oovStart
    }
  }

  private func found(_ x: Tensor, else missing: Tensor) -> Tensor {
    // The last one fills up to a power of two: whatever of them is found is the same.
    var order = tokens.indices.sorted { tokens[$0] < tokens[$1] }
    var size = 1
    while size < order.count { size *= 2 }
    order += Array(repeating: order[order.count - 1], count: size - order.count)
    let sorted = order.map { tokens[$0] }
    let table = x.dtype == .int32 ? Tensor(sorted.map { Int32($0) }) : Tensor(sorted.map { Int64($0) })
    let numbers = Tensor(order.map { Int32($0 + rules.tokenStart) })
    var place = Tensor.full(like: x, 0, dtype: .int32)
    var step = size / 2
    while step > 0 {
      let next = place + step
      place = which(table.take(next, axis: 0) .<= x, next, place)
      step /= 2
    }
    return which(table.take(place, axis: 0) .== x, numbers.take(place, axis: 0), missing)
  }
}
