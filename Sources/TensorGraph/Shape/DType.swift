/// The element type of a tensor, with Keras' names.
public enum DType: String, Sendable, Hashable, CaseIterable, Codable {
  case bool
  case uint8, uint16, uint32, uint64
  case int8, int16, int32, int64
  case float16, bfloat16, float32, float64

  /// Bytes that one element takes in memory.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether the type is one of the four floating-point types.
  public var isFloating: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// Whether the type is a signed or unsigned integer; `bool` is not.
  public var isInteger: Bool { !isFloating && self != .bool }

  /// Whether the type is an integer without negative values.
  public var isUnsigned: Bool {
    switch self {
    case .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }
}
