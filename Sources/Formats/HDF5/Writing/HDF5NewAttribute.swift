/// The value of an attribute to write.
package enum HDF5NewAttribute: Sendable {
  /// What h5py makes of a Python string: text of any length.
  case text(String)
  /// What h5py makes of Python bytes: text of a fixed length, as Keras 1 and 2 wrote it.
  case fixedText(String)
  /// A list of texts of any length.
  case texts([String])
  /// A list of texts in the bytes of the longest one, as Keras writes the names of layers and weights.
  case fixedTexts([String])
  case numbers(FileArray)
  /// Nothing.
  case empty

  /// Bytes of the value in its object header, if it is a list of texts of fixed length; Keras splits those above 64,512.
  package static func fixedTextsSize(_ texts: [String]) -> Int { texts.count * longest(texts) }

  private static func longest(_ texts: [String]) -> Int { max(1, texts.map(\.utf8.count).max() ?? 1) }

  /// The texts that are kept in a heap.
  var heapTexts: [String] {
    switch self {
    case .text(let text): [text]
    case .texts(let texts): texts
    case .fixedText, .fixedTexts, .numbers, .empty: []
    }
  }

  /// The attribute message of version 3.
  ///
  /// - Parameter place: gives the 16 bytes that stand for a text in a heap.
  func message(name: String, place: () -> [UInt8]) throws -> [UInt8] {
    let datatype: [UInt8]
    var dataspace = HDF5Encoder.dataspace([])
    var value: [UInt8] = []
    switch self {
    case .text:
      datatype = HDF5Encoder.variableText
      value = place()
    case .texts(let texts):
      datatype = HDF5Encoder.variableText
      dataspace = HDF5Encoder.dataspace([texts.count])
      for _ in texts { value += place() }
    case .fixedText(let text):
      datatype = HDF5Encoder.fixedText(size: Self.longest([text]))
      value = Self.padded(text, Self.longest([text]))
    case .fixedTexts(let texts):
      let size = Self.longest(texts)
      datatype = HDF5Encoder.fixedText(size: size)
      dataspace = HDF5Encoder.dataspace([texts.count])
      for text in texts { value += Self.padded(text, size) }
    case .numbers(let array):
      datatype = HDF5Encoder.datatype(array.dtype)
      dataspace = HDF5Encoder.dataspace(array.shape)
      value = try array.littleEndianStorage().array
    case .empty:
      datatype = HDF5Encoder.datatype(.float32)
      dataspace = HDF5Encoder.nullDataspace
    }
    var encoder = ByteEncoder()
    encoder.byte(3)
    encoder.byte(0)
    encoder.short(name.utf8.count + 1)
    encoder.short(datatype.count)
    encoder.short(dataspace.count)
    encoder.byte(1)
    encoder.text(name)
    encoder.byte(0)
    encoder.append(datatype)
    encoder.append(dataspace)
    encoder.append(value)
    return encoder.bytes
  }

  private static func padded(_ text: String, _ size: Int) -> [UInt8] {
    Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
  }
}
