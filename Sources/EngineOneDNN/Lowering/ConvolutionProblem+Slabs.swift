import COneDNN
import TensorGraph

/// One sample can't be cut between samples: its convolution is cut along the first axis of the picture instead.
extension ConvolutionProblem {
  /// The convolution that gives a part of the result.
  struct Slab {
    let problem: ConvolutionProblem
    /// The first positions along the first axis that it reads and writes.
    let sourceStart: Int
    let destinationStart: Int
  }

  /// The slabs of the only sample and the arrangement of weights that all of them want; `nil` if cutting makes no sense.
  func slabs() -> (slabs: [Slab], weights: Layout)? {
    // Each slab reads all weights anew, so that half a millisecond is little work for one. Threads are even in number.
    let count = min(Int(cost / 500_000), 16, destination[1]) / 2 * 2
    guard batch == 1, count > 1, geometry.padLow[0] < reach, geometry.padHigh[0] < reach else { return nil }
    let slabs = (0..<count).map { slab(destination[1] * $0 / count..<destination[1] * ($0 + 1) / count) }
    guard let weights = slabs[0].problem.packedWeights(.forward) else { return nil }
    // In another arrangement than its own oneDNN takes a hundred times as long.
    for slab in slabs.dropFirst() {
      guard let own = slab.problem.packedWeights(.forward), onednn_layout_equal(own.handle, weights.handle) else {
        return nil
      }
    }
    return (slabs, weights)
  }

  /// The source's positions along the first axis from the first to the last that one of the result needs.
  private var reach: Int { (kernel[0] - 1) * geometry.dilation[0] + 1 }

  private func slab(_ rows: Range<Int>) -> Slab {
    let low = rows.lowerBound * geometry.strides[0] - geometry.padLow[0]
    let high = (rows.upperBound - 1) * geometry.strides[0] - geometry.padLow[0] + reach
    let read = max(low, 0)..<min(high, source[1])
    var (window, x, y) = (geometry, source, destination)
    window.padLow[0] = read.lowerBound - low
    window.padHigh[0] = high - read.upperBound
    x[1] = read.count
    y[1] = rows.count
    let problem = ConvolutionProblem(
      geometry: window, groups: groups, source: x, kernel: kernel, destination: y, dtype: dtype)
    return Slab(problem: problem, sourceStart: read.lowerBound, destinationStart: rows.lowerBound)
  }
}
