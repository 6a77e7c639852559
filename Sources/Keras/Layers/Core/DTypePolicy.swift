import Synchronization

/// In which type a layer computes and in which it keeps its weights.
public struct DTypePolicy: Sendable, Hashable {
  public let name: String
  public let computeDType: DType
  public let variableDType: DType

  public init(name: String, computeDType: DType, variableDType: DType) {
    self.name = name
    self.computeDType = computeDType
    self.variableDType = variableDType
  }

  public static let float32 = DTypePolicy(.float32)
  public static let float64 = DTypePolicy(.float64)
  /// Computes in `bfloat16`, keeps weights in `float32`.
  public static let mixedBFloat16 = DTypePolicy(
    name: "mixed_bfloat16", computeDType: .bfloat16, variableDType: .float32)

  /// One type for both.
  public init(_ dtype: DType) { self.init(name: dtype.rawValue, computeDType: dtype, variableDType: dtype) }

  private static let stored = Mutex(DTypePolicy.float32)

  /// The policy of layers that are given none; `float32` at first (`keras.config.set_dtype_policy`).
  public static var global: DTypePolicy {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
