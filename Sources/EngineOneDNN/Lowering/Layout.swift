import COneDNN
import TensorGraph

/// A oneDNN memory layout, owned.
final class Layout {
  let handle: OpaquePointer

  init(adopting handle: OpaquePointer) { self.handle = handle }

  /// Strides in elements.
  init?(_ dimensions: [Int], strides: [Int], _ dtype: DType) {
    guard let type = dtype.oneDNNType,
      let handle = onednn_layout_strided(
        Int32(dimensions.count), dimensions.map(Int64.init), strides.map(Int64.init), type)
    else { return nil }
    self.handle = handle
  }

  /// Leaves the arrangement to the primitive.
  init?(any dimensions: [Int], _ dtype: DType) {
    guard let type = dtype.oneDNNType,
      let handle = onednn_layout_any(Int32(dimensions.count), dimensions.map(Int64.init), type)
    else { return nil }
    self.handle = handle
  }

  deinit { onednn_layout_destroy(handle) }

  var byteCount: Int { onednn_layout_bytes(handle) }
}

extension DType {
  /// oneDNN's name of the type, for the two that the engine gives it; bfloat16 only where the processor multiplies it.
  var oneDNNType: onednn_type? {
    switch self {
    case .float32: ONEDNN_FLOAT32
    case .bfloat16 where onednn_has_bfloat16(): ONEDNN_BFLOAT16
    default: nil
    }
  }
}

extension onednn_argument {
  var role: Int32 { Int32(rawValue) }
}

extension onednn_post_operation {
  /// max(x, 0)
  static var relu: onednn_post_operation {
    onednn_post_operation(kind: ONEDNN_RELU, alpha: 0, beta: 0, operand: nil)
  }
}
