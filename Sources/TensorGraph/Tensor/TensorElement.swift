/// A Swift type that is stored as one element of a tensor.
public protocol TensorElement: Sendable, BitwiseCopyable {
  /// The type that has the same representation in memory.
  static var dtype: DType { get }

  /// The type of a tensor made of these elements where none is given.
  static func dtype(of elements: [Self]) -> DType
}

extension TensorElement {
  public static func dtype(of elements: [Self]) -> DType { dtype }
}

extension Bool: TensorElement { public static var dtype: DType { .bool } }
extension UInt8: TensorElement { public static var dtype: DType { .uint8 } }
extension UInt16: TensorElement { public static var dtype: DType { .uint16 } }
extension UInt32: TensorElement { public static var dtype: DType { .uint32 } }
extension UInt64: TensorElement { public static var dtype: DType { .uint64 } }
extension Int8: TensorElement { public static var dtype: DType { .int8 } }
extension Int16: TensorElement { public static var dtype: DType { .int16 } }
extension Int32: TensorElement { public static var dtype: DType { .int32 } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension Float: TensorElement { public static var dtype: DType { .float32 } }
#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: TensorElement { public static var dtype: DType { .float16 } }
#endif

extension Int: TensorElement {
  public static var dtype: DType { .int64 }

  /// `int32`, or `int64` if one of the numbers needs it.
  public static func dtype(of elements: [Int]) -> DType {
    elements.allSatisfy { $0 >= Int32.min && $0 <= Int32.max } ? .int32 : .int64
  }
}

extension Double: TensorElement {
  public static var dtype: DType { .float64 }

  /// `float32`, in which models compute.
  public static func dtype(of elements: [Double]) -> DType { .float32 }
}
