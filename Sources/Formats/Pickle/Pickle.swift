/// What is in a pickle, Python's format for objects: numbers, text, lists, dictionaries, and arrays of NumPy. Nothing else.
///
/// A pickle is a program for a small machine with a stack, and in Python it can call any function. Here it is only read: of
/// all names in Python it may mention those three that arrays of NumPy are made with, and none of them is called. An instruction
/// that such data don't need is an error.
///
/// Containers lie in flat tables and are named by their place in them, so that neither a cycle nor deep nesting does harm.
package struct Pickle: Sendable {
  /// Bytes of the file.
  package struct Span: Sendable, Equatable {
    let start: UInt32
    let count: UInt32
    var range: Range<Int> { Int(start)..<(Int(start) + Int(count)) }
  }

  package enum Value: Sendable, Equatable {
    case none
    case bool(Bool)
    case int(Int)
    case real(Double)
    /// Bytes, or text of Python 2.
    case bytes(Span)
    /// Text in UTF-8.
    case text(Span)
    case list(Int)
    case tuple(Int)
    case dictionary(Int)
    case array(Int)
    case dtype(Int)
    case name(Name)
  }

  /// The only names of Python that may be mentioned.
  package enum Name: Sendable, Equatable {
    case reconstruct, ndarray, dtype
  }

  struct NumpyType: Sendable {
    /// As in `u1`, without the byte order.
    var code: String
    var order: Character = "|"
  }

  struct NumpyArray: Sendable {
    var shape: [Int] = []
    var type = NumpyType(code: "")
    var isColumnMajor = false
    /// Bytes, or a list of objects.
    var content = Value.none
  }

  /// The one object that the pickle is of.
  package internal(set) var root = Value.none
  var sequences: [[Value]] = []
  var dictionaries: [[(key: Value, value: Value)]] = []
  var arrays: [NumpyArray] = []
  var types: [NumpyType] = []
  let bytes: ByteStorage
  let label: String

  /// Reads a pickle of protocol 2 to 5.
  ///
  /// - Parameter offset: where in the bytes it begins.
  package init(_ bytes: ByteStorage, from offset: Int = 0, label: String = "data in memory") throws {
    // Places are counted in 32 bits.
    guard bytes.count < Int(UInt32.max) else {
      throw Self.damaged(label, expected: "less than 4 GiB", received: bytes.count.counted("byte", "bytes"))
    }
    var machine = PickleMachine(pickle: Pickle(empty: bytes, label), position: offset)
    self = try machine.run()
  }

  private init(empty bytes: ByteStorage, _ label: String) {
    self.bytes = bytes
    self.label = label
  }

  static func damaged(_ label: String, expected: String, received: String) -> FormatError {
    FormatError(
      "pickle \(label) cannot be read.", expected: expected, received: received,
      fix: "the file is damaged or another one: download it again from a source that you trust")
  }

  func failure(expected: String, received: String) -> FormatError {
    Self.damaged(label, expected: expected, received: received)
  }
}

extension Pickle {
  /// The text of a value that is text or bytes.
  package func string(_ value: Value) -> String? {
    switch value {
    case .text(let span), .bytes(let span):
      withExtendedLifetime(bytes) { String(decoding: bytes.buffer[span.range], as: UTF8.self) }
    default: nil
    }
  }

  /// The values of a dictionary whose keys are text; of equal keys the last.
  package func dictionary(_ value: Value) throws -> [String: Value] {
    guard case .dictionary(let index) = value else {
      throw failure(expected: "a dictionary", received: described(value))
    }
    var result: [String: Value] = [:]
    for (key, value) in dictionaries[index] {
      guard let name = string(key) else {
        throw failure(expected: "a dictionary by text", received: "\(described(key)) as a key")
      }
      result[name] = value
    }
    return result
  }

  /// The numbers of a list of whole numbers.
  package func integers(_ value: Value) throws -> [Int] {
    guard case .list(let index) = value else {
      throw failure(expected: "a list of whole numbers", received: described(value))
    }
    return try sequences[index].map { item in
      guard case .int(let number) = item else {
        throw failure(expected: "a list of whole numbers", received: "a list with \(described(item))")
      }
      return number
    }
  }

  /// The elements of an array of Python objects with one axis.
  package func objects(_ value: Value) throws -> [Value] {
    guard case .array(let index) = value, arrays[index].type.code.hasPrefix("O"),
      case .list(let list) = arrays[index].content, arrays[index].shape == [sequences[list].count]
    else { throw failure(expected: "an array of objects with one axis", received: described(value)) }
    return sequences[list]
  }

  /// An array of numbers, in row-major order and the machine's byte order.
  package func array(_ value: Value) throws -> FileArray {
    guard case .array(let index) = value, case .bytes(let span) = arrays[index].content else {
      throw failure(expected: "an array of numbers", received: described(value))
    }
    let array = arrays[index]
    guard let header = NPYHeader(code: array.type.code, order: array.type.order, array.isColumnMajor, array.shape),
      let size = FileArray.byteCount(dtype: header.dtype, shape: array.shape), size == span.range.count
    else {
      throw failure(
        expected: "an array of numbers with all its elements",
        received: "type '\(shown(array.type.code))', shape \(array.shape), \(span.range.count.counted("byte", "bytes"))"
      )
    }
    let content = try ByteStorage(copying: UnsafeRawBufferPointer(rebasing: bytes.buffer[span.range]))
    return try NPY.arranged(content, header)
  }

  func described(_ value: Value) -> String {
    switch value {
    case .none: "nothing"
    case .bool: "a truth value"
    case .int: "a whole number"
    case .real: "a number"
    case .bytes: "bytes"
    case .text: "text"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dictionary: "a dictionary"
    case .array(let index): "an array of type '\(shown(arrays[index].type.code))' and shape \(arrays[index].shape)"
    case .dtype: "a type of NumPy"
    case .name: "a name of Python"
    }
  }
}
