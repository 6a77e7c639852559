import TensorGraph
import TestKit
import Testing

/// A public operation on inputs made of quarters, with the result that NumPy gives.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [[Int]]
  let expectedShape: [Int]
  let expected: [Double]
  /// Whether the operation has a gradient that differences can be held against.
  let isSmooth: Bool
  /// Whether axis 0 of every input of more than one axis may be of unknown length.
  let isBatched: Bool
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  init(
    _ name: String, _ shapes: [[Int]], _ expectedShape: [Int], _ expected: [Double], isSmooth: Bool = true,
    isBatched: Bool = true, _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.shapes = shapes
    self.expectedShape = expectedShape
    self.expected = expected
    self.isSmooth = isSmooth
    self.isBatched = isBatched
    self.function = function
  }

  var inputs: [Tensor] {
    shapes.enumerated().map { salt, shape in
      let count = shape.reduce(1, *)
      return Tensor((0..<count).map { Double(($0 * 37 + salt * 11) % 19 - 9) / 4 }, shape: shape, dtype: .float64)
    }
  }
}

@Suite(.onReference) struct OperationTests {
  @Test(arguments: operationTable)
  func `values are NumPy's`(row: OperationCase) {
    expectClose(row.function(row.inputs), row.expected, shape: row.expectedShape, relative: 1e-9, row.name)
  }

  @Test(arguments: operationTable)
  func `a compiled function gives the same`(row: OperationCase) {
    let f = compiled { (x: [Tensor]) -> Tensor in row.function(x) }
    expectClose(f(row.inputs), row.expected, shape: row.expectedShape, relative: 1e-9, row.name)
  }

  @Test(arguments: operationTable)
  func `composites without fast paths give the same`(row: OperationCase) {
    FastPaths.$isEnabled.withValue(false) {
      expectClose(row.function(row.inputs), row.expected, shape: row.expectedShape, relative: 1e-9, row.name)
    }
  }

  @Test(arguments: operationTable.filter(\.isBatched))
  func `types are known before lengths are`(row: OperationCase) throws {
    let output = try Trace(.abstract).record {
      let x = row.shapes.map { shape in
        let unknown = shape.enumerated().map { $0 == 0 && shape.count > 1 ? nil : Optional($1) }
        return Trace.current!.placeholder(TensorType(Shape(unknown), .float64))
      }
      return try row.function(x).checked()
    }
    #expect(output.shape.matches(Shape(row.expectedShape)), "\(row.name): \(output.shape)")
    #expect(output.dtype == row.function(row.inputs).dtype)
  }

  @Test(arguments: operationTable.filter { $0.isSmooth && !$0.expected.isEmpty })
  func `gradients match central differences`(row: OperationCase) throws {
    try GradientCase(row.name, row.shapes.map { Domain.distinct($0) }) { row.function($0) }.check()
  }
}
