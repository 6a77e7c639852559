extension DotGeneral: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try interpret(in: inputs[0].dtype.hostNumber, inputs[0], inputs[1], shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ a: HostArray, _ b: HostArray, _ shape: [Int]
  ) throws(KerasError) -> HostArray {
    let x = Number.numbers(of: a)
    let y = Number.numbers(of: b)
    let xStrides = Strides.ofRows(a.shape)
    let yStrides = Strides.ofRows(b.shape)
    func offsets(_ axes: [Int], _ shape: [Int], _ strides: [Int]) -> [Int] {
      Strides.offsets(axes.map { shape[$0] }, axes.map { strides[$0] })
    }
    let xBatches = offsets(leftBatch, a.shape, xStrides)
    let yBatches = offsets(rightBatch, b.shape, yStrides)
    let rows = offsets(leftFree(rank: a.shape.count), a.shape, xStrides)
    let columns = offsets(rightFree(rank: b.shape.count), b.shape, yStrides)
    let xSummed = offsets(leftContracting, a.shape, xStrides)
    let ySummed = offsets(rightContracting, b.shape, yStrides)
    var results: [Number] = []
    results.reserveCapacity(xBatches.count * rows.count * columns.count)
    for (xBatch, yBatch) in zip(xBatches, yBatches) {
      for row in rows {
        var sums = Array(repeating: Number.zero, count: columns.count)
        for (xOffset, yOffset) in zip(xSummed, ySummed) {
          let factor = x[xBatch + row + xOffset]
          let origin = yBatch + yOffset
          for index in columns.indices { sums[index] = sums[index].plus(factor.times(y[origin + columns[index]])) }
        }
        results += sums
      }
    }
    return try Number.array(results, shape: shape, dtype: a.dtype)
  }
}
