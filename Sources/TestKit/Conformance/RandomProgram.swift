import TensorGraph

extension EngineConformance {
  /// A program of some twenty operations drawn at random, smooth enough that small errors stay small.
  package static func randomProgram(seed: UInt64) -> ConformanceCase {
    var random = TestRandom(seed: seed)
    let lengths = (0..<3).map { _ in [1, 2, 3, 5, 8, 16, 17].randomElement(using: &random)! }
    let shapes = (0..<3).map { _ in
      (0..<Int.random(in: 1...3, using: &random)).map { _ in lengths.randomElement(using: &random)! }
    }
    let stepCount = Int.random(in: 5...25, using: &random)
    let choices = random
    return ConformanceCase(
      "random program, seed \(seed)", shapes.map { .real($0) } + [.bools([lengths[0]])], .float32, .program
    ) { inputs in
      var random = choices
      var values = Array(inputs.dropLast())
      for _ in 0..<stepCount { values.append(randomStep(&values, inputs.last!, &random)) }
      // The last values, and one from the middle that others use too.
      return Array(values.suffix(3)) + [values[values.count / 2]]
    }
  }

  private static func randomStep(_ values: inout [Tensor], _ flags: Tensor, _ random: inout TestRandom) -> Tensor {
    let x = values.randomElement(using: &random)!
    let y = values.randomElement(using: &random)!
    let choice = Int.random(in: 0..<22, using: &random)
    switch choice {
    case 0...2: return pair(x, y) { tanh($0) + $1 * 0.5 }
    case 3: return pair(x, y) { $0 * sigmoid($1) }
    case 4: return pair(x, y) { maximum($0, $1) }
    case 5: return pair(x, y) { $0 / (abs($1) + 1) }
    case 6: return relu(x) - 0.25
    case 7: return exp(-abs(x)) * 2
    case 8: return log1p(abs(x))
    case 9: return x.sum(axis: -1, keepDims: true) / Double(x.shape.last ?? 1)
    case 10: return x.mean(axis: Int.random(in: 0..<max(x.rank, 1), using: &random) - x.rank, keepDims: true)
    case 11: return x.rank > 1 ? x.max(axis: 0) : x
    case 12: return product(x, y)
    case 13: return x.transposed()
    case 14: return x.flattened()
    case 15: return x.rank > 0 && x.rank < 4 ? stacked([x, -x], axis: 0) : x
    case 16: return x.rank > 0 ? concatenated([x, x * 0.5], axis: -1)[..., .stride(by: 2)] : x
    case 17: return x.rank > 0 ? x.padded([(1, 0)], value: 0.5)[..., 0..<1] : x
    case 18: return softmax(x.rank > 0 ? x : x.reshaped([1]))
    case 19: return choose(x, flags)
    case 20: return (x - x.mean()) * rsqrt(x.variance() + 0.1)
    default:
      return x.rank > 0 ? x.reversed(axes: [-1]).slice(axis: 0, from: 0, count: max((x.shape[0] ?? 1) / 2, 1)) : x
    }
  }

  private static func pair(_ x: Tensor, _ y: Tensor, _ function: (Tensor, Tensor) -> Tensor) -> Tensor {
    guard x.shape.broadcast(with: y.shape) != nil, x.rank < 4, y.rank < 4 else { return function(x, x.mean()) }
    return function(x, y)
  }

  private static func product(_ x: Tensor, _ y: Tensor) -> Tensor {
    guard x.rank == 2, let inner = x.shape[1] else { return square(x) * 0.1 }
    if y.rank == 2, y.shape[0] == inner { return matmul(x, y) / Double(inner) }
    if y.rank == 2, y.shape[1] == inner { return matmul(x, y.transposed()) / Double(inner) }
    return matmul(x, x.transposed()) / Double(inner)
  }

  private static func choose(_ x: Tensor, _ flags: Tensor) -> Tensor {
    x.shape.broadcast(with: flags.shape) != nil && x.rank < 4 ? which(flags, x, x * 0.5) : x
  }
}
