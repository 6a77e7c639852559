import CKernels
import Foundation
import Testing

/// Random bits, optimizers over many ranges, empty spaces, errors, and the thread pool.
struct ProgramContractTests {
  /// Threefry-2x32 with 20 rounds as its paper describes it.
  static func threefry(_ key: (UInt32, UInt32), _ counter: (UInt32, UInt32)) -> (UInt32, UInt32) {
    let keys = [key.0, key.1, 0x1BD1_1BDA ^ key.0 ^ key.1]
    let rotations: [[UInt32]] = [[13, 15, 26, 6], [17, 29, 16, 24]]
    var (x, y) = (counter.0 &+ keys[0], counter.1 &+ keys[1])
    for round in 0..<20 {
      x = x &+ y
      let distance = rotations[round / 4 % 2][round % 4]
      y = (y << distance) | (y >> (32 - distance))
      y ^= x
      if round % 4 == 3 {
        let step = round / 4 + 1
        x = x &+ keys[step % 3]
        y = y &+ keys[(step + 1) % 3] &+ UInt32(step)
      }
    }
    return (x, y)
  }

  @Test func threefryMatchesItsPublishedVectors() {
    let vectors: [((UInt32, UInt32), (UInt32, UInt32), (UInt32, UInt32))] = [
      ((0, 0), (0, 0), (0x6B20_0159, 0x99BA_4EFE)),
      ((.max, .max), (.max, .max), (0x1CB9_96FC, 0xBB00_2BE7)),
      ((0x1319_8A2E, 0x0370_7344), (0x243F_6A88, 0x85A3_08D3), (0xC492_3A9C, 0x483D_F7A0)),
    ]
    for (key, counter, words) in vectors { #expect(Self.threefry(key, counter) == words) }
    // The kernel at the same counters: a pair's number is its counter, so its first element is twice that.
    for (key, counter, words) in vectors where counter.0 < 1 << 31 {
      let base = (UInt64(counter.0) << 32 | UInt64(counter.1)) << 1
      #expect(Self.bits(CK_RANDOM_PAIRED, key, base: base, rows: 1, cols: 2) == [words.0, words.1])
    }
    for (key, counter, words) in vectors {
      let base = UInt64(counter.0) << 32 | UInt64(counter.1)
      #expect(Self.bits(CK_RANDOM_XOR, key, base: base, rows: 1, cols: 1) == [words.0 ^ words.1])
    }
  }

  static func bits(
    _ numbering: ck_random, _ key: (UInt32, UInt32), base: UInt64, rows: Int, cols: Int, threads: Int32 = 1
  ) -> [UInt32] {
    let program = ck_program_create(Int64(rows), Int64(cols))
    defer { ck_program_free(program) }
    let value = ck_program_random_bits(program, numbering, base)
    // A value per row keeps the rows apart, so that tiles start anywhere.
    let zero = ck_program_bitcast(program, ck_program_row_index(program), CK_LANE_U32)
    let nothing = ck_program_binary(program, CK_AND, zero, ck_program_constant_u32(program, 0))
    ck_program_output(program, ck_program_binary(program, CK_OR, value, nothing), CK_U32, -1)
    let memory = [KernelMemory([key.0, key.1]), KernelMemory(byteCount: rows * cols * 4)]
    run(program, on: memory, threads: threads)
    return memory[1].elements()
  }

  @Test(arguments: [(1, 100_003), (37, 3), (1000, 33), (5, 4099)], [0, 1, 0xFFFF_FFF0, (1 << 40) | 7])
  func randomBitsDependOnKeyAndPositionAlone(_ size: (Int, Int), _ base: UInt64) {
    let key: (UInt32, UInt32) = (123, 0x8000_0001)
    let (rows, cols) = size
    let paired = Self.bits(CK_RANDOM_PAIRED, key, base: base, rows: rows, cols: cols)
    let mixed = Self.bits(CK_RANDOM_XOR, key, base: base, rows: rows, cols: cols)
    for index in 0..<rows * cols {
      let place = base + UInt64(index)
      let pair = Self.threefry(key, (UInt32(place >> 33), UInt32(truncatingIfNeeded: place >> 1)))
      let single = Self.threefry(key, (UInt32(place >> 32), UInt32(truncatingIfNeeded: place)))
      guard paired[index] == (place & 1 == 0 ? pair.0 : pair.1), mixed[index] == single.0 ^ single.1 else {
        Issue.record("differs at \(index)")
        return
      }
    }
    #expect(Self.bits(CK_RANDOM_PAIRED, key, base: base, rows: rows, cols: cols, threads: 2) == paired)
  }

  @Test func uniformNumbersUseTheUpper24Bits() {
    let words: [UInt32] = [0, 0xFF, 0x100, 0x8000_0000, .max]
    let result = LaneTests.compute([(KernelMemory(words), CK_U32)], count: words.count, output: CK_F32) {
      ck_program_uniform($0, $1[0])
    }
    #expect(result.elements(as: Float.self) == words.map { Float($0 >> 8) / 16_777_216 })
  }

  @Test(arguments: [1, 2] as [Int32])
  func oneProgramUpdatesAllVariables(_ threads: Int32) {
    let counts = [100_352, 128, 1, 0, 1280, 10, 7777]
    var generator = SeededGenerator(seed: 31)
    func numbers(_ count: Int, _ range: ClosedRange<Float>) -> [Float] {
      (0..<count).map { _ in .random(in: range, using: &generator) }
    }
    let program = ck_program_create_segments(Int64(counts.count), counts.map(Int64.init))
    defer { ck_program_free(program) }
    let inputs = (0..<4).map { _ in ck_program_input(program, CK_F32, CK_FULL) }
    let (variable, gradient, momentum, square) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let rate = ck_program_input(program, CK_F32, CK_SCALAR)
    func constant(_ value: Float) -> Int32 { ck_program_constant(program, value) }
    func binary(_ operation: ck_binary, _ a: Int32, _ b: Int32) -> Int32 { ck_program_binary(program, operation, a, b) }
    let newMomentum = binary(
      CK_ADD, momentum, binary(CK_MULTIPLY, binary(CK_SUBTRACT, gradient, momentum), constant(0.1)))
    let newSquare = binary(
      CK_ADD, square,
      binary(
        CK_MULTIPLY, binary(CK_SUBTRACT, ck_program_unary(program, CK_SQUARE, gradient), square), constant(0.001)))
    let root = binary(CK_ADD, ck_program_unary(program, CK_SQRT, newSquare), constant(1e-7))
    let step = binary(CK_DIVIDE, binary(CK_MULTIPLY, newMomentum, rate), root)
    ck_program_output(program, binary(CK_SUBTRACT, variable, step), CK_F32, variable)
    ck_program_output(program, newMomentum, CK_F32, momentum)
    ck_program_output(program, newSquare, CK_F32, square)
    let rateMemory = KernelMemory([Float(0.01)])
    var memory: [KernelMemory] = []
    var before: [[[Float]]] = []
    for count in counts {
      let values = [
        numbers(count, -1...1), numbers(count, -1...1), numbers(count, -1...1), numbers(count, 0...1),
      ]
      let own = values.map { KernelMemory($0) }
      before.append(values)
      memory += own + [rateMemory, own[0], own[2], own[3]]
    }
    run(program, on: memory, threads: threads)
    for (segment, values) in before.enumerated() {
      let after = [0, 2, 3].map { memory[segment * 8 + $0].elements(as: Float.self) }
      #expect(memory[segment * 8].guardIsIntact)
      for index in 0..<counts[segment] {
        let g = Double(values[1][index])
        let m = Double(values[2][index]) + (g - Double(values[2][index])) * 0.1
        let v = Double(values[3][index]) + (g * g - Double(values[3][index])) * 0.001
        let x = Double(values[0][index]) - m * 0.01 / (v.squareRoot() + 1e-7)
        guard abs(Double(after[0][index]) - x) < 1e-5, abs(Double(after[1][index]) - m) < 1e-6,
          abs(Double(after[2][index]) - v) < 1e-6
        else {
          Issue.record("segment \(segment) differs at \(index)")
          return
        }
      }
    }
  }

  @Test func emptySpacesHaveEmptyResults() {
    for (rows, cols) in [(0, 5), (5, 0), (0, 0)] {
      let program = ck_program_create(Int64(rows), Int64(cols))
      defer { ck_program_free(program) }
      let x = ck_program_input(program, CK_F32, CK_FULL)
      ck_program_output(program, ck_program_unary(program, CK_EXP, x), CK_F32, -1)
      ck_program_output_reduce_rows(program, x, CK_SUM, 1, CK_F32)
      ck_program_output_reduce_all(program, x, CK_MAX, 1, CK_F32)
      let memory = [0, 0, cols * 4, 4].map { KernelMemory(byteCount: $0) }
      run(program, on: memory)
      #expect(memory[2].elements(as: Float.self) == [Float](repeating: 0, count: cols))
      #expect(memory[3].elements(as: Float.self) == [-.infinity])
      for piece in memory { #expect(piece.guardIsIntact) }
    }
  }

  @Test func sumsOfMillionsKeepTheirDigits() {
    let count = 4_000_000
    let input = KernelMemory([Float](repeating: 0.1, count: count))
    for (rows, cols) in [(1, count), (count, 1), (count / 8, 8), (4, count / 4)] {
      let program = ck_program_create(Int64(rows), Int64(cols))
      defer { ck_program_free(program) }
      let x = ck_program_input(program, CK_F32, CK_FULL)
      ck_program_output_reduce_all(program, x, CK_SUM, 1, CK_F32)
      ck_program_output_reduce_rows(program, x, CK_SUM, 1 / Float(rows), CK_F32)
      ck_program_output_column(program, ck_program_reduce(program, CK_SUM, x), CK_F32)
      let memory = [
        input, KernelMemory(byteCount: 4), KernelMemory(byteCount: cols * 4), KernelMemory(byteCount: rows * 4),
      ]
      run(program, on: memory, threads: 2)
      let exact = Double(Float(0.1))
      #expect(abs(Double(memory[1].elements(as: Float.self)[0]) / (exact * Double(count)) - 1) < 2e-6)
      #expect(memory[2].elements(as: Float.self).allSatisfy { abs(Double($0) / exact - 1) < 2e-6 })
      #expect(memory[3].elements(as: Float.self).allSatisfy { abs(Double($0) / (exact * Double(cols)) - 1) < 2e-6 })
    }
  }

  @Test func mistakesInBuildingAreNamed() {
    func status(_ rows: Int64 = 4, _ cols: Int64 = 4, _ build: (OpaquePointer?) -> Void) -> ck_status {
      let program = ck_program_create(rows, cols)
      defer { ck_program_free(program) }
      build(program)
      return ck_program_finish(program)
    }
    func input(_ program: OpaquePointer?, _ dtype: ck_dtype = CK_F32) -> Int32 {
      ck_program_input(program, dtype, CK_FULL)
    }
    #expect(status { _ in } == CK_NO_OUTPUT)
    #expect(status { ck_program_output($0, 7, CK_F32, -1) } == CK_BAD_VALUE)
    #expect(status(-1, 4) { _ in } == CK_BAD_SHAPE)
    #expect(status(.max, .max) { _ in } == CK_BAD_SHAPE)
    #expect(status { _ = ck_program_binary($0, CK_ADD, input($0), input($0, CK_I32)) } == CK_BAD_LANE)
    #expect(status { _ = ck_program_unary($0, CK_EXP, input($0, CK_I32)) } == CK_BAD_LANE)
    #expect(status { _ = ck_program_convert($0, input($0), CK_F64) } == CK_BAD_DTYPE)
    #expect(status { ck_program_output_column($0, input($0), CK_F32) } == CK_BAD_SHAPE)
    #expect(status { _ = ck_program_input_strided($0, CK_F32, 2, [4, 5], [5, 1]) } == CK_BAD_SHAPE)
    #expect(status { ck_program_group_rows($0, 3) } == CK_BAD_SHAPE)
    #expect(status { ck_program_output_reduce_all($0, input($0), CK_ARGMAX, 1, CK_I32) } == CK_BAD_LANE)
  }

  @Test(arguments: [1, 2, 3, 1000], [1, 2, 4] as [Int32])
  func everyTaskRunsOnce(_ tasks: Int, _ threads: Int32) {
    let counts = KernelMemory([Int32](repeating: 0, count: tasks))
    ck_parallel(
      { context, task, _ in context!.assumingMemoryBound(to: Int32.self)[Int(task)] += 1 }, counts.address,
      Int64(tasks), threads)
    #expect(counts.elements(as: Int32.self) == [Int32](repeating: 1, count: tasks))
  }

  @Test func parallelCallsInsideParallelCallsRunSerially() {
    let counts = KernelMemory([Int32](repeating: 0, count: 64))
    ck_parallel(
      { context, outer, _ in
        let own = context! + Int(outer) * 32
        ck_parallel({ inner, task, _ in inner!.assumingMemoryBound(to: Int32.self)[Int(task)] += 1 }, own, 8, 2)
      }, counts.address, 8, 2)
    #expect(counts.elements(as: Int32.self) == [Int32](repeating: 1, count: 64))
  }

  @Test func programsRunOnSeveralThreadsAtOnce() async {
    let input = (0..<50_000).map { Float($0) / 5000 }
    let program = ck_program_create(50, 1000)
    defer { ck_program_free(program) }
    let x = ck_program_input(program, CK_F32, CK_FULL)
    let sum = ck_program_reduce(program, CK_SUM, ck_program_unary(program, CK_TANH, x))
    ck_program_output(program, ck_program_binary(program, CK_SUBTRACT, x, sum), CK_F32, -1)
    let expected = KernelMemory(byteCount: input.count * 4)
    run(program, on: [KernelMemory(input), expected])
    let bits = expected.elements(as: UInt32.self)
    let address = Int(bitPattern: program)
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<8 {
        group.addTask {
          let output = KernelMemory(byteCount: input.count * 4)
          for _ in 0..<20 {
            run(OpaquePointer(bitPattern: address), on: [KernelMemory(input), output], threads: index % 2 == 0 ? 1 : 2)
          }
          return output.elements(as: UInt32.self) == bits
        }
      }
      for await same in group { #expect(same) }
    }
  }
}
