/// Reads the little-endian fields of a zip archive's records; those beyond the end are 0, which callers rule out by size.
struct ZipFields {
  /// What the list says of one member.
  struct ListRecord {
    var flags: Int
    var method: Int
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    var header: Int
    var name: String
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var remaining: Int { bytes.count - position }

  /// A number of up to 8 bytes; absurd ones become the largest `Int`.
  mutating func number(_ count: Int) -> Int {
    var value: UInt64 = 0
    for index in 0..<min(count, remaining) { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += min(count, remaining)
    return Int(exactly: value) ?? .max
  }

  /// The next record of the list, `nil` at its end or where it is damaged.
  mutating func listRecord() -> ListRecord? {
    guard remaining >= 46, number(4) == 0x0201_4B50 else { return nil }
    _ = number(4)
    let flags = number(2)
    let method = number(2)
    _ = number(4)
    let checksum = UInt32(number(4))
    var record = ListRecord(
      flags: flags, method: method, checksum: checksum, compressedSize: number(4), size: number(4), header: 0, name: "")
    let lengths = (name: number(2), extra: number(2), comment: number(2))
    _ = number(8)
    record.header = number(4)
    guard remaining >= lengths.name + lengths.extra + lengths.comment else { return nil }
    record.name = String(decoding: bytes[position..<(position + lengths.name)], as: UTF8.self)
    position += lengths.name
    var extra = ZipFields(Array(bytes[position..<(position + lengths.extra)]))
    position += lengths.extra + lengths.comment
    extra.readLargeSizes(into: &record)
    return record
  }

  /// The fields of zip64, which are there for those that did not fit 4 bytes.
  private mutating func readLargeSizes(into record: inout ListRecord) {
    let full = Int(UInt32.max)
    while remaining >= 4 {
      let kind = number(2)
      let end = position + 2
      let size = number(2)
      guard size <= remaining else { return }
      if kind == 1 {
        if record.size == full { record.size = number(8) }
        if record.compressedSize == full { record.compressedSize = number(8) }
        if record.header == full { record.header = number(8) }
        return
      }
      position = end + size
    }
  }
}
