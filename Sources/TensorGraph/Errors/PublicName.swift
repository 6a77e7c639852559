/// What users call the operations that programs name as StableHLO does.
enum PublicName {
  private static let names: [String: String] = [
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "remainder": "%", "power": "pow", "and": "logicalAnd",
    "or": "logicalOr", "xor": "logicalXor", "equal": ".==", "notEqual": ".!=", "less": ".<", "lessEqual": ".<=",
    "greater": ".>", "greaterEqual": ".>=", "logistic": "sigmoid", "roundNearestEven": "round", "select": "which",
    "dot_general": "matmul", "convert": "cast(to:)", "reshape": "reshaped", "transpose": "transposed",
    "broadcast": "broadcast(to:)", "concatenate": "concatenated", "slice": "subscript", "pad": "padded",
    "reverse": "reversed", "gather": "take", "iota": "arange", "random_bits": "Random", "reduce_sum": "sum",
    "reduce_product": "product", "reduce_max": "max", "reduce_min": "min", "reduce_any": "any", "reduce_all": "all",
  ]

  static func of(_ name: String) -> String { names[name] ?? name }
}
