import Formats

/// Operations that Keras 2 wrote as layers: `TFOpLambda`, `SlicingOpLambda` and `TensorFlowOpLayer`.
enum LegacyOperations {
  /// Keras' operations by TensorFlow's names of functions and node operations.
  private static let classes = [
    "math.add": "Add", "__operators__.add": "Add", "AddV2": "Add", "Add": "Add", "math.subtract": "Subtract",
    "Sub": "Subtract", "math.multiply": "Multiply", "Mul": "Multiply", "math.truediv": "TrueDivide",
    "math.divide": "TrueDivide", "RealDiv": "TrueDivide", "math.pow": "Power", "Pow": "Power",
    "math.floordiv": "FloorDivide", "math.maximum": "Maximum", "Maximum": "Maximum", "math.minimum": "Minimum",
    "Minimum": "Minimum", "math.negative": "Negative", "Neg": "Negative", "math.abs": "Absolute", "Abs": "Absolute",
    "math.exp": "Exp", "Exp": "Exp", "math.log": "Log", "Log": "Log", "math.sqrt": "Sqrt", "Sqrt": "Sqrt",
    "math.rsqrt": "Rsqrt", "Rsqrt": "Rsqrt", "math.square": "Square", "Square": "Square", "math.tanh": "Tanh",
    "nn.tanh": "Tanh", "Tanh": "Tanh", "math.sigmoid": "Sigmoid", "nn.sigmoid": "Sigmoid", "Sigmoid": "Sigmoid",
    "nn.relu": "Relu", "Relu": "Relu", "nn.relu6": "Relu6", "Relu6": "Relu6", "nn.softmax": "Softmax",
    "Softmax": "Softmax", "nn.softplus": "Softplus", "nn.elu": "Elu", "nn.silu": "Silu", "nn.swish": "Silu",
    "nn.leaky_relu": "LeakyRelu", "math.sin": "Sin", "math.cos": "Cos", "math.sign": "Sign", "math.floor": "Floor",
    "math.ceil": "Ceil", "math.reciprocal": "Reciprocal", "math.erf": "Erf", "math.reduce_mean": "Mean", "Mean": "Mean",
    "math.reduce_sum": "Sum", "Sum": "Sum", "math.reduce_max": "Max", "Max": "Max", "math.reduce_min": "Min",
    "Min": "Min", "math.reduce_prod": "Prod", "math.reduce_std": "Std", "math.reduce_variance": "Var",
    "concat": "Concatenate", "stack": "Stack", "reshape": "Reshape", "Reshape": "Reshape", "transpose": "Transpose",
    "expand_dims": "ExpandDims", "ExpandDims": "ExpandDims", "squeeze": "Squeeze", "Squeeze": "Squeeze", "cast": "Cast",
    "clip_by_value": "Clip", "where": "Where", "linalg.matmul": "Matmul", "MatMul": "Matmul", "BatchMatMulV2": "Matmul",
    "math.l2_normalize": "Normalize", "linalg.l2_normalize": "Normalize", "nn.l2_normalize": "Normalize",
    "math.greater": "Greater", "math.greater_equal": "GreaterEqual", "math.less": "Less",
    "math.less_equal": "LessEqual",
    "math.equal": "Equal", "math.not_equal": "NotEqual", "tile": "Tile", "repeat": "Repeat", "identity": "Copy",
    "__operators__.getitem": "GetItem",
  ]

  /// What an argument of TensorFlow's function is called in Keras' operation.
  private static let arguments = [
    "y": "x2", "perm": "axes", "input_axis": "axis", "reduction_indices": "axis", "keep_dims": "keepdims",
    "shape": "newshape", "multiples": "repeats", "clip_value_min": "x_min", "clip_value_max": "x_max",
    "alpha": "negative_slope", "b": "x2", "slice_spec": "key", "shape_list": "newshape",
  ]

  private static func className(_ function: String) -> String {
    let plain = function.hasPrefix("compat.v1.") ? String(function.dropFirst("compat.v1.".count)) : function
    return classes[plain] ?? function
  }

  private static func function(of entry: JSONValue) -> String? {
    switch entry["class_name"]?.string {
    case "TFOpLambda": entry["config"]?["function"]?.string
    case "SlicingOpLambda": entry["config"]?["function"]?.string ?? "__operators__.getitem"
    case "TensorFlowOpLayer": entry["config"]?["node_def"]?["op"]?.string
    default: nil
    }
  }

  /// The record of the operation that an entry means, `nil` if it is a layer.
  static func record(of entry: JSONValue) -> JSONValue? {
    guard let function = function(of: entry) else { return nil }
    let className = className(function)
    let name = entry["name"]?.string ?? entry["config"]?["name"]?.string ?? className.inSnakeCase
    guard
      var object = JSONValue.record(
        module: GraphOperations.module(of: className), className, JSONObject([("name", .string(name))]),
        registered: className
      ).object
    else { return nil }
    object["name"] = .string(name)
    return .object(object)
  }

  /// A step of a graph as Keras 3 writes it to `.h5`, where operations have no module.
  ///
  /// Some are called as layers, which have more arguments.
  static func withModule(_ entry: JSONValue) -> JSONValue {
    guard var object = entry.object, object["module"] == nil, let className = object["class_name"]?.string,
      GraphOperations.byName[className] != nil, let config = object["config"]?.object, config["trainable"] == nil,
      config["dtype"] == nil || className == "Cast" || className == "OneHot",
      object["inbound_nodes"]?.array?.first?.object != nil
    else { return entry }
    object["module"] = .string(GraphOperations.module(of: className))
    return .object(object)
  }

  /// A call in the form of Keras 3.
  static func call(_ tensors: [JSONValue], _ named: JSONObject, _ entry: JSONValue) -> JSONValue {
    var positional = tensors
    var kwargs = JSONObject()
    let className = function(of: entry).map(Self.className) ?? ""
    // Constants of a node operation stand between its tensors.
    let constants = entry["config"]?["constants"]?.object?.members ?? []
    for (place, value) in constants.sorted(by: { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }) {
      positional.insert(value, at: min(Int(place) ?? positional.count, positional.count))
    }
    for (key, value) in named.members where key != "name" && !value.isNull {
      if key == "axis", className == "Concatenate" || className == "Stack" {
        kwargs["axis"] = value
      } else {
        kwargs[arguments[key] ?? key] = value
      }
    }
    if className == "Concatenate" || className == "Stack", positional.count > 1 { positional = [.array(positional)] }
    if let values = kwargs["values"], positional.isEmpty || className == "Concatenate" || className == "Stack" {
      positional = [values]
      kwargs["values"] = nil
    }
    if className == "GetItem", let key = kwargs["key"] {
      positional.append(slices(key))
      kwargs["key"] = nil
    }
    // A reduction's axis is the second argument of the node operation.
    return ["args": .array(positional), "kwargs": .object(kwargs)]
  }

  private static func slices(_ json: JSONValue) -> JSONValue {
    .array(
      (json.array ?? [json]).map { part in
        if let value = part["value"], part["class_name"] == nil, part["start"] == nil { return value }
        guard part["start"] != nil || part["stop"] != nil else { return part }
        return ["class_name": "__slice__", "config": part]
      })
  }
}
