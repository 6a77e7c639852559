/// What all structures of one HDF5 file are read through: the source, the widths of its fields, and how much may be read.
///
/// Source of the layouts in this folder: the HDF5 File Format Specification, version 4.0.
final class HDF5Reader {
  let source: any RandomAccessSource
  /// Whether checksums are compared; a fuzzer leaves them out, or it would never come past the first one.
  let verifiesChecksums: Bool
  /// Where address 0 is, behind a user block.
  var base = 0
  /// Bytes of an address.
  var offsetSize = 8
  /// Bytes of a length.
  var lengthSize = 8
  /// Where messages that several objects share are kept, if the file has such a place.
  var sharedMessages: HDF5SharedMessages?
  /// Everything that was read, by address.
  var headers: [Int: HDF5ObjectHeader] = [:]
  var links: [Int: HDF5Links] = [:]
  var attributes: [Int: [HDF5AttributeRecord]] = [:]
  var datasets: [Int: HDF5StoredDataset] = [:]
  var globalHeaps: [Int: HDF5GlobalHeap] = [:]
  var fractalHeaps: [Int: HDF5FractalHeap] = [:]

  /// Every structure is read once and kept, so a file in which they don't overlap stays far below this many bytes. A file made
  /// to do harm can point to the same bytes thousands of times; this is what ends it.
  private var structureBytesLeft: Int
  /// Bytes of elements that datasets may claim to be stored: those of two datasets never overlap.
  private var elementBytesLeft: Int
  /// Bytes that datasets may declare without storing as many: all together no more than one dataset that fills the file.
  private var expandedBytesLeft: Int

  init(_ source: any RandomAccessSource, verifiesChecksums: Bool) {
    self.source = source
    self.verifiesChecksums = verifiesChecksums
    structureBytesLeft = 4 * min(source.count, 1 << 60) + (1 << 20)
    elementBytesLeft = source.count
    expandedBytesLeft = Self.declaredLimit(stored: source.count)
  }

  /// What messages call the file.
  var fileName: String { "HDF5 \(source.label)" }

  static let damageFix = "the file is cut short or damaged: download or write it again"

  func damaged(_ who: String, expected: String, received: String) -> FormatError {
    FormatError(who, expected: expected, received: received, fix: Self.damageFix)
  }

  /// The bytes of one structure.
  func structure(_ name: String, at address: Int, count: Int, who: String) throws -> HDF5Cursor {
    guard address >= 0, count >= 0, address <= source.count - base, count <= source.count - base - address else {
      throw damaged(
        who,
        expected:
          "\(name) of \(count.counted("byte", "bytes")) within the \(source.count.counted("byte", "bytes")) of the file",
        received: "one at address \(address)")
    }
    guard count <= structureBytesLeft else {
      throw FormatError(
        who, expected: "structures that lie one beside the other",
        received: "many that share their bytes, with \(name)",
        fix: "the file is damaged, or made to do harm: download it again from a source that you trust")
    }
    structureBytesLeft -= count
    return HDF5Cursor(
      try source.bytes(at: base + address, count: count), structure: name, offsetSize: offsetSize,
      lengthSize: lengthSize, who: who)
  }

  /// The bytes of one structure that starts with a signature, which stays unread, and ends with a checksum, which is left out.
  func checkedStructure(
    _ name: String, signature: StaticString, at address: Int, count: Int, who: String
  ) throws -> HDF5Cursor {
    var cursor = try structure(name, at: address, count: count, who: who)
    try cursor.expect(signature)
    try cursor.removeChecksum(verifying: verifiesChecksums)
    return cursor
  }

  /// Counts the stored bytes of a dataset against those of the file.
  func claimElements(_ count: Int, who: String) throws {
    guard count <= elementBytesLeft else {
      throw FormatError(
        who,
        expected:
          "datasets whose elements fit the \(source.count.counted("byte", "bytes")) of the file, each in a place of its own",
        received: "\(count) more bytes, with \(elementBytesLeft) left",
        fix: "the file is cut short, damaged, or made to do harm: download it again from a source that you trust")
    }
    elementBytesLeft -= count
  }

  /// Counts the declared bytes of a dataset that may be larger than what is stored of it.
  func claimExpanded(_ count: Int, stored: Int, who: String) throws {
    let limit = min(expandedBytesLeft, Self.declaredLimit(stored: stored))
    guard count <= limit else {
      throw FormatError(
        who, expected: "at most \(limit.counted("byte", "bytes")), which is what the file justifies",
        received: "a shape and a type that make \(count.counted("byte", "bytes")), \(stored) of them stored",
        fix: "the file is cut short, damaged, or made to do harm: download it again from a source that you trust")
    }
    expandedBytesLeft -= count
  }

  /// The largest size that a dataset of so many stored bytes may declare: unwritten parts are made of fill values, for which
  /// nothing is stored, and deflate shrinks by up to a factor.
  static func declaredLimit(stored: Int) -> Int { max(1 << 24, inflationLimit(compressed: stored)) }

  /// The object header at an address, which is read once.
  func header(at address: Int, who: String) throws -> HDF5ObjectHeader {
    if let known = headers[address] { return known }
    let header = try HDF5ObjectHeader(self, at: address, who: who)
    headers[address] = header
    return header
  }
}
