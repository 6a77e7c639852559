import Formats

/// An operation on symbolic tensors as the operation of Keras that computes the same.
struct NodeOperation {
  private let className: String
  private let module: String
  private let config: [(String, JSONValue)]
  let arguments: [JSONValue]

  func record(name: String) -> JSONValue {
    .record(
      module: module, className, JSONObject([("name", .string(name))] + config), registered: className)
  }

  /// What the step is called in files, unless the name is taken.
  static func baseName(_ node: Node) -> String {
    NodeOperation(node) { _ in .null }.map { $0.className.inSnakeCase } ?? "operation"
  }

  /// `nil` if Keras has none.
  init?(_ node: Node, _ reference: (Tensor) -> JSONValue) {
    let inputs = node.inputs
    var className: String
    var config: [(String, JSONValue)] = []
    var arguments = inputs.map(reference)
    var module = "keras.src.ops.numpy"
    switch node.kind {
    case .operation(let primitive):
      switch primitive {
      case let binary as Binary: className = Self.binaries[binary] ?? ""
      case let comparison as Comparison: className = Self.comparisons[comparison] ?? ""
      case let unary as Unary:
        className = Self.unaries[unary] ?? ""
        if unary == .logistic { module = "keras.src.ops.nn" }
        if unary == .erf || unary == .rsqrt { module = "keras.src.ops.math" }
      case is Select: className = "Where"
      case let convert as Convert:
        (className, module) = ("Cast", "keras.src.ops.core")
        config = [("dtype", .string(convert.dtype.rawValue))]
      case let join as Concatenation:
        className = "Concatenate"
        arguments = [.array(arguments)]
        config = [("axis", .integer(join.axis))]
      case let transpose as Transpose:
        className = "Transpose"
        config = [("axes", .array(transpose.permutation.map { .integer($0) }))]
      case let reshape as TensorGraph.Reshape where reshape.shape.dimensions.filter({ $0 == nil }).count < 2:
        className = "Reshape"
        config = [("newshape", .array(reshape.shape.dimensions.map { .integer($0 ?? -1) }))]
      case let reduce as Reduce:
        className = Self.reductions[reduce.kind] ?? ""
        config = [("axis", .array(reduce.axes.map { .integer($0) })), ("keepdims", .boolean(reduce.keepDims))]
      case let reduce as ArgReduce:
        className = reduce.kind == .max ? "Argmax" : "Argmin"
        config = [("axis", .integer(reduce.axis)), ("keepdims", .boolean(reduce.keepDims))]
      case let reverse as Reverse:
        className = "Flip"
        config = [("axis", .array(reverse.axes.map { .integer($0) }))]
      case let slice as Slice:
        className = "GetItem"
        arguments.append(.array(slice.starts.indices.map { Self.part(slice, $0) }))
      case let composite as Composite where composite.name == "softmax" || composite.name == "log_softmax":
        guard case .integer(let axis)? = composite.attributes["axis"] else { return nil }
        (className, module) = (composite.name == "softmax" ? "Softmax" : "LogSoftmax", "keras.src.ops.nn")
        config = [("axis", .integer(axis))]
      case is DotGeneral where Self.isMatrixProduct(primitive, inputs): className = "Matmul"
      default: return nil
      }
    case .deferred(let deferred):
      guard let record = deferred.record else { return nil }
      className = record.className
      module = record.module
      config = record.config.map { ($0.0, JSONValue($0.1)) }
      arguments += record.arguments.map { JSONValue($0) }
    default: return nil
    }
    guard !className.isEmpty else { return nil }
    (self.className, self.module, self.config, self.arguments) = (className, module, config, arguments)
  }

  private static let binaries: [Binary: String] = [
    .add: "Add", .subtract: "Subtract", .multiply: "Multiply", .divide: "TrueDivide", .power: "Power",
    .maximum: "Maximum", .minimum: "Minimum", .remainder: "Mod", .atan2: "Arctan2", .and: "LogicalAnd",
    .or: "LogicalOr", .xor: "LogicalXor",
  ]
  private static let comparisons: [Comparison: String] = [
    .equal: "Equal", .notEqual: "NotEqual", .less: "Less", .lessEqual: "LessEqual", .greater: "Greater",
    .greaterEqual: "GreaterEqual",
  ]
  private static let unaries: [Unary: String] = [
    .negate: "Negative", .abs: "Absolute", .sign: "Sign", .exp: "Exp", .expm1: "Expm1", .log: "Log", .log1p: "Log1p",
    .sqrt: "Sqrt", .rsqrt: "Rsqrt", .logistic: "Sigmoid", .tanh: "Tanh", .erf: "Erf", .sin: "Sin", .cos: "Cos",
    .tan: "Tan", .asin: "Arcsin", .acos: "Arccos", .atan: "Arctan", .sinh: "Sinh", .cosh: "Cosh", .asinh: "Arcsinh",
    .acosh: "Arccosh", .atanh: "Arctanh", .floor: "Floor", .ceil: "Ceil", .logicalNot: "LogicalNot",
    .isNaN: "Isnan", .isFinite: "Isfinite",
  ]
  private static let reductions: [Reduce.Kind: String] = [
    .sum: "Sum", .product: "Prod", .max: "Max", .min: "Min", .any: "Any", .all: "All",
  ]

  private static func part(_ slice: Slice, _ axis: Int) -> JSONValue {
    let (start, end, step) = (slice.starts[axis], slice.ends[axis], slice.steps[axis])
    return [
      "class_name": "__slice__",
      "config": [
        "start": start == 0 ? .null : .integer(start), "stop": end == Slice.whole ? .null : .integer(end),
        "step": step == 1 ? .null : .integer(step),
      ],
    ]
  }

  private static func isMatrixProduct(_ primitive: any Primitive, _ inputs: [Tensor]) -> Bool {
    guard let product = primitive as? DotGeneral, inputs.count == 2, inputs[1].rank == 2 else { return false }
    return product.leftBatch.isEmpty && product.leftContracting == [inputs[0].rank - 1]
      && product.rightContracting == [0]
  }
}

extension JSONValue {
  /// An attribute of an operation.
  init(_ value: Deferred.Record.Value) {
    switch value {
    case .none: self = .null
    case .flag(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .integers(let values): self = .array(values.map { .integer($0) })
    case .text(let value): self = .string(value)
    case .indices(let indices): self = .array(indices.map { JSONValue($0) })
    }
  }

  private init(_ index: AxisIndex) {
    switch index {
    case .place(let place): self = .integer(place)
    case .inserted, .picked: self = .null
    case .rest: self = ["class_name": "__ellipsis__", "config": [:]]
    case .places(let from, let to, let step, _):
      self = [
        "class_name": "__slice__",
        "config": [
          "start": .optional(from), "stop": .optional(to), "step": step == 1 ? .null : .integer(step),
        ],
      ]
    }
  }
}
