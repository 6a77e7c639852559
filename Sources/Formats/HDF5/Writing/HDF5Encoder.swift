/// The structures of a new HDF5 file, with addresses and lengths of 8 bytes.
enum HDF5Encoder {
  /// An object header of version 2 with these messages.
  static func objectHeader(_ messages: [(kind: HDF5Message.Kind, body: [UInt8])]) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.text("OHDR")
    encoder.byte(2)
    // The size of the messages has 4 bytes.
    encoder.byte(2)
    encoder.word(messages.reduce(0) { $0 + 4 + $1.body.count })
    for message in messages {
      encoder.byte(message.kind.rawValue)
      encoder.short(message.body.count)
      encoder.byte(0)
      encoder.append(message.body)
    }
    encoder.checksum()
    return encoder.bytes
  }

  /// A dataspace message of version 2.
  static func dataspace(_ shape: [Int]) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.byte(2)
    encoder.byte(shape.count)
    encoder.byte(0)
    encoder.byte(shape.isEmpty ? 0 : 1)
    for size in shape { encoder.long(size) }
    return encoder.bytes
  }

  static let nullDataspace: [UInt8] = [2, 0, 0, 2]

  /// The datatype message of an array's elements, as h5py writes it.
  static func datatype(_ dtype: ArrayDType) -> [UInt8] {
    switch dtype {
    case .int8, .int16, .int32, .int64: integer(size: dtype.itemSize, isSigned: true)
    case .uint8, .uint16, .uint32, .uint64: integer(size: dtype.itemSize, isSigned: false)
    case .float16: floatingPoint(size: 2, exponent: 5, mantissa: 10, bias: 15)
    case .float32: floatingPoint(size: 4, exponent: 8, mantissa: 23, bias: 127)
    case .float64: floatingPoint(size: 8, exponent: 11, mantissa: 52, bias: 1023)
    // Keras' way: opaque bytes, and an attribute that says what they are.
    case .bfloat16: [0x15, 0, 0, 0, 2, 0, 0, 0]
    case .bool:
      [0x18, 2, 0, 0, 1, 0, 0, 0] + integer(size: 1, isSigned: true) + Array("FALSE\0\0\0TRUE\0\0\0\0".utf8) + [0, 1]
    }
  }

  private static func integer(size: Int, isSigned: Bool) -> [UInt8] {
    [0x10, isSigned ? 8 : 0, 0, 0, UInt8(size), 0, 0, 0, 0, 0, UInt8(8 * size), 0]
  }

  private static func floatingPoint(size: Int, exponent: Int, mantissa: Int, bias: Int) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.append([0x11, 0x20, UInt8(8 * size - 1), 0])
    encoder.word(size)
    encoder.short(0)
    encoder.short(8 * size)
    encoder.append([UInt8(mantissa), UInt8(exponent), 0, UInt8(mantissa)])
    encoder.word(bias)
    return encoder.bytes
  }

  /// ASCII or UTF-8 in a fixed number of bytes, filled up with zeros: NumPy's type S.
  static func fixedText(size: Int) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.append([0x13, 1, 0, 0])
    encoder.word(size)
    return encoder.bytes
  }

  /// UTF-8 of any length in a global heap: Python's str.
  static let variableText: [UInt8] = [0x19, 1, 1, 0, 16, 0, 0, 0] + integer(size: 1, isSigned: false)
}

extension ByteEncoder {
  mutating func undefinedAddress() { number(UInt64.max) }

  /// The checksum of all that is there so far.
  mutating func checksum() { number(HDF5Checksum.lookup3(bytes[...])) }
}
