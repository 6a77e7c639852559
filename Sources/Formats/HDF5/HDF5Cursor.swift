/// Reads the fields of one structure of an HDF5 file, in little-endian order and never beyond the structure's end.
struct HDF5Cursor {
  let bytes: [UInt8]
  private(set) var position: Int
  private(set) var end: Int
  let offsetSize: Int
  let lengthSize: Int
  /// What is being read, with its article, such as "a local heap".
  var structure: String
  /// What is being done to which file, as a sentence.
  let who: String

  init(_ bytes: [UInt8], structure: String, offsetSize: Int, lengthSize: Int, who: String) {
    self.bytes = bytes
    position = 0
    end = bytes.count
    self.offsetSize = offsetSize
    self.lengthSize = lengthSize
    self.structure = structure
    self.who = who
  }

  /// Above the sizes and addresses of all files; sums of some numbers below it can't overflow.
  private static let limit: UInt64 = 1 << 60

  var remaining: Int { end - position }

  /// The error that the structure holds something that it can't.
  func damaged(_ received: String) -> FormatError {
    FormatError(who, expected: "\(structure) without damage", received: received, fix: HDF5Reader.damageFix)
  }

  /// The error that the structure is good but of a kind that is not read.
  func unsupported(_ received: String, expected: String, fix: String) -> FormatError {
    FormatError(who, expected: expected, received: received, fix: fix)
  }

  private func require(_ count: Int) throws(FormatError) {
    guard count >= 0, count <= remaining else {
      throw damaged("\(remaining.counted("byte", "bytes")) where \(count) more were to come")
    }
  }

  /// An unsigned number of up to 8 bytes.
  mutating func number(_ count: Int) throws(FormatError) -> UInt64 {
    try require(count)
    var value: UInt64 = 0
    for index in 0..<min(count, 8) { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += count
    return value
  }

  mutating func byte() throws(FormatError) -> Int { Int(try number(1)) }
  mutating func short() throws(FormatError) -> Int { Int(try number(2)) }
  mutating func word() throws(FormatError) -> Int { Int(try number(4)) }

  /// A size or count that must make sense as an `Int`.
  mutating func size(_ count: Int) throws(FormatError) -> Int {
    let value = try number(count)
    guard value < Self.limit else { throw damaged("a size of \(value)") }
    return Int(value)
  }

  mutating func length() throws(FormatError) -> Int { try size(lengthSize) }

  /// An address in the file, or `nil` for the undefined address.
  mutating func address() throws(FormatError) -> Int? {
    let value = try number(offsetSize)
    let undefined: UInt64 = offsetSize >= 8 ? .max : (1 << UInt64(8 * offsetSize)) - 1
    if value == undefined { return nil }
    guard value < Self.limit else { throw damaged("the address \(value)") }
    return Int(value)
  }

  mutating func definedAddress() throws(FormatError) -> Int {
    guard let address = try address() else { throw damaged("an undefined address") }
    return address
  }

  mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    try require(count)
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  mutating func skip(_ count: Int) throws(FormatError) {
    try require(count)
    position += count
  }

  /// Skips to a multiple of `alignment` from `start`, or to the end where the padding is left out.
  mutating func align(to alignment: Int, from start: Int) {
    let past = (position - start) % alignment
    if past > 0 { position = min(end, position + alignment - past) }
  }

  /// The next `count` bytes as a structure of their own, which is then passed over.
  mutating func part(_ count: Int, _ structure: String? = nil) throws(FormatError) -> HDF5Cursor {
    try require(count)
    var part = self
    part.end = position + count
    if let structure { part.structure = structure }
    position += count
    return part
  }

  /// Text up to a zero byte, which is passed over.
  mutating func terminatedText() throws(FormatError) -> String {
    guard let zero = bytes[position..<end].firstIndex(of: 0) else { throw damaged("text without an end") }
    defer { position = zero + 1 }
    return String(decoding: bytes[position..<zero], as: UTF8.self)
  }

  mutating func expect(_ signature: StaticString) throws(FormatError) {
    let wanted = UnsafeBufferPointer(start: signature.utf8Start, count: signature.utf8CodeUnitCount)
    let found = try take(wanted.count)
    guard found.elementsEqual(wanted) else {
      throw FormatError(
        who, expected: "\(structure), which starts with '\(signature)'", received: "'\(excerpt(found))'",
        fix: HDF5Reader.damageFix)
    }
  }

  /// The version of the structure, which must be one of these.
  mutating func version(_ known: ClosedRange<Int>) throws(FormatError) -> Int {
    let version = try byte()
    guard known.contains(version) else {
      throw FormatError(
        who, expected: "\(structure) of version \(known.lowerBound)\(known.count > 1 ? " to \(known.upperBound)" : "")",
        received: "version \(version)", fix: "the file is damaged, or newer than this library: write it again with h5py"
      )
    }
    return version
  }

  /// Takes the checksum off the end, and compares it with one of all bytes before it, those already read too.
  mutating func removeChecksum(verifying: Bool) throws(FormatError) {
    try require(4)
    end -= 4
    guard verifying else { return }
    let stored = UInt32(bytes[end]) | UInt32(bytes[end + 1]) << 8 | UInt32(bytes[end + 2]) << 16
    let computed = HDF5Checksum.lookup3(bytes[..<end])
    guard stored | UInt32(bytes[end + 3]) << 24 == computed else { throw damaged("a wrong checksum") }
  }
}
