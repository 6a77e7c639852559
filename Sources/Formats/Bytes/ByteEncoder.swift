/// Bytes of a file's structures in the making, in little-endian order.
struct ByteEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func number<Number: FixedWidthInteger>(_ value: Number) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func byte(_ value: Int) { bytes.append(UInt8(value)) }
  /// 2 bytes.
  mutating func short(_ value: Int) { number(UInt16(value)) }
  /// 4 bytes.
  mutating func word(_ value: Int) { number(UInt32(value)) }
  /// 8 bytes.
  mutating func long(_ value: Int) { number(UInt64(value)) }
  mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }
  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
  mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }
  mutating func align(to alignment: Int) { zeros((alignment - bytes.count % alignment) % alignment) }
}
