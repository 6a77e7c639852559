import CKernels
import TensorGraph

/// Which operations the fused kernel computes exactly as the reference interpreter means them.
enum FusedOperations {
  private static let floating: Set<DType> = [.float32, .bfloat16, .float16]
  private static let integers: Set<DType> = [.int8, .uint8, .int16, .uint16, .int32, .uint32]
  private static let loadable = floating.union(integers).union([.bool])

  static func supports(_ instruction: Program.Instruction, _ program: Program) -> Bool {
    let types = (instruction.inputs + instruction.outputs).map { program.types[$0] }
    guard types.allSatisfy({ loadable.contains($0.dtype) && $0.shape.rank <= 8 }) else { return false }
    guard let dtype = types.first?.dtype else { return false }
    switch instruction.operation {
    case let operation as Unary:
      switch operation {
      case .logicalNot: return true
      case .negate, .abs, .sign: return floating.contains(dtype) || dtype == .int32
      default: return floating.contains(dtype)
      }
    case let operation as Binary:
      switch operation {
      case .add, .subtract, .multiply: return dtype != .bool
      case .maximum, .minimum, .and, .or, .xor: return true
      case .divide, .power, .atan2, .remainder: return floating.contains(dtype)
      }
    case is Comparison, is Select, is Convert, is UniformFromBits, is RandomBits: return true
    case let operation as Reduce: return reduces(operation, dtype)
    case is ArgReduce: return dtype != .bool
    default: return false
    }
  }

  private static func reduces(_ operation: Reduce, _ dtype: DType) -> Bool {
    switch operation.kind {
    case .sum: floating.contains(dtype) || dtype == .int32 || dtype == .uint32
    case .max, .min: true
    case .product: floating.contains(dtype)
    case .any, .all: true
    }
  }

  /// The number of elements of the space in which an operation alone would run.
  static func space(of instruction: Program.Instruction, _ program: Program) -> Int {
    let isReduction = instruction.operation is Reduce || instruction.operation is ArgReduce
    let id = isReduction ? instruction.inputs[0] : instruction.outputs[0]
    return program.types[id].shape.staticDimensions.reduce(1, *)
  }

  static func reduction(_ kind: Reduce.Kind) -> ck_reduction {
    switch kind {
    case .sum: CK_SUM
    case .product: CK_PROD
    case .max, .any: CK_MAX
    case .min, .all: CK_MIN
    }
  }

  static func unary(_ operation: Unary) -> ck_unary {
    switch operation {
    case .negate: CK_NEGATE
    case .abs: CK_ABS
    case .sign: CK_SIGN
    case .exp: CK_EXP
    case .expm1: CK_EXPM1
    case .log: CK_LOG
    case .log1p: CK_LOG1P
    case .sqrt: CK_SQRT
    case .rsqrt: CK_RSQRT
    case .logistic: CK_SIGMOID
    case .tanh: CK_TANH
    case .erf: CK_ERF
    case .sin: CK_SIN
    case .cos: CK_COS
    case .tan: CK_TAN
    case .asin: CK_ASIN
    case .acos: CK_ACOS
    case .atan: CK_ATAN
    case .sinh: CK_SINH
    case .cosh: CK_COSH
    case .asinh: CK_ASINH
    case .acosh: CK_ACOSH
    case .atanh: CK_ATANH
    case .floor: CK_FLOOR
    case .ceil: CK_CEIL
    case .roundNearestEven: CK_ROUND
    case .logicalNot: CK_NOT
    case .isNaN: CK_IS_NAN
    case .isFinite: CK_IS_FINITE
    }
  }

  static func binary(_ operation: Binary) -> ck_binary {
    switch operation {
    case .add: CK_ADD
    case .subtract: CK_SUBTRACT
    case .multiply: CK_MULTIPLY
    case .divide: CK_DIVIDE
    case .power: CK_POWER
    case .maximum: CK_MAXIMUM
    case .minimum: CK_MINIMUM
    case .remainder: CK_MODULO
    case .atan2: CK_ATAN2
    case .and: CK_AND
    case .or: CK_OR
    case .xor: CK_XOR
    }
  }

  static func comparison(_ operation: Comparison) -> ck_binary {
    switch operation {
    case .equal: CK_EQUAL
    case .notEqual: CK_NOT_EQUAL
    case .less: CK_LESS
    case .lessEqual: CK_LESS_EQUAL
    case .greater: CK_GREATER
    case .greaterEqual: CK_GREATER_EQUAL
    }
  }

  /// A guess of nanoseconds per element on one thread.
  static func cost(_ operation: any Primitive) -> Double {
    switch operation {
    case let operation as Unary:
      switch operation {
      case .negate, .abs, .sign, .floor, .ceil, .roundNearestEven, .logicalNot, .isNaN, .isFinite: 0.03
      case .sqrt, .rsqrt: 0.1
      default: 0.3
      }
    case let operation as Binary:
      switch operation {
      case .divide: 0.1
      case .power, .atan2, .remainder: 0.8
      default: 0.03
      }
    case is RandomBits: 0.6
    default: 0.03
    }
  }
}

extension DType {
  /// The type of lane in which the fused kernel holds values of this type.
  var lane: ck_lane {
    switch self {
    case .uint32, .uint64: CK_LANE_U32
    case .int8, .uint8, .int16, .uint16, .int32, .int64: CK_LANE_I32
    default: CK_LANE_F32
    }
  }

  /// The type that holds a lane of this type exactly.
  var laneType: DType {
    switch lane {
    case CK_LANE_U32: .uint32
    case CK_LANE_I32: .int32
    default: .float32
    }
  }
}
