/// The value of an attribute.
package enum HDF5Attribute: Sendable {
  /// Numbers; a single one has no axes. Complex numbers have a last axis more, of real and imaginary part.
  case numbers(FileArray)
  /// Texts in row-major order; a single one has no axes.
  case texts([String], shape: [Int])
  /// Nothing, written by h5py as `Empty`.
  case empty
  /// Elements that are not read, such as references to objects, by name of their type.
  case other(String)

  /// The text, if there is exactly one.
  package var text: String? {
    if case .texts(let texts, _) = self, texts.count == 1 { texts[0] } else { nil }
  }

  /// The texts in row-major order.
  package var texts: [String]? {
    if case .texts(let texts, _) = self { texts } else { nil }
  }

  /// The number, if there is exactly one and it is an integer.
  package var integer: Int? {
    guard case .numbers(let array) = self, array.count == 1 else { return nil }
    return switch array.dtype {
    case .bool, .uint8: array.elements(as: UInt8.self).first.map { Int($0) }
    case .int8: array.elements(as: Int8.self).first.map { Int($0) }
    case .int16: array.elements(as: Int16.self).first.map { Int($0) }
    case .uint16: array.elements(as: UInt16.self).first.map { Int($0) }
    case .int32: array.elements(as: Int32.self).first.map { Int($0) }
    case .uint32: array.elements(as: UInt32.self).first.map { Int($0) }
    case .int64: array.elements(as: Int64.self).first.map { Int($0) }
    case .uint64: array.elements(as: UInt64.self).first.flatMap { Int(exactly: $0) }
    case .float16, .bfloat16, .float32, .float64: nil
    }
  }
}
