import Keras
import TensorGraph
import TestKit
import Testing

extension GoldenOperations {
  static let structural: Set = [
    "reshape", "transpose", "expand_dims", "squeeze", "concatenate", "stack", "split", "take", "tile", "repeat", "pad",
    "one_hot", "arange", "full", "zeros", "ones", "zeros_like", "ones_like",
  ]

  /// Operations that make or rearrange arrays.
  static func arranged(_ name: String, _ arguments: [Argument], _ config: JSON) throws -> [Tensor] {
    switch name {
    case "concatenate": return [concatenated(arguments[0].tensors, axis: config.int("axis", 0))]
    case "stack": return [stacked(arguments[0].tensors, axis: config.int("axis", 0))]
    case "split":
      let x = try #require(arguments[0].tensor), axis = config.int("axis", 0)
      if let count = arguments[1].value.int { return x.split(into: count, axis: axis) }
      return x.split(at: try #require(arguments[1].value.ints), axis: axis)
    case "arange": return [try range(arguments.map(\.value), config)]
    case "full", "zeros", "ones":
      let shape = Shape(try #require(arguments[0].value.ints))
      let given = config["dtype"].isNull ? nil : try dtype(config["dtype"])
      if name == "full" { return [.full(shape, try #require(arguments[1].value.double), dtype: given)] }
      return [name == "zeros" ? .zeros(shape, dtype: given ?? .float32) : .ones(shape, dtype: given ?? .float32)]
    default: return [try rearranged(name, try #require(arguments[0].tensor), arguments.dropFirst().first, config)]
    }
  }

  private static func range(_ values: [JSON], _ config: JSON) throws -> Tensor {
    let given = config["dtype"].isNull ? nil : try dtype(config["dtype"])
    let ints = values.compactMap(\.int)
    guard ints.count == values.count else {
      let numbers = values.compactMap(\.double)
      return .arange(numbers[0], numbers[1], step: numbers[2])
    }
    switch ints.count {
    case 1: return given.map { .arange(ints[0], dtype: $0) } ?? .arange(ints[0])
    case 2: return .arange(ints[0], ints[1])
    default: return .arange(ints[0], ints[1], step: ints[2])
    }
  }

  private static func rearranged(
    _ name: String, _ x: Tensor, _ second: Argument?, _ config: JSON
  ) throws -> Tensor {
    let value = second?.value ?? .null
    switch name {
    case "reshape":
      let lengths = try #require(value.ints)
      return x.reshaped(Shape(lengths.map { $0 == -1 ? nil : $0 }))
    case "transpose": return x.transposed(config["axes"].ints)
    case "expand_dims":
      // Several at once, from the front: each position is that of the result.
      return try #require(value.ints).reduce(x) { $0.expandedDimensions($1) }
    case "squeeze":
      guard let axes = config["axis"].ints else { return x.squeezed() }
      return axes.map { $0 < 0 ? $0 + x.rank : $0 }.sorted(by: >).reduce(x) { $0.squeezed(axis: $1) }
    case "take": return x.take(try #require(second?.tensor), axis: config["axis"].int)
    case "tile": return x.tiled(try #require(value.ints))
    case "repeat": return x.repeated(try #require(value.int), axis: config["axis"].int)
    case "one_hot":
      let given = config["dtype"].isNull ? DType.float32 : try dtype(config["dtype"])
      return oneHot(x, try #require(value.int), axis: config.int("axis", -1), dtype: given)
    case "zeros_like": return .zeros(like: x, dtype: config["dtype"].isNull ? nil : try dtype(config["dtype"]))
    case "ones_like": return .ones(like: x, dtype: config["dtype"].isNull ? nil : try dtype(config["dtype"]))
    case "pad":
      let widths = value.list.map { ($0.list[0].int ?? 0, $0.list[1].int ?? 0) }
      switch config["mode"].string {
      case "reflect": return x.padded(widths, mode: .reflect)
      case "symmetric": return x.padded(widths, mode: .symmetric)
      default: return x.padded(widths, value: config.double("constant_values", 0))
      }
    default: throw GoldenError("no operation for '\(name)'")
    }
  }
}
