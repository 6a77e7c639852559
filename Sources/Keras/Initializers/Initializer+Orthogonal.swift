import TensorGraph

extension Initializer {
  /// A random matrix with orthogonal rows or columns of length 1: Keras' default for recurrent kernels.
  public static var orthogonal: Initializer { orthogonal() }

  /// A random matrix with orthogonal rows or columns of length `gain`, uniform over all such matrices (Saxe et al., 2013).
  ///
  /// Needs 2 axes or more; those before the last count as one.
  public static func orthogonal(gain: Double = 1, seed: Int? = nil) -> Initializer {
    Initializer("orthogonal") { shape, dtype in
      guard shape.rank >= 2, let lengths = shape.known else {
        return .failed(rankError("orthogonal", "2 axes or more", shape))
      }
      let columns = lengths[lengths.count - 1]
      let rows = lengths.dropLast().reduce(1, *)
      let (long, short) = (max(rows, columns), min(rows, columns))
      do {
        // As many vectors as the shorter side has, each a row here.
        let random = Random.normal([short, long], key: key(seed))
        var vectors = try Trace.suspended { try random.scalars(as: Float.self) }
        orthonormalize(&vectors, count: short, length: long)
        let matrix = Tensor(vectors, shape: [short, long])
        let oriented = rows >= columns ? matrix.transposed() : matrix
        return (oriented * gain).reshaped(shape).cast(to: dtype)
      } catch {
        return .failed((error as? KerasError) ?? .unexpected(error))
      }
    }
    .saved("Orthogonal", ("gain", .real(gain)), ("seed", .optional(seed)))
  }

  /// Gram and Schmidt's process, twice for each vector, since once leaves rounding errors of many vectors.
  ///
  /// It gives the factor Q of a QR decomposition whose R has a positive diagonal, as Keras' sign rule does.
  private static func orthonormalize(_ vectors: inout [Float], count: Int, length: Int) {
    for row in 0..<count {
      let own = row * length
      for _ in 0..<2 {
        for other in 0..<row {
          let start = other * length
          var sums = SIMD8<Float>()
          var position = 0
          while position + 8 <= length {
            sums += chunk(vectors, own + position) * chunk(vectors, start + position)
            position += 8
          }
          var product = sums.sum()
          for rest in position..<length { product += vectors[own + rest] * vectors[start + rest] }
          for index in 0..<length { vectors[own + index] -= product * vectors[start + index] }
        }
        var square: Float = 0
        for index in 0..<length { square += vectors[own + index] * vectors[own + index] }
        let scale = 1 / square.squareRoot()
        for index in 0..<length { vectors[own + index] *= scale }
      }
    }
  }

  @inline(__always) private static func chunk(_ values: [Float], _ start: Int) -> SIMD8<Float> {
    SIMD8(
      values[start], values[start + 1], values[start + 2], values[start + 3], values[start + 4], values[start + 5],
      values[start + 6], values[start + 7])
  }
}
