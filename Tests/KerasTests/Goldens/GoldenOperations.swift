import Keras
import TensorGraph
import TestKit
import Testing

/// Swift operations from the names and arguments of `keras.ops`.
enum GoldenOperations {
  enum Argument {
    case tensor(Tensor)
    case tensors([Tensor])
    case value(JSON)

    var tensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
    var tensors: [Tensor] { if case .tensors(let tensors) = self { tensors } else { [] } }
    var value: JSON { if case .value(let value) = self { value } else { .null } }

    /// The tensor, or a number as the operators take it.
    func operand(beside other: Argument) throws -> Tensor {
      if let tensor { return tensor }
      let tensor = try #require(other.tensor)
      if let number = value.int { return number.tensor(beside: tensor) }
      return try #require(value.double).tensor(beside: tensor)
    }
  }

  static let elementwise: Set = [
    "abs", "exp", "relu", "sigmoid", "tanh", "sign", "square", "log", "log1p", "sqrt", "round", "isnan", "softmax",
    "add", "subtract", "multiply", "divide", "maximum", "minimum", "power", "equal", "not_equal", "less", "less_equal",
    "greater", "greater_equal", "logical_and", "logical_or", "logical_not", "clip", "where", "cast", "stop_gradient",
  ]
  static let reductions: Set = [
    "sum", "mean", "max", "min", "prod", "argmax", "argmin", "norm", "matmul", "dot", "einsum",
  ]

  static func apply(_ name: String, _ arguments: [Argument], _ config: JSON) throws -> [Tensor] {
    if reductions.contains(name) { return [try reduced(name, arguments, config)] }
    if structural.contains(name) { return try arranged(name, arguments, config) }
    if arguments.count == 1 { return [try unary(name, try #require(arguments[0].tensor), config)] }
    switch name {
    case "clip":
      let x = try #require(arguments[0].tensor)
      let bounds = arguments[1...].map(\.value)
      if let lower = bounds[0].int, let upper = bounds[1].int { return [clip(x, lower, upper)] }
      return [clip(x, try #require(bounds[0].double), try #require(bounds[1].double))]
    case "cast":
      return [try #require(arguments[0].tensor).cast(to: try dtype(arguments[1].value))]
    case "where":
      let a = try arguments[1].operand(beside: arguments[2]), b = try arguments[2].operand(beside: arguments[1])
      return [which(try #require(arguments[0].tensor), a, b)]
    default:
      let a = try arguments[0].operand(beside: arguments[1]), b = try arguments[1].operand(beside: arguments[0])
      return [try binary(name, a, b)]
    }
  }

  static func dtype(_ value: JSON) throws -> DType { try #require(DType(rawValue: value.string ?? "")) }

  private static func unary(_ name: String, _ x: Tensor, _ config: JSON) throws -> Tensor {
    switch name {
    case "abs": abs(x)
    case "exp": exp(x)
    case "relu": relu(x)
    case "sigmoid": sigmoid(x)
    case "tanh": tanh(x)
    case "sign": sign(x)
    case "square": square(x)
    case "log": log(x)
    case "log1p": log1p(x)
    case "sqrt": sqrt(x)
    case "isnan": isNaN(x)
    case "logical_not": logicalNot(x)
    case "stop_gradient": stopGradient(x)
    case "round": config["decimals"].int.map { round(x, decimals: $0) } ?? round(x)
    case "softmax": config["axis"].ints.map { softmax(x, axes: $0) } ?? softmax(x)
    default: throw GoldenError("no operation for '\(name)'")
    }
  }

  private static func binary(_ name: String, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    switch name {
    case "add": a + b
    case "subtract": a - b
    case "multiply": a * b
    case "divide": a / b
    case "maximum": maximum(a, b)
    case "minimum": minimum(a, b)
    case "power": pow(a, b)
    case "equal": a .== b
    case "not_equal": a .!= b
    case "less": a .< b
    case "less_equal": a .<= b
    case "greater": a .> b
    case "greater_equal": a .>= b
    case "logical_and": logicalAnd(a, b)
    case "logical_or": logicalOr(a, b)
    default: throw GoldenError("no operation for '\(name)'")
    }
  }

  private static func reduced(_ name: String, _ arguments: [Argument], _ config: JSON) throws -> Tensor {
    if name == "einsum" {
      return einsum(try #require(arguments[0].value.string), arguments.dropFirst().compactMap(\.tensor))
    }
    let x = try #require(arguments[0].tensor)
    let axes = config["axis"].ints, keepDims = config.bool("keepdims", false)
    switch name {
    case "sum": return x.sum(axes: axes, keepDims: keepDims)
    case "mean": return x.mean(axes: axes, keepDims: keepDims)
    case "min": return x.min(axes: axes, keepDims: keepDims)
    case "max":
      let largest = x.max(axes: axes, keepDims: keepDims)
      return config["initial"].double.map { maximum(largest, $0) } ?? largest
    case "prod": return x.product(axes: axes, keepDims: keepDims)
    case "argmax": return x.argmax(axis: config["axis"].int, keepDims: keepDims)
    case "argmin": return x.argmin(axis: config["axis"].int, keepDims: keepDims)
    case "norm": return norm(x, order: config["ord"].double, axes: axes, keepDims: keepDims)
    case "matmul": return matmul(x, try #require(arguments[1].tensor))
    case "dot": return dot(x, try arguments[1].operand(beside: arguments[0]))
    default: throw GoldenError("no operation for '\(name)'")
    }
  }
}
