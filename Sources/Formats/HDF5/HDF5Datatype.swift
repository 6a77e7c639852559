/// The type of the elements of a dataset or attribute.
package indirect enum HDF5Datatype: Sendable, Equatable {
  /// Two's-complement integers, IEEE floating point and bfloat16.
  case number(ArrayDType, isBigEndian: Bool)
  /// The enumeration FALSE, TRUE that h5py makes of booleans.
  case boolean
  /// Text of a fixed number of bytes, filled up with zeros or spaces.
  case fixedText(size: Int, isSpacePadded: Bool)
  /// Text of any length, kept in a heap; what is stored in its place has this many bytes.
  case variableText(placeSize: Int)
  /// Bytes without a meaning; Keras stores bfloat16 in two of them.
  case opaque(size: Int)
  /// The pair r, i that h5py makes of complex numbers.
  case complex(ArrayDType, isBigEndian: Bool)
  /// Arrays as elements.
  case array(HDF5Datatype, shape: [Int])
  /// A type that no array here can have, such as references to objects.
  case other(String, size: Int)

  /// Bytes of one element as it is stored.
  package var size: Int {
    switch self {
    case .number(let dtype, _): dtype.itemSize
    case .boolean: 1
    case .fixedText(let size, _), .variableText(let size), .opaque(let size), .other(_, let size): size
    case .complex(let dtype, _): 2 * dtype.itemSize
    case .array(let element, let shape): shape.reduce(element.size, *)
    }
  }

  /// What messages call the type.
  package var name: String {
    switch self {
    case .number(let dtype, _): "\(dtype)"
    case .boolean: "bool"
    case .fixedText(let size, _): "text of \(size.counted("byte", "bytes"))"
    case .variableText: "text of variable length"
    case .opaque(let size): "\(size) opaque bytes"
    case .complex(let dtype, _): "complex numbers of \(dtype)"
    case .array(let element, let shape): "arrays \(shape) of \(element.name)"
    case .other(let name, _): name
    }
  }

  /// The elements as arrays have them, and the axes that each of them adds; `nil` if arrays can't have them.
  var elements: (dtype: ArrayDType, isBigEndian: Bool, axes: [Int])? {
    switch self {
    case .number(let dtype, let isBigEndian): (dtype, isBigEndian, [])
    case .boolean: (.bool, false, [])
    case .complex(let dtype, let isBigEndian): (dtype, isBigEndian, [2])
    case .array(let element, let shape): element.elements.map { ($0.dtype, $0.isBigEndian, shape + $0.axes) }
    case .fixedText, .variableText, .opaque, .other: nil
    }
  }

  /// The shape of an array of so many elements; axes too large to be counted are an error, even beside an axis of 0.
  func arrayShape(_ dataspace: HDF5Dataspace, as dtype: ArrayDType, who: String) throws -> [Int] {
    if dataspace.isNull { return [0] }
    let shape = dataspace.shape + (elements?.axes ?? [])
    guard FileArray.byteCount(dtype: dtype, shape: shape) != nil else {
      throw FormatError(
        who, expected: "a shape whose elements can be counted", received: "\(shape) of \(name)",
        fix: HDF5Reader.damageFix)
    }
    return shape
  }

  /// Brings stored elements into the machine's order, in place.
  func arrange(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let elements else { return }
    #if _endian(little)
      let isForeign = elements.isBigEndian
    #else
      let isForeign = !elements.isBigEndian
    #endif
    if isForeign { ElementOrder.swapBytes(bytes, itemSize: elements.dtype.itemSize) }
    if elements.dtype == .bool {
      // Swift knows only 0 and 1.
      for index in bytes.indices { bytes[index] = bytes[index] == 0 ? 0 : 1 }
    }
  }
}
