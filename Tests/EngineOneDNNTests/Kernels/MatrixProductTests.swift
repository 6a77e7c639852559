import CKernels
import Testing

/// Products of matrices against sums in float64.
struct MatrixProductTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var rows: Int
    var depth: Int
    var columns: Int
    var leftTurned = false
    var rightTurned = false
    /// What rows (or columns, if turned) of the operands lie apart beyond their length.
    var gap = 0
    var bias = false
    var clamps = false
    var batch: [Int] = []
    /// Axes along which the operand is the same for the whole batch.
    var leftRepeats: Set<Int> = []
    var rightRepeats: Set<Int> = []

    var testDescription: String {
      "\(batch)\(rows)x\(depth)x\(columns)\(leftTurned ? " left turned" : "")\(rightTurned ? " right turned" : "")"
        + "\(gap > 0 ? " gap" : "")\(bias ? " bias" : "")\(clamps ? " clamps" : "")"
    }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    // Every height of a tile, every width of a panel, whole and part vectors.
    for rows in [1, 2, 3, 5, 6, 7, 11, 12, 13, 25] {
      for columns in [1, 7, 16, 17, 32, 48, 50, 64, 65, 80, 112, 130] {
        cases.append(Case(rows: rows, depth: 9, columns: columns, bias: rows % 2 == 0, clamps: columns % 2 == 0))
      }
    }
    for leftTurned in [false, true] {
      for rightTurned in [false, true] {
        for (rows, depth, columns) in [(1, 1, 1), (33, 20, 70), (70, 300, 130), (130, 1100, 66), (20, 256, 768)] {
          for gap in [0, 5] {
            cases.append(
              Case(
                rows: rows, depth: depth, columns: columns, leftTurned: leftTurned, rightTurned: rightTurned, gap: gap,
                bias: true, clamps: gap > 0))
          }
        }
      }
    }
    cases.append(Case(rows: 300, depth: 520, columns: 256, leftTurned: true))
    cases.append(Case(rows: 64, depth: 40, columns: 1024))
    cases.append(Case(rows: 5, depth: 4, columns: 6, batch: [3]))
    cases.append(Case(rows: 5, depth: 4, columns: 20, rightTurned: true, bias: true, batch: [2, 3], rightRepeats: [0]))
    cases.append(Case(rows: 7, depth: 4, columns: 20, leftTurned: true, batch: [2, 1, 3], leftRepeats: [0, 2]))
    return cases
  }()

  @Test(arguments: cases)
  func sums(_ test: Case) {
    var random = SeededGenerator(seed: UInt64(test.rows * 31 + test.depth * 7 + test.columns))
    let leftPitch = (test.leftTurned ? test.rows : test.depth) + test.gap
    let rightPitch = (test.rightTurned ? test.depth : test.columns) + test.gap
    let leftSize = leftPitch * (test.leftTurned ? test.depth : test.rows)
    let rightSize = rightPitch * (test.rightTurned ? test.columns : test.depth)
    var shape = ck_product_shape()
    shape.rows = Int64(test.rows)
    shape.depth = Int64(test.depth)
    shape.columns = Int64(test.columns)
    (shape.left_row, shape.left_column) = test.leftTurned ? (1, Int64(leftPitch)) : (Int64(leftPitch), 1)
    (shape.right_row, shape.right_column) = test.rightTurned ? (1, Int64(rightPitch)) : (Int64(rightPitch), 1)
    shape.clamps_at_zero = test.clamps
    shape.batch_rank = Int32(test.batch.count)
    let leftSteps = steps(test.batch, size: leftSize, repeats: test.leftRepeats)
    let rightSteps = steps(test.batch, size: rightSize, repeats: test.rightRepeats)
    withUnsafeMutableBytes(of: &shape.batch) { store(test.batch, in: $0) }
    withUnsafeMutableBytes(of: &shape.left_batch) { store(leftSteps, in: $0) }
    withUnsafeMutableBytes(of: &shape.right_batch) { store(rightSteps, in: $0) }

    let batchCount = test.batch.reduce(1, *)
    let left = floats(&random, leftSize * batchCount), right = floats(&random, rightSize * batchCount)
    let bias = test.bias ? floats(&random, test.columns) : nil
    let count = test.rows * test.columns
    let memory = KernelMemory([Float](repeating: .nan, count: batchCount * count))
    let scratch = KernelMemory(byteCount: ck_product_scratch_bytes(&shape))
    ck_product_run(&shape, left, right, bias, memory.address.assumingMemoryBound(to: Float.self), scratch.address)
    #expect(memory.guardIsIntact && scratch.guardIsIntact)
    let result = memory.elements(as: Float.self)

    var worst = 0.0
    for place in 0..<batchCount {
      let index = indices(place, test.batch)
      let leftStart = zip(index, leftSteps).reduce(0) { $0 + $1.0 * $1.1 }
      let rightStart = zip(index, rightSteps).reduce(0) { $0 + $1.0 * $1.1 }
      for row in 0..<test.rows {
        for column in 0..<test.columns {
          var sum = bias.map { Double($0[column]) } ?? 0
          for k in 0..<test.depth {
            let a = left[leftStart + row * Int(shape.left_row) + k * Int(shape.left_column)]
            let b = right[rightStart + k * Int(shape.right_row) + column * Int(shape.right_column)]
            sum += Double(a) * Double(b)
          }
          let expected = test.clamps ? max(sum, 0) : sum
          let distance = abs(Double(result[place * count + row * test.columns + column]) - expected)
          worst = distance.isNaN ? .infinity : max(worst, distance)
        }
      }
    }
    #expect(worst < 2e-6 * Double(test.depth).squareRoot() + 1e-6, "off by \(worst)")
  }

  @Test func rowsDoNotMeet() {
    // The sums of a row are the same bits however many rows are taken together: pieces may be cut anywhere.
    var random = SeededGenerator(seed: 5)
    let (rows, depth, columns) = (77, 1300, 100)
    let left = floats(&random, rows * depth), right = floats(&random, depth * columns)
    func product(_ first: Int, _ count: Int, turned: Bool) -> [Float] {
      var shape = ck_product_shape()
      shape.rows = Int64(count)
      shape.depth = Int64(depth)
      shape.columns = Int64(columns)
      (shape.left_row, shape.left_column) = turned ? (1, Int64(rows)) : (Int64(depth), 1)
      (shape.right_row, shape.right_column) = (Int64(columns), 1)
      var result = [Float](repeating: 0, count: count * columns)
      let scratch = KernelMemory(byteCount: ck_product_scratch_bytes(&shape))
      left.withUnsafeBufferPointer { left in
        ck_product_run(&shape, left.baseAddress! + first * Int(shape.left_row), right, nil, &result, scratch.address)
      }
      return result
    }
    for turned in [false, true] {
      let whole = product(0, rows, turned: turned)
      let pieces = product(0, 30, turned: turned) + product(30, 1, turned: turned) + product(31, 46, turned: turned)
      #expect(whole == pieces)
    }
  }

  private func floats(_ random: inout SeededGenerator, _ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
  }

  private func steps(_ batch: [Int], size: Int, repeats: Set<Int>) -> [Int] {
    var result = [Int](repeating: 0, count: batch.count), step = size
    for axis in batch.indices.reversed() where !repeats.contains(axis) {
      result[axis] = step
      step *= batch[axis]
    }
    return result
  }

  private func indices(_ place: Int, _ batch: [Int]) -> [Int] {
    var result: [Int] = [], rest = place
    for count in batch.reversed() {
      result.insert(rest % count, at: 0)
      rest /= count
    }
    return result
  }

  private func store(_ values: [Int], in bytes: UnsafeMutableRawBufferPointer) {
    for (index, value) in values.enumerated() { bytes.bindMemory(to: Int64.self)[index] = Int64(value) }
  }
}
