import Formats

/// The operations that files have as steps of a graph, by Keras' class names.
enum GraphOperations {
  typealias Operation = @Sendable (OperationArguments) throws -> [Tensor]

  static let byName: [String: Operation] = elementwise.merging(functions) { first, _ in first }
    .merging(reductions) { first, _ in first }.merging(movements) { first, _ in first }

  /// Where Keras has an operation, as files say it.
  static func module(of className: String) -> String {
    let part =
      switch className {
      case "Cast", "StopGradient", "Unstack": "core"
      case "Erf", "Logsumexp", "Rsqrt": "math"
      case "Norm": "linalg"
      default: functions[className] != nil || className == "Moments" ? "nn" : "numpy"
      }
    return "keras.src.ops.\(part)"
  }

  private static func unary(_ name: String = "x", _ body: @escaping @Sendable (Tensor) -> Tensor) -> Operation {
    { [body(try $0.tensor(0, name))] }
  }

  private static func binary(_ body: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operation {
    { arguments in
      let (a, b) = try arguments.pair()
      return [body(a, b)]
    }
  }

  private static let elementwise: [String: Operation] = [
    "Add": binary { $0 + $1 }, "Subtract": binary { $0 - $1 }, "Multiply": binary { $0 * $1 },
    "Divide": binary { $0 / $1 }, "TrueDivide": binary { $0 / $1 }, "FloorDivide": binary { floorDivide($0, $1) },
    "Power": binary { pow($0, $1) }, "Mod": binary { $0 % $1 }, "Maximum": binary { maximum($0, $1) },
    "Minimum": binary { minimum($0, $1) }, "Arctan2": binary { atan2($0, $1) },
    "Equal": binary { $0 .== $1 }, "NotEqual": binary { $0 .!= $1 }, "Less": binary { $0 .< $1 },
    "LessEqual": binary { $0 .<= $1 }, "Greater": binary { $0 .> $1 }, "GreaterEqual": binary { $0 .>= $1 },
    "LogicalAnd": binary { logicalAnd($0, $1) }, "LogicalOr": binary { logicalOr($0, $1) },
    "LogicalXor": binary { logicalXor($0, $1) }, "LogicalNot": unary { logicalNot($0) },
    "Logaddexp": binary { logAddExp($0, $1) }, "Matmul": binary { matmul($0, $1) }, "Dot": binary { dot($0, $1) },
    "Inner": binary { inner($0, $1) }, "Outer": binary { outer($0, $1) },
    "Negative": unary { -$0 }, "Absolute": unary { abs($0) }, "Abs": unary { abs($0) }, "Sign": unary { sign($0) },
    "Exp": unary { exp($0) }, "Expm1": unary { expm1($0) }, "Log": unary { log($0) }, "Log1p": unary { log1p($0) },
    "Log2": unary { log2($0) }, "Log10": unary { log10($0) }, "Sqrt": unary { sqrt($0) }, "Rsqrt": unary { rsqrt($0) },
    "Square": unary { square($0) }, "Reciprocal": unary { reciprocal($0) }, "Tanh": unary { tanh($0) },
    "Sin": unary { sin($0) }, "Cos": unary { cos($0) }, "Tan": unary { tan($0) }, "Arcsin": unary { asin($0) },
    "Arccos": unary { acos($0) }, "Arctan": unary { atan($0) }, "Sinh": unary { sinh($0) }, "Cosh": unary { cosh($0) },
    "Arcsinh": unary { asinh($0) }, "Arccosh": unary { acosh($0) }, "Arctanh": unary { atanh($0) },
    "Floor": unary { floor($0) }, "Ceil": unary { ceil($0) }, "Isnan": unary { isNaN($0) },
    "Isfinite": unary { isFinite($0) }, "Isinf": unary { isInfinite($0) }, "Erf": unary { erf($0) },
    "StopGradient": unary("variable") { stopGradient($0) }, "Copy": unary { $0 },
    "ZerosLike": unary { .zeros(like: $0) },
    "OnesLike": unary { .ones(like: $0) },
    "Round": { [round(try $0.tensor(0, "x"), decimals: $0.integer(1, "decimals") ?? 0)] },
    "Cast": { [try $0.tensor(0, "x").cast(to: $0.dtype(1) ?? .float32)] },
    "Clip": { a in
      let x = try a.tensor(0, "x")
      guard let low = a.number(1, "x_min"), let high = a.number(2, "x_max") else { throw OperationArguments.Missing() }
      return [clip(x, low, high)]
    },
    "Where": { [which(try $0.tensor(0, "condition"), try $0.tensor(1, "x1"), try $0.tensor(2, "x2"))] },
  ]

  private static let functions: [String: Operation] = {
    var functions: [String: Operation] = [
      "Relu": unary { relu($0) }, "Sigmoid": unary { sigmoid($0) },
      "Softmax": { [softmax(try $0.tensor(0, "x"), axes: $0.axes(1) ?? [-1])] },
      "LogSoftmax": { [logSoftmax(try $0.tensor(0, "x"), axes: $0.axes(1) ?? [-1])] },
      "LeakyRelu": { a in
        [Activation.leakyRelu(negativeSlope: a.number(1, "negative_slope") ?? 0.2)(try a.tensor(0, "x"))]
      },
      "Elu": { [Activation.elu(alpha: $0.number(1, "alpha") ?? 1)(try $0.tensor(0, "x"))] },
      "Celu": { [Activation.celu(alpha: $0.number(1, "alpha") ?? 1)(try $0.tensor(0, "x"))] },
      "HardShrink": { [Activation.hardShrink(threshold: $0.number(1, "threshold") ?? 0.5)(try $0.tensor(0, "x"))] },
      "SoftShrink": { [Activation.softShrink(threshold: $0.number(1, "threshold") ?? 0.5)(try $0.tensor(0, "x"))] },
      "Squareplus": { [Activation.squareplus(b: $0.number(1, "b") ?? 4)(try $0.tensor(0, "x"))] },
      "Threshold": { a in
        guard let threshold = a.number(1, "threshold"), let value = a.number(2, "default_value") else {
          throw OperationArguments.Missing()
        }
        return [Activation.threshold(threshold, defaultValue: value)(try a.tensor(0, "x"))]
      },
      "Gelu": { a in
        [Activation.gelu(approximate: a.json(1, "approximate")?.boolean ?? true)(try a.tensor(0, "x"))]
      },
      "OneHot": { a in
        let classes = a.integer(1, "num_classes") ?? 1
        return [
          oneHot(try a.tensor(0, "x"), classes, axis: a.integer(2, "axis") ?? -1, dtype: a.dtype(3) ?? .float32)
        ]
      },
      "Normalize": { a in
        [
          normalize(
            try a.tensor(0, "x"), axis: a.integer(1, "axis") ?? -1, order: a.number(2, "order") ?? 2,
            epsilon: a.number(3, "epsilon") ?? 1e-7)
        ]
      },
    ]
    let plain = [
      "Relu6": "relu6", "Selu": "selu", "Silu": "silu", "HardSigmoid": "hard_sigmoid", "HardSilu": "hard_silu",
      "Softplus": "softplus", "Softsign": "softsign", "LogSigmoid": "log_sigmoid", "Mish": "mish",
      "HardTanh": "hard_tanh", "SparsePlus": "sparse_plus", "SparseSigmoid": "sparse_sigmoid",
      "TanhShrink": "tanh_shrink",
    ]
    for (className, name) in plain {
      guard let activation = Activation.functions[name] else { continue }
      nonisolated(unsafe) let function = activation
      functions[className] = { [function(try $0.tensor(0, "x"))] }
    }
    return functions
  }()

  private static func reduction(_ body: @escaping @Sendable (Tensor, [Int]?, Bool) -> Tensor) -> Operation {
    { [body(try $0.tensor(0, "x"), $0.axes(1), $0.flag(2, "keepdims"))] }
  }

  private static let reductions: [String: Operation] = [
    "Mean": reduction { $0.mean(axes: $1, keepDims: $2) }, "Sum": reduction { $0.sum(axes: $1, keepDims: $2) },
    "Max": reduction { $0.max(axes: $1, keepDims: $2) }, "Min": reduction { $0.min(axes: $1, keepDims: $2) },
    "Prod": reduction { $0.product(axes: $1, keepDims: $2) }, "Any": reduction { $0.any(axes: $1, keepDims: $2) },
    "All": reduction { $0.all(axes: $1, keepDims: $2) }, "Var": reduction { $0.variance(axes: $1, keepDims: $2) },
    "Std": reduction { $0.standardDeviation(axes: $1, keepDims: $2) },
    "Logsumexp": reduction { logSumExp($0, axes: $1, keepDims: $2) },
    "Argmax": { [try $0.tensor(0, "x").argmax(axis: $0.integer(1, "axis"), keepDims: $0.flag(2, "keepdims"))] },
    "Argmin": { [try $0.tensor(0, "x").argmin(axis: $0.integer(1, "axis"), keepDims: $0.flag(2, "keepdims"))] },
    "Norm": { a in
      [
        norm(
          try a.tensor(0, "x"), order: a.number(1, "ord"), axes: a.axes(2), keepDims: a.flag(3, "keepdims"))
      ]
    },
    "Moments": { a in
      let (mean, variance) = try a.tensor(0, "x").moments(
        axes: a.axes(1, "axes") ?? [], keepDims: a.flag(2, "keepdims"))
      return [mean, variance]
    },
  ]

  private static let movements: [String: Operation] = [
    "Concatenate": { [concatenated(try $0.tensors(0, "xs"), axis: $0.integer(1, "axis") ?? 0)] },
    "Stack": { [stacked(try $0.tensors(0, "x"), axis: $0.integer(1, "axis") ?? 0)] },
    "Reshape": { a in
      let x = try a.tensor(0, "x")
      let name = a.config["newshape"] == nil ? "shape" : "newshape"
      return [x.reshaped(try a.shape(1, a.call["newshape"] == nil ? name : "newshape"))]
    },
    "Transpose": { [try $0.tensor(0, "x").transposed($0.axes(1, "axes"))] },
    "Swapaxes": { [try $0.tensor(0, "x").swappingAxes($0.integer(1, "axis1") ?? 0, $0.integer(2, "axis2") ?? 1)] },
    "Moveaxis": { a in
      [try a.tensor(0, "x").movingAxes(a.axes(1, "source") ?? [0], to: a.axes(2, "destination") ?? [0])]
    },
    "ExpandDims": { a in
      [(a.axes(1) ?? [0]).sorted().reduce(try a.tensor(0, "x")) { $0.expandedDimensions($1) }]
    },
    "Squeeze": { a in
      let x = try a.tensor(0, "x")
      guard let axes = a.axes(1) else { return [x.squeezed()] }
      let resolved = axes.map { $0 < 0 ? $0 + x.rank : $0 }.sorted(by: >)
      return [resolved.reduce(x) { $0.squeezed(axis: $1) }]
    },
    "Flip": { [try $0.tensor(0, "x").reversed(axes: $0.axes(1))] },
    "Ravel": { [try $0.tensor(0, "x").flattened()] },
    "BroadcastTo": { [try $0.tensor(0, "x").broadcast(to: $0.shape(1, "shape"))] },
    "Tile": { [try $0.tensor(0, "x").tiled($0.axes(1, "repeats") ?? [1])] },
    "Repeat": { a in
      guard let count = a.integer(1, "repeats") else { throw OperationArguments.Missing() }
      return [try a.tensor(0, "x").repeated(count, axis: a.integer(2, "axis"))]
    },
    "Take": { a in
      let axis = a.integer(2, "axis")
      return [try a.tensor(0, "x").take(try a.tensor(1, "indices").cast(to: .int32), axis: axis)]
    },
    "Split": { a in
      let x = try a.tensor(0, "x")
      let name = "indices_or_sections"
      if let count = a.integer(1, name) { return x.split(into: count, axis: a.integer(2, "axis") ?? 0) }
      return x.split(at: a.axes(1, name) ?? [], axis: a.integer(2, "axis") ?? 0)
    },
    "Unstack": { [Tensor](try $0.tensor(0, "x").unstacked(axis: $0.integer(2, "axis") ?? 0)) },
    "Einsum": { a in
      guard let subscripts = a.text(0, "subscripts") else { throw OperationArguments.Missing() }
      return [einsum(subscripts, a.inputs)]
    },
    "Pad": { a in
      let x = try a.tensor(0, "x")
      guard let pairs = a.json(1, "pad_width")?.array else { throw OperationArguments.Missing() }
      let widths = pairs.map { pair -> (Int, Int) in
        let items = pair.array?.compactMap(\.integer) ?? [pair.integer ?? 0]
        return (items.first ?? 0, items.last ?? 0)
      }
      let mode = a.text(2, "mode") ?? "constant"
      guard mode == "constant", widths.count == x.rank else { throw OperationArguments.Missing() }
      return [x.padded(widths, value: a.number(3, "constant_values") ?? 0)]
    },
    "GetItem": { a in
      let x = try a.tensor(0, "x")
      guard let key = a.json(1, "key") else { throw OperationArguments.Missing() }
      return [x.subscripted(try (key.array ?? [key]).map { try AxisIndex($0) })]
    },
  ]
}

extension AxisIndex {
  /// One index of a file's `GetItem`.
  init(_ json: JSONValue) throws {
    if let place = json.integer {
      self = .place(place)
    } else if json.isNull {
      self = .inserted
    } else if json["class_name"]?.string == "__ellipsis__" || json.string == "..." {
      self = .rest
    } else if json.object != nil {
      let part = json["config"] ?? json
      self = .places(
        from: part["start"]?.integer, to: part["stop"]?.integer, step: part["step"]?.integer ?? 1, isClipped: true)
    } else {
      throw OperationArguments.Missing()
    }
  }
}
