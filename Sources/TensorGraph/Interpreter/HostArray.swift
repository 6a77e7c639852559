/// Values in memory with known shape: what the reference interpreter computes on.
package struct HostArray: Sendable {
  package let storage: Storage
  package let shape: [Int]
  package let dtype: DType

  package init(storage: Storage, type: TensorType) {
    self.storage = storage
    shape = type.shape.staticDimensions
    dtype = type.dtype
  }

  package init(shape: [Int], dtype: DType) {
    storage = Storage(byteCount: shape.reduce(1, *) * dtype.byteCount)
    self.shape = shape
    self.dtype = dtype
  }

  package init(_ values: [Double], shape: [Int], dtype: DType) {
    self.init(shape: shape, dtype: dtype)
    for (index, value) in values.enumerated() { dtype.store(value, to: storage.pointer + index * dtype.byteCount) }
  }

  package init(_ values: [Int64], shape: [Int], dtype: DType) {
    self.init(shape: shape, dtype: dtype)
    for (index, value) in values.enumerated() { dtype.store(value, to: storage.pointer + index * dtype.byteCount) }
  }

  package var count: Int { shape.reduce(1, *) }

  package func double(_ index: Int) -> Double { dtype.loadDouble(storage.pointer + index * dtype.byteCount) }
  package func int64(_ index: Int) -> Int64 { dtype.loadInt64(storage.pointer + index * dtype.byteCount) }
  package var doubles: [Double] { (0..<count).map(double) }
  package var int64s: [Int64] { (0..<count).map(int64) }

  /// The single element as a scalar, if a `Constant` of it would hold exactly the same value.
  package var exactScalar: Scalar? {
    switch dtype {
    case .bool: .bool(int64(0) != 0)
    case .uint64: nil
    case _ where dtype.isInteger: .integer(Int(int64(0)))
    default: .real(double(0))
    }
  }
}
