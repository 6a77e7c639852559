/// A product of two tensors summed over pairs of axes: `[batch…, left free…, right free…]`, as StableHLO's `dot_general`.
package struct DotGeneral: Primitive {
  package let leftBatch: [Int]
  package let rightBatch: [Int]
  package let leftContracting: [Int]
  package let rightContracting: [Int]
  package var name: String { "dot_general" }

  package init(leftBatch: [Int], rightBatch: [Int], leftContracting: [Int], rightContracting: [Int]) {
    self.leftBatch = leftBatch
    self.rightBatch = rightBatch
    self.leftContracting = leftContracting
    self.rightContracting = rightContracting
  }

  package func leftFree(rank: Int) -> [Int] {
    (0..<rank).filter { !leftBatch.contains($0) && !leftContracting.contains($0) }
  }

  package func rightFree(rank: Int) -> [Int] {
    (0..<rank).filter { !rightBatch.contains($0) && !rightContracting.contains($0) }
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let left = inputs[0]
    let right = inputs[1]
    let pairs = Array(zip(leftContracting + leftBatch, rightContracting + rightBatch))
    for (a, b) in pairs {
      let x = left.shape.dimensions[a]
      let y = right.shape.dimensions[b]
      guard left.dtype == right.dtype, x == nil || y == nil || x == y else {
        throw ShapeError(
          expected: "axis \(a) of the left and axis \(b) of the right tensor of one length, and one type",
          received: "\(left) and \(right)", fix: "transpose or project one of them")
      }
    }
    let dimensions =
      leftBatch.map { left.shape.dimensions[$0] }
      + leftFree(rank: left.shape.rank).map { left.shape.dimensions[$0] }
      + rightFree(rank: right.shape.rank).map { right.shape.dimensions[$0] }
    return [TensorType(Shape(dimensions), left.dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // dA = dC Bᵀ and dB = Aᵀ dC, each put back into its input's order of axes.
    let a = context.inputs[0]
    let b = context.inputs[1]
    let g = context.cotangent
    let aFree = leftFree(rank: a.rank)
    let bFree = rightFree(rank: b.rank)
    let batch = leftBatch.count
    let batchAxes = Array(0..<batch)
    var results: [Tensor?] = [nil, nil]
    if context.isWanted[0] {
      let freeOfB = Array((batch + aFree.count)..<(batch + aFree.count + bFree.count))
      let product = apply(
        DotGeneral(leftBatch: batchAxes, rightBatch: rightBatch, leftContracting: freeOfB, rightContracting: bFree),
        [g, b])
      // The right tensor's contracting axes come out in ascending order.
      let sorted = zip(leftContracting, rightContracting).sorted { $0.1 < $1.1 }.map(\.0)
      results[0] = product.transposed(Self.inverse(leftBatch + aFree + sorted))
    }
    if context.isWanted[1] {
      let freeOfA = Array(batch..<(batch + aFree.count))
      let product = apply(
        DotGeneral(leftBatch: leftBatch, rightBatch: batchAxes, leftContracting: aFree, rightContracting: freeOfA),
        [a, g])
      let sorted = zip(leftContracting, rightContracting).sorted { $0.0 < $1.0 }.map(\.1)
      results[1] = product.transposed(Self.inverse(rightBatch + sorted + bFree))
    }
    return results
  }

  private static func inverse(_ order: [Int]) -> [Int] {
    var result = order
    for (position, axis) in order.enumerated() { result[axis] = position }
    return result
  }
}

/// The matrix product, batched over leading axes, which broadcast (`keras.ops.matmul`).
///
/// Inputs: `[…, m, k]` and `[…, k, n]`; output: `[…, m, n]`. A vector on the left is a row, on the right a column.
public func matmul(_ a: Tensor, _ b: Tensor, file: String = #fileID, line: Int = #line) -> Tensor {
  product(a, b).located(file, line)
}

private func product(_ a: Tensor, _ b: Tensor) -> Tensor {
  if a.node.failure != nil { return a }
  if b.node.failure != nil { return b }
  // Sums of products of int8 leave its range at once, so Keras gives them in int32.
  let dtype = a.dtype == .int8 && b.dtype == .int8 ? .int32 : a.dtype.promoted(with: b.dtype)
  let (a, b) = (a.cast(to: dtype), b.cast(to: dtype))
  guard a.rank > 0, b.rank > 0 else { return (a.rank == 0 ? a : b).failing(matmulScalarError(a, b)) }
  if a.rank == 1 || b.rank <= 2 {
    if b.rank > 2 { return product(a.expandedDimensions(0), b).squeezed(axis: -2) }
    return apply(
      DotGeneral(
        leftBatch: [], rightBatch: [], leftContracting: [a.rank - 1], rightContracting: [max(b.rank - 2, 0)]), [a, b])
  }
  // Shared leading axes become batch axes; those that only one side has are broadcast first.
  let batchShape = Shape(Array(a.shape.dimensions.dropLast(2)))
  let rightBatch = Shape(Array(b.shape.dimensions.dropLast(2)))
  guard let batch = batchShape.broadcast(with: rightBatch) else {
    return a.failing(
      ShapeError(
        expected: "leading axes that broadcast", received: "\(a.type) and \(b.type)",
        fix: "reshape or expand one of them"))
  }
  return deferrable("matmul", [a, b], record: Deferred.Record("Matmul")) { inputs in
    let wide = inputs.map { input in
      let matrix = Array(input.shape.dimensions.suffix(2))
      return input.broadcast(to: Shape(batch.dimensions + matrix))
    }
    let axes = Array(0..<batch.rank)
    return [
      apply(
        DotGeneral(
          leftBatch: axes, rightBatch: axes, leftContracting: [batch.rank + 1], rightContracting: [batch.rank]), wide)
    ]
  }[0]
}

private func matmulScalarError(_ a: Tensor, _ b: Tensor) -> ShapeError {
  ShapeError(
    expected: "two tensors of rank 1 or more", received: "\(a.type) and \(b.type)", fix: "use * to scale by a number")
}

extension Tensor {
  /// A tensor that carries a shape error of the operation being built.
  package func failing(_ error: ShapeError, in name: String = "matmul") -> Tensor {
    .failed(KerasError(error, in: name))
  }
}
