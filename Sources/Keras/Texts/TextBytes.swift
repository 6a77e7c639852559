/// A text as its bytes: what Keras compares, so that texts which only look alike are two.
struct TextBytes: LookupToken, CustomStringConvertible {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var description: String { text }

  func isBefore(_ other: TextBytes) -> Bool { other.bytes.lexicographicallyPrecedes(bytes) }
}
