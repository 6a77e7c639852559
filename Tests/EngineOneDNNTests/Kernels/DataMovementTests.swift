import CKernels
import Testing

/// Strided copies, fills, gathers and scatters against loops over indices.
struct DataMovementTests {
  struct Transpose: CustomTestStringConvertible, Sendable {
    let dims: [Int]
    let permutation: [Int]
    var testDescription: String { "\(dims) by \(permutation)" }
  }

  static let transposes: [Transpose] = [
    .init(dims: [7], permutation: [0]), .init(dims: [3, 5], permutation: [1, 0]),
    .init(dims: [64, 64], permutation: [1, 0]), .init(dims: [100, 37], permutation: [1, 0]),
    .init(dims: [17, 300], permutation: [1, 0]), .init(dims: [130, 131], permutation: [1, 0]),
    .init(dims: [2, 3, 4], permutation: [2, 0, 1]), .init(dims: [5, 28, 30, 6], permutation: [0, 3, 1, 2]),
    .init(dims: [5, 6, 28, 30], permutation: [0, 2, 3, 1]), .init(dims: [4, 20, 3, 50], permutation: [0, 2, 1, 3]),
    .init(dims: [4, 20, 3, 50], permutation: [3, 2, 1, 0]), .init(dims: [1, 9, 1, 40], permutation: [3, 1, 2, 0]),
    .init(dims: [2, 2, 2, 2, 2, 2], permutation: [5, 3, 1, 0, 2, 4]), .init(dims: [0, 4], permutation: [1, 0]),
  ]

  static func strides(_ dims: [Int]) -> [Int] {
    var result = [Int](repeating: 1, count: dims.count)
    for index in dims.indices.dropLast().reversed() { result[index] = result[index + 1] * dims[index + 1] }
    return result
  }

  /// Copies by walking all indices.
  static func copied<Element>(
    _ source: [Element], into destination: [Element], dims: [Int], from: [Int], to: [Int], start: Int = 0
  ) -> [Element] {
    var result = destination
    let count = dims.reduce(1, *)
    for position in 0..<count {
      var rest = position
      var fromOffset = start
      var toOffset = 0
      for axis in dims.indices.reversed() {
        fromOffset += rest % dims[axis] * from[axis]
        toOffset += rest % dims[axis] * to[axis]
        rest /= dims[axis]
      }
      result[toOffset] = source[fromOffset]
    }
    return result
  }

  func checkTranspose<Element: FixedWidthInteger>(_ entry: Transpose, _ type: Element.Type) {
    let count = entry.dims.reduce(1, *)
    let source = (0..<count).map { Element(truncatingIfNeeded: $0 &* 40_503) }
    let dims = entry.permutation.map { entry.dims[$0] }
    let from = entry.permutation.map { Self.strides(entry.dims)[$0] }
    let expected = Self.copied(
      source, into: [Element](repeating: 0, count: count), dims: dims, from: from, to: Self.strides(dims))
    let copy = ck_copy_create_transpose(
      Int32(dims.count), entry.dims.map(Int64.init), entry.permutation.map(Int32.init),
      Int32(MemoryLayout<Element>.size))
    defer { ck_copy_free(copy) }
    for threads: Int32 in [1, 2] {
      let (input, output) = (
        KernelMemory(source), KernelMemory(byteCount: count * MemoryLayout<Element>.size)
      )
      ck_copy_run(copy, input.address, output.address, threads)
      withExtendedLifetime(input) {}
      #expect(output.elements(as: Element.self) == expected, "\(type) on \(threads) threads")
      #expect(output.guardIsIntact)
    }
  }

  @Test(arguments: transposes)
  func transposesMoveEachElementToItsPlace(_ entry: Transpose) {
    checkTranspose(entry, UInt8.self)
    checkTranspose(entry, UInt16.self)
    checkTranspose(entry, UInt32.self)
    checkTranspose(entry, UInt64.self)
  }

  struct View: CustomTestStringConvertible, Sendable {
    let name: String
    let dims: [Int]
    let from: [Int]
    let to: [Int]
    let start: Int
    var testDescription: String { name }
  }

  static let views: [View] = [
    .init(name: "slice of rows", dims: [5, 8], from: [20, 1], to: [8, 1], start: 43),
    .init(name: "slice into a wider array", dims: [5, 8], from: [8, 1], to: [30, 1], start: 0),
    .init(name: "every second column", dims: [6, 10], from: [40, 2], to: [10, 1], start: 1),
    .init(name: "reversed rows and columns", dims: [9, 33], from: [-33, -1], to: [33, 1], start: 9 * 33 - 1),
    .init(name: "one row for all", dims: [50, 70], from: [0, 1], to: [70, 1], start: 3),
    .init(name: "one column for all", dims: [50, 70], from: [1, 0], to: [70, 1], start: 0),
    .init(name: "one value for all", dims: [7, 9, 11], from: [0, 0, 0], to: [99, 11, 1], start: 5),
    .init(name: "scatter columns", dims: [8, 6], from: [6, 1], to: [24, 4], start: 0),
    .init(name: "a long run", dims: [300, 200], from: [200, 1], to: [200, 1], start: 0),
    .init(name: "transposed slice", dims: [40, 24], from: [1, 50], to: [24, 1], start: 7),
    .init(name: "one element", dims: [1, 1], from: [9, 9], to: [9, 9], start: 4),
  ]

  @Test(arguments: views)
  func stridedViewsCopyElementByElement(_ view: View) {
    let source = (0..<70_000).map { UInt32($0) }
    let blank = [UInt32](repeating: 7, count: 70_000)
    let expected = Self.copied(
      source, into: blank, dims: view.dims, from: view.from, to: view.to, start: view.start)
    let copy = ck_copy_create(
      Int32(view.dims.count), view.dims.map(Int64.init), view.from.map(Int64.init), view.to.map(Int64.init), 4)
    defer { ck_copy_free(copy) }
    let (input, output) = (KernelMemory(source), KernelMemory(blank))
    ck_copy_run(copy, input.address + view.start * 4, output.address, 2)
    withExtendedLifetime(input) {}
    #expect(output.elements(as: UInt32.self) == expected)
  }

  @Test func copiesThatCannotBePreparedAreRefused() {
    #expect(ck_copy_create(1, [4], [1], [1], 3) == nil)
    #expect(ck_copy_create(1, [-4], [1], [1], 4) == nil)
    #expect(ck_copy_create(13, [Int64](repeating: 1, count: 13), [], [], 4) == nil)
    #expect(ck_copy_create_transpose(2, [4, 4], [0, 2], 4) == nil)
  }

  @Test(arguments: [1, 2, 4, 8], [0, 1, 5, 1000, 70_001])
  func fillsRepeatTheLowBytes(_ size: Int, _ count: Int) {
    let memory = KernelMemory(byteCount: size * count)
    let bits: UInt64 = 0x1122_3344_5566_7788
    ck_fill(memory.address, Int64(count), Int32(size), bits, 2)
    let expected = (0..<size * count).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0 % size))) }
    #expect(memory.elements(as: UInt8.self) == expected)
    #expect(memory.guardIsIntact)
  }

  @Test(arguments: [1, 3, 4, 8, 12, 17, 64, 255, 784, 3136])
  func gatheredRowsAreTheNamedOnes(_ rowBytes: Int) {
    var generator = SeededGenerator(seed: 3)
    let sourceRows = 50
    let source = (0..<sourceRows * rowBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let indices = (0..<333).map { _ in Int.random(in: -3..<sourceRows + 3, using: &generator) }
    let expected = indices.flatMap { index in
      (0..<sourceRows).contains(index)
        ? Array(source[index * rowBytes..<(index + 1) * rowBytes]) : [UInt8](repeating: 0xA5, count: rowBytes)
    }
    func check(_ memory: KernelMemory, _ dtype: ck_dtype) {
      let (rows, output) = (KernelMemory(source), KernelMemory(byteCount: indices.count * rowBytes))
      defer { withExtendedLifetime((rows, memory)) {} }
      let areInside = ck_gather_rows(
        output.address, rows.address, memory.address, dtype, Int64(indices.count), Int64(sourceRows),
        Int64(rowBytes), 1, 0xA5, 2)
      #expect(!areInside)
      #expect(output.elements(as: UInt8.self) == expected)
      #expect(output.guardIsIntact)
    }
    check(KernelMemory(indices.map(Int32.init)), CK_I32)
    check(KernelMemory(indices.map(Int64.init)), CK_I64)
  }

  @Test(arguments: [1, 10, 64, 300])
  func scatteredRowsAddUpInOrder(_ cols: Int) {
    var generator = SeededGenerator(seed: 5)
    let rows = 37
    let count = 1200
    let source = (0..<count * cols).map { _ in Float.random(in: -1...1, using: &generator) }
    let indices = (0..<count).map { _ in Int32.random(in: -2..<Int32(rows) + 2, using: &generator) }
    var expected = [Float](repeating: 0.5, count: rows * cols)
    for (place, index) in indices.enumerated() where index >= 0 && index < rows {
      for col in 0..<cols { expected[Int(index) * cols + col] += source[place * cols + col] }
    }
    for threads: Int32 in [1, 2] {
      let output = KernelMemory([Float](repeating: 0.5, count: rows * cols))
      let (updates, places) = (KernelMemory(source), KernelMemory(indices))
      defer { withExtendedLifetime((updates, places)) {} }
      ck_scatter_add_rows(
        output.address.assumingMemoryBound(to: Float.self),
        updates.address.assumingMemoryBound(to: Float.self), places.address, CK_I32,
        Int64(count), Int64(rows), Int64(cols), threads)
      #expect(output.elements(as: Float.self) == expected, "on \(threads) threads")
    }
  }
}
