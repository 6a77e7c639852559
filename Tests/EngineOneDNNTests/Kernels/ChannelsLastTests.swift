import CKernels
import Testing

/// Pooling and batch normalisation against loops over indices.
struct ChannelsLastTests {
  struct Pool: CustomTestStringConvertible, Sendable {
    let size: [Int]
    let window: [Int]
    let stride: [Int]
    let same: Bool
    var testDescription: String { "\(size) window \(window) stride \(stride) \(same ? "same" : "valid")" }
    init(_ size: [Int], _ window: [Int], _ stride: [Int], same: Bool = false) {
      self.size = size
      self.window = window
      self.stride = stride
      self.same = same
    }

    var shape: ck_pool_shape {
      func output(_ axis: Int) -> Int {
        let length = size[axis + 1]
        return same ? (length + stride[axis] - 1) / stride[axis] : (length - window[axis]) / stride[axis] + 1
      }
      func pad(_ axis: Int) -> Int {
        same ? max(0, (output(axis) - 1) * stride[axis] + window[axis] - size[axis + 1]) / 2 : 0
      }
      return ck_pool_shape(
        batch: Int64(size[0]), height: Int64(size[1]), width: Int64(size[2]), channels: Int64(size[3]),
        out_height: Int64(output(0)), out_width: Int64(output(1)), window_height: Int64(window[0]),
        window_width: Int64(window[1]), stride_height: Int64(stride[0]), stride_width: Int64(stride[1]),
        pad_top: Int64(pad(0)), pad_left: Int64(pad(1)))
    }

    var inputCount: Int { size.reduce(1, *) }
    var outputCount: Int { size[0] * Int(shape.out_height) * Int(shape.out_width) * size[3] }

    /// Calls `visit` with each output's place and the places and window positions of its inputs.
    func forEachWindow(_ visit: (Int, [(place: Int, position: Int)]) -> Void) {
      let s = shape
      var output = 0
      for image in 0..<size[0] {
        for y in 0..<Int(s.out_height) {
          for x in 0..<Int(s.out_width) {
            for channel in 0..<size[3] {
              var inputs: [(Int, Int)] = []
              for v in 0..<window[0] {
                for u in 0..<window[1] {
                  let (row, col) = (y * stride[0] - Int(s.pad_top) + v, x * stride[1] - Int(s.pad_left) + u)
                  guard (0..<size[1]).contains(row), (0..<size[2]).contains(col) else { continue }
                  let place = ((image * size[1] + row) * size[2] + col) * size[3] + channel
                  inputs.append((place, v * window[1] + u))
                }
              }
              visit(output, inputs)
              output += 1
            }
          }
        }
      }
    }
  }

  static let pools: [Pool] = [
    Pool([3, 8, 8, 16], [2, 2], [2, 2]), Pool([2, 9, 7, 5], [2, 2], [2, 2]),
    Pool([2, 9, 7, 5], [2, 2], [2, 2], same: true), Pool([2, 9, 10, 33], [3, 3], [2, 2], same: true),
    Pool([1, 6, 6, 1], [3, 2], [1, 1]), Pool([4, 12, 5, 32], [3, 3], [4, 4], same: true),
    Pool([5, 1, 20, 8], [1, 4], [1, 2]), Pool([9, 26, 26, 20], [2, 2], [2, 2]),
    Pool([1, 5, 5, 3], [5, 5], [1, 1], same: true),
  ]

  static func bfloat(_ value: Float) -> UInt16 { UInt16(truncatingIfNeeded: value.bitPattern >> 16) }
  static func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// Whole numbers, so that every sum is exact and ties are frequent.
  static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float(Int.random(in: -20...20, using: &generator)) }
  }

  @Test(arguments: pools, [CK_F32, CK_BF16])
  func maxPoolingTakesTheFirstMaximum(_ pool: Pool, _ dtype: ck_dtype) {
    var input = Self.numbers(pool.inputCount, seed: 1)
    input[pool.inputCount / 2] = .nan
    let gradient = Self.numbers(pool.outputCount, seed: 2)
    var expected = [Float](repeating: 0, count: pool.outputCount)
    var expectedIndex = [UInt8](repeating: 0, count: pool.outputCount)
    var expectedGradient = [Float](repeating: 0, count: pool.inputCount)
    pool.forEachWindow { output, inputs in
      var best = inputs[0]
      for candidate in inputs.dropFirst() {
        let (new, old) = (input[candidate.place], input[best.place])
        if !old.isNaN && (new > old || new.isNaN) { best = candidate }
      }
      expected[output] = input[best.place]
      expectedIndex[output] = UInt8(best.position)
      expectedGradient[best.place] += gradient[output]
    }
    func pack(_ values: [Float]) -> KernelMemory {
      dtype == CK_BF16 ? KernelMemory(values.map(Self.bfloat)) : KernelMemory(values)
    }
    func unpack(_ memory: KernelMemory) -> [Float] {
      dtype == CK_BF16 ? memory.elements(as: UInt16.self).map(Self.float) : memory.elements()
    }
    var shape = pool.shape
    for threads: Int32 in [1, 2] {
      let (source, outward) = (pack(input), pack(gradient))
      let result = pack([Float](repeating: 99, count: pool.outputCount))
      let index = KernelMemory(byteCount: pool.outputCount)
      ck_max_pool_forward(
        &shape, dtype, source.address, result.address, index.address.assumingMemoryBound(to: UInt8.self), threads)
      #expect(zip(unpack(result), expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
      #expect(index.elements(as: UInt8.self) == expectedIndex)
      let back = pack([Float](repeating: 99, count: pool.inputCount))
      ck_max_pool_backward(
        &shape, dtype, outward.address, index.address.assumingMemoryBound(to: UInt8.self), back.address, threads)
      #expect(unpack(back) == expectedGradient)
      defer { withExtendedLifetime((source, outward)) {} }
      let again = pack([Float](repeating: 99, count: pool.inputCount))
      ck_max_pool_backward_from_input(&shape, dtype, outward.address, source.address, again.address, threads)
      #expect(unpack(again) == expectedGradient)
      #expect(result.guardIsIntact && index.guardIsIntact && back.guardIsIntact && again.guardIsIntact)
    }
  }

  @Test(arguments: pools, [false, true])
  func averagePoolingSharesEqually(_ pool: Pool, _ countPadding: Bool) {
    let input = Self.numbers(pool.inputCount, seed: 3)
    let gradient = Self.numbers(pool.outputCount, seed: 4)
    var expected = [Float](repeating: 0, count: pool.outputCount)
    var expectedGradient = [Float](repeating: 0, count: pool.inputCount)
    pool.forEachWindow { output, inputs in
      let divisor = Float(countPadding ? pool.window[0] * pool.window[1] : inputs.count)
      expected[output] = inputs.reduce(0) { $0 + input[$1.place] } / divisor
      for source in inputs { expectedGradient[source.place] += gradient[output] / divisor }
    }
    var shape = pool.shape
    let (source, outward) = (KernelMemory(input), KernelMemory(gradient))
    defer { withExtendedLifetime((source, outward)) {} }
    let (result, back) = (KernelMemory(byteCount: pool.outputCount * 4), KernelMemory(byteCount: pool.inputCount * 4))
    ck_average_pool_forward(&shape, CK_F32, source.address, result.address, countPadding, 2)
    ck_average_pool_backward(&shape, CK_F32, outward.address, back.address, countPadding, 2)
    for (actual, wanted) in zip(result.elements(as: Float.self), expected) { #expect(abs(actual - wanted) < 1e-4) }
    for (actual, wanted) in zip(back.elements(as: Float.self), expectedGradient) {
      #expect(abs(actual - wanted) < 1e-4)
    }
    #expect(result.guardIsIntact && back.guardIsIntact)
  }

  @Test(arguments: [[1, 5], [7, 3], [300, 16], [5000, 33], [86_528, 32], [40, 2048]], [false, true])
  func batchNormalisationFollowsItsFormulas(_ size: [Int], _ relu: Bool) {
    let (rows, channels) = (size[0], size[1])
    var generator = SeededGenerator(seed: 11)
    // Far from zero compared with the spread: a one-pass sum of squares would lose all digits.
    let offsets = (0..<channels).map { Float($0 % 7) * 100 }
    let input = (0..<rows * channels).map { offsets[$0 % channels] + Float.random(in: -1...1, using: &generator) }
    let gradient = (0..<rows * channels).map { _ in Float.random(in: -1...1, using: &generator) }
    let gamma = (0..<channels).map { _ in Float.random(in: 0.5...2, using: &generator) }
    let beta = (0..<channels).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
    let epsilon: Float = 1e-3
    let scratch = KernelMemory(byteCount: ck_batch_norm_scratch_bytes(Int64(rows), Int64(channels)))
    var previous: [[UInt32]] = []
    for threads: Int32 in [1, 2] {
      func floats(_ count: Int) -> KernelMemory { KernelMemory(byteCount: count * 4) }
      let (x, dy) = (KernelMemory(input), KernelMemory(gradient))
      let (gammas, betas) = (KernelMemory(gamma), KernelMemory(beta))
      let (mean, variance) = (floats(channels), floats(channels))
      let (y, dx, dGamma, dBeta) = (
        floats(rows * channels), floats(rows * channels), floats(channels), floats(channels)
      )
      func pointer(_ memory: KernelMemory) -> UnsafeMutablePointer<Float> {
        memory.address.assumingMemoryBound(to: Float.self)
      }
      ck_batch_norm_statistics(
        Int64(rows), Int64(channels), CK_F32, x.address, pointer(mean), pointer(variance), scratch.address, threads)
      ck_batch_norm_apply(
        Int64(rows), Int64(channels), CK_F32, x.address, pointer(mean), pointer(variance), pointer(gammas),
        pointer(betas), epsilon, relu, y.address, threads)
      ck_batch_norm_backward(
        Int64(rows), Int64(channels), CK_F32, x.address, y.address, dy.address, pointer(mean), pointer(variance),
        pointer(gammas), epsilon, relu, dx.address, pointer(dGamma), pointer(dBeta), scratch.address, threads)
      withExtendedLifetime((x, dy, gammas, betas)) {}
      #expect(scratch.guardIsIntact && y.guardIsIntact && dx.guardIsIntact && mean.guardIsIntact)
      let results = [mean, variance, y, dx, dGamma, dBeta].map { $0.elements(as: UInt32.self) }
      #expect(previous.isEmpty || previous == results, "one thread and two differ")
      previous = results
      for channel in 0..<channels {
        func column(_ values: [Float]) -> [Double] {
          stride(from: channel, to: rows * channels, by: channels).map { Double(values[$0]) }
        }
        let xs = column(input)
        let exactMean = xs.reduce(0, +) / Double(rows)
        #expect(abs(Double(mean.elements(as: Float.self)[channel]) - exactMean) < 1e-4)
        // What follows is about the mean that f32 can hold.
        let m = Double(mean.elements(as: Float.self)[channel])
        let v = xs.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(rows)
        let inverse = 1 / (v + Double(epsilon)).squareRoot()
        #expect(abs(Double(variance.elements(as: Float.self)[channel]) - v) < 1e-4 * max(v, 1e-2))
        let ys = xs.map { ($0 - m) * inverse * Double(gamma[channel]) + Double(beta[channel]) }
        let forward = column(y.elements())
        let dys = zip(column(gradient), forward).map { relu && $1 <= 0 ? 0 : $0 }
        let sum = dys.reduce(0, +)
        let product = zip(dys, xs).reduce(0) { $0 + $1.0 * ($1.1 - m) * inverse }
        let bound = 1e-3 * max(1, Double(rows).squareRoot() / 20)
        #expect(abs(Double(dBeta.elements(as: Float.self)[channel]) - sum) < bound)
        #expect(abs(Double(dGamma.elements(as: Float.self)[channel]) - product) < bound)
        let backward = column(dx.elements())
        for row in Swift.stride(from: 0, to: rows, by: max(1, rows / 50)) {
          let wanted = relu ? max(ys[row], 0) : ys[row]
          #expect(abs(forward[row] - wanted) < 2e-3)
          let hat = (xs[row] - m) * inverse
          let share = dys[row] - (sum + hat * product) / Double(rows)
          #expect(abs(backward[row] - Double(gamma[channel]) * inverse * share) < 2e-3 * inverse)
        }
      }
    }
  }
}
