import Formats

extension DType {
  /// The same type under the name that the file formats use.
  init(_ dtype: ArrayDType) {
    switch dtype {
    case .bool: self = .bool
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint8: self = .uint8
    case .uint16: self = .uint16
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float32: self = .float32
    case .float64: self = .float64
    }
  }
}

extension ArrayDType {
  /// The same type under the name that files use.
  init(_ dtype: DType) {
    switch dtype {
    case .bool: self = .bool
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint8: self = .uint8
    case .uint16: self = .uint16
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float32: self = .float32
    case .float64: self = .float64
    }
  }
}

extension Tensor {
  /// An array from a file as a tensor, which adopts its memory.
  package init(_ array: FileArray) {
    let bytes = array.storage
    let storage = Storage(adopting: bytes.baseAddress, byteCount: bytes.count) { withExtendedLifetime(bytes) {} }
    self.init(storage: storage, shape: array.shape, dtype: DType(array.dtype))
  }
}

extension FileArray {
  /// A tensor's values, computed if need be, ready to be written; the memory is the tensor's.
  package init(_ tensor: Tensor) throws {
    let storage = try tensor.materialized()
    let shape = tensor.shape.staticDimensions
    let dtype = ArrayDType(tensor.dtype)
    let count = shape.reduce(dtype.itemSize, *)
    self.init(
      dtype: dtype, shape: shape, storage: ByteStorage(adopting: storage.pointer, count: count, owner: storage))
  }
}
