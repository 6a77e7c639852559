import Keras
import TensorGraph
import TestKit
import Testing

/// Result types of operations against Keras, for every pair of element types.
@Suite struct PromotionGoldenTests {
  static let table = GoldenFamily.operations.manifest["promotion"]
  static let names = table["dtypes"].list.compactMap(\.string)

  @Test func tableIsComplete() {
    #expect(Self.names.count == DType.allCases.count + 2)
    #expect(Set(Self.names.dropLast(2)) == Set(DType.allCases.map(\.rawValue)))
  }

  @Test(arguments: 0..<15, ["add", "multiply", "maximum", "divide", "power"])
  func binaryOperation(row: Int, operation: String) throws {
    for column in Self.names.indices {
      guard let expected = Self.table[operation].list[row].list[column].string else { continue }
      let result = Self.apply(operation, row, column)
      if let error = result.error { throw error }
      #expect(result.dtype.rawValue == expected, "\(Self.names[row]) \(operation) \(Self.names[column])")
    }
  }

  @Test(arguments: DType.allCases)
  func matrixProduct(_ left: DType) throws {
    let row = try #require(Self.names.firstIndex(of: left.rawValue))
    for (column, right) in Self.names.dropLast(2).enumerated() {
      let dtype = try #require(DType(rawValue: right))
      let product = matmul(.ones([2, 2], dtype: left), .ones([2, 2], dtype: dtype))
      if let error = product.error { throw error }
      #expect(product.dtype.rawValue == Self.table["matmul"].list[row].list[column].string, "\(left) and \(right)")
    }
  }

  @Test(arguments: [
    "exp", "log", "sqrt", "tanh", "mean", "sum", "prod", "max", "argmax", "square", "abs", "sign", "round",
  ])
  func operationOfOneTensor(_ operation: String) throws {
    for (index, name) in Self.names.dropLast(2).enumerated() {
      let x = Tensor.ones([2], dtype: try #require(DType(rawValue: name)))
      let result = Self.apply(operation, x)
      if let error = result.error { throw error }
      #expect(result.dtype.rawValue == Self.table["unary"][operation].list[index].string, "\(operation) of \(name)")
    }
  }

  private static func apply(_ operation: String, _ x: Tensor) -> Tensor {
    switch operation {
    case "exp": exp(x)
    case "log": log(x)
    case "sqrt": sqrt(x)
    case "tanh": tanh(x)
    case "mean": x.mean()
    case "sum": x.sum()
    case "prod": x.product()
    case "max": x.max()
    case "argmax": x.argmax()
    case "square": square(x)
    case "abs": abs(x)
    case "sign": sign(x)
    default: round(x)
    }
  }

  private static func apply(_ operation: String, _ row: Int, _ column: Int) -> Tensor {
    func tensor(_ index: Int) -> Tensor? { DType(rawValue: names[index]).map { Tensor.ones([2], dtype: $0) } }
    func combine(_ a: Tensor, _ b: Tensor) -> Tensor {
      switch operation {
      case "add": a + b
      case "multiply": a * b
      case "divide": a / b
      case "power": pow(a, b)
      default: maximum(a, b)
      }
    }
    func combine(_ a: Tensor, _ b: some ScalarConvertible) -> Tensor {
      switch operation {
      case "add": a + b
      case "multiply": a * b
      case "divide": a / b
      case "power": pow(a, b)
      default: maximum(a, b)
      }
    }
    func combine(_ a: some ScalarConvertible, _ b: Tensor) -> Tensor {
      switch operation {
      case "add": a + b
      case "multiply": a * b
      case "divide": a / b
      case "power": pow(a, b)
      default: maximum(a, b)
      }
    }
    switch (tensor(row), tensor(column)) {
    case (let a?, let b?): return combine(a, b)
    case (let a?, nil): return names[column] == "int" ? combine(a, 1) : combine(a, 1.0)
    case (nil, let b?): return names[row] == "int" ? combine(1, b) : combine(1.0, b)
    case (nil, nil): preconditionFailure("two Swift numbers make no tensor")
    }
  }
}
