/// Carries out the instructions of a pickle; see `Pickle` for what it refuses.
///
/// Every instruction makes at most one object, so the memory used is bounded by the length of the file.
/// Source: Lib/pickletools.py of Python, which describes the instructions.
struct PickleMachine {
  private var pickle: Pickle
  private var position: Int
  private var stack: [Pickle.Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Pickle.Value] = [:]

  init(pickle: Pickle, position: Int) {
    self.pickle = pickle
    self.position = position
  }

  /// Runs to the end and returns the pickle with the object that is left.
  mutating func run() throws -> Pickle {
    while true {
      let code = try byte()
      if code == UInt8(ascii: ".") { break }
      try step(code)
    }
    guard stack.count == 1, marks.isEmpty else { throw wrong("\(stack.count.counted("object", "objects")) at the end") }
    pickle.root = stack[0]
    return pickle
  }

  private mutating func step(_ code: UInt8) throws {
    switch code {
    case 0x80:
      let version = try byte()
      guard (2...5).contains(version) else { throw wrong("protocol \(version)") }
    case 0x95: _ = try unsigned(8)
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.bool(true))
    case 0x89: stack.append(.bool(false))
    case UInt8(ascii: "K"): stack.append(.int(try unsigned(1)))
    case UInt8(ascii: "M"): stack.append(.int(try unsigned(2)))
    case UInt8(ascii: "J"): stack.append(.int(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
    case 0x8A: stack.append(.int(try long()))
    case UInt8(ascii: "G"):
      let bits = try span(8).range.reduce(UInt64(0)) { $0 << 8 | UInt64(pickle.bytes.buffer[$1]) }
      stack.append(.real(Double(bitPattern: bits)))
    case UInt8(ascii: "U"), UInt8(ascii: "C"): stack.append(.bytes(try span(unsigned(1))))
    case UInt8(ascii: "T"), UInt8(ascii: "B"): stack.append(.bytes(try span(unsigned(4))))
    case 0x8E: stack.append(.bytes(try span(unsigned(8))))
    case 0x8C: stack.append(.text(try span(unsigned(1))))
    case UInt8(ascii: "X"): stack.append(.text(try span(unsigned(4))))
    case 0x8D: stack.append(.text(try span(unsigned(8))))
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "q"): memo[try unsigned(1)] = try top()
    case UInt8(ascii: "r"): memo[try unsigned(4)] = try top()
    case 0x94: memo[memo.count] = try top()
    case UInt8(ascii: "h"):
      let place = try unsigned(1)
      stack.append(try remembered(place))
    case UInt8(ascii: "j"):
      let place = try unsigned(4)
      stack.append(try remembered(place))
    default: try stepOfContainers(code)
    }
  }

  private mutating func stepOfContainers(_ code: UInt8) throws {
    switch code {
    case UInt8(ascii: "]"): stack.append(.list(sequence([])))
    case UInt8(ascii: ")"): stack.append(.tuple(sequence([])))
    case UInt8(ascii: "t"): stack.append(.tuple(sequence(try marked())))
    case 0x85...0x87: stack.append(.tuple(sequence(try popped(Int(code) - 0x84))))
    case UInt8(ascii: "a"): try append(popped(1))
    case UInt8(ascii: "e"): try append(marked())
    case UInt8(ascii: "}"):
      pickle.dictionaries.append([])
      stack.append(.dictionary(pickle.dictionaries.count - 1))
    case UInt8(ascii: "s"): try set(popped(2))
    case UInt8(ascii: "u"): try set(marked())
    case UInt8(ascii: "c"): stack.append(.name(try name(line(), line())))
    case 0x93:
      let parts = try popped(2)
      guard let module = pickle.string(parts[0]), let name = pickle.string(parts[1]) else { throw wrong("a name") }
      stack.append(.name(try self.name(module, name)))
    case UInt8(ascii: "R"): try reduce()
    case UInt8(ascii: "b"): try build()
    default:
      throw pickle.failure(
        expected: "instructions for numbers, text, lists and arrays",
        received: "instruction 0x\(String(code, radix: 16)) at byte \(position - 1)")
    }
  }

  // MARK: reading

  private func wrong(_ received: String) -> FormatError {
    pickle.failure(expected: "a whole pickle", received: "\(received) at byte \(position)")
  }

  private mutating func byte() throws -> UInt8 {
    guard position < pickle.bytes.count else { throw wrong("its end") }
    defer { position += 1 }
    return pickle.bytes.buffer[position]
  }

  private mutating func span(_ count: Int) throws -> Pickle.Span {
    guard count >= 0, count <= pickle.bytes.count - position else {
      throw wrong("\(count.counted("byte", "bytes")), more than there are,")
    }
    defer { position += count }
    return Pickle.Span(start: UInt32(position), count: UInt32(count))
  }

  /// A whole number without sign, least byte first.
  private mutating func unsigned(_ count: Int) throws -> Int {
    var value: UInt64 = 0
    for (place, index) in try span(count).range.enumerated() {
      value |= UInt64(pickle.bytes.buffer[index]) << (8 * UInt64(place))
    }
    guard let result = Int(exactly: value) else { throw wrong("a number beyond 63 bits") }
    return result
  }

  private mutating func long() throws -> Int {
    let range = try span(unsigned(1)).range
    guard range.count <= 8 else { throw wrong("a number of \(range.count.counted("byte", "bytes"))") }
    guard let last = range.last else { return 0 }
    var value: UInt64 = pickle.bytes.buffer[last] & 0x80 == 0 ? 0 : .max
    for index in range.reversed() { value = value << 8 | UInt64(pickle.bytes.buffer[index]) }
    return Int(truncatingIfNeeded: value)
  }

  private mutating func line() throws -> String {
    var text: [UInt8] = []
    while true {
      let next = try byte()
      if next == 0x0A { return String(decoding: text, as: UTF8.self) }
      guard text.count < 200 else { throw wrong("a name without end") }
      text.append(next)
    }
  }

  private func name(_ module: String, _ name: String) throws -> Pickle.Name {
    switch (module, name) {
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"): return .reconstruct
    case ("numpy", "ndarray"): return .ndarray
    case ("numpy", "dtype"): return .dtype
    default:
      throw pickle.failure(
        expected: "only the names that arrays of NumPy are made with", received: "'\(shown(module)).\(shown(name))'")
    }
  }

  // MARK: the stack

  private func top() throws -> Pickle.Value {
    guard let last = stack.last, marks.last.map({ $0 < stack.count }) ?? true else { throw wrong("an empty stack") }
    return last
  }

  private func remembered(_ place: Int) throws -> Pickle.Value {
    guard let value = memo[place] else { throw wrong("a reference to nothing") }
    return value
  }

  private mutating func popped(_ count: Int) throws -> [Pickle.Value] {
    guard stack.count - (marks.last ?? 0) >= count else { throw wrong("an empty stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func marked() throws -> [Pickle.Value] {
    guard let mark = marks.popLast() else { throw wrong("the end of a list without its start") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func sequence(_ values: [Pickle.Value]) -> Int {
    pickle.sequences.append(values)
    return pickle.sequences.count - 1
  }

  private mutating func append(_ values: [Pickle.Value]) throws {
    guard case .list(let index) = try top() else { throw wrong("items for something that is no list") }
    pickle.sequences[index] += values
  }

  private mutating func set(_ values: [Pickle.Value]) throws {
    guard case .dictionary(let index) = try top(), values.count.isMultiple(of: 2) else {
      throw wrong("entries for something that is no dictionary")
    }
    for place in stride(from: 0, to: values.count, by: 2) {
      pickle.dictionaries[index].append((values[place], values[place + 1]))
    }
  }

  // MARK: arrays of NumPy

  /// In place of a call: notes that an array or a type begins.
  private mutating func reduce() throws {
    let parts = try popped(2)
    guard case .tuple(let index) = parts[1] else { throw wrong("arguments that are no tuple") }
    let arguments = pickle.sequences[index]
    switch parts[0] {
    case .name(.reconstruct) where arguments.first == .name(.ndarray):
      pickle.arrays.append(.init())
      stack.append(.array(pickle.arrays.count - 1))
    case .name(.dtype):
      guard let first = arguments.first, let code = pickle.string(first), code.utf8.count <= 8 else {
        throw wrong("a type without name")
      }
      pickle.types.append(.init(code: code))
      stack.append(.dtype(pickle.types.count - 1))
    default: throw wrong("a call of something else than an array")
    }
  }

  /// Gives an array or a type its content.
  private mutating func build() throws {
    let state = try popped(1)[0]
    guard case .tuple(let index) = state else { throw wrong("a state that is no tuple") }
    let fields = pickle.sequences[index]
    switch try top() {
    case .dtype(let type):
      guard fields.count >= 2, let order = pickle.string(fields[1]), order.count == 1 else {
        throw wrong("a type without byte order")
      }
      pickle.types[type].order = order.first!
    case .array(let array):
      guard fields.count == 5, case .tuple(let shape) = fields[1], case .dtype(let type) = fields[2],
        case .bool(let isColumnMajor) = fields[3]
      else { throw wrong("an array without shape or type") }
      pickle.arrays[array] = .init(
        shape: try pickle.sequences[shape].map { value in
          guard case .int(let size) = value, size >= 0 else { throw wrong("a shape that is none") }
          return size
        }, type: pickle.types[type], isColumnMajor: isColumnMajor, content: fields[4])
    default: throw wrong("a state for something else than an array")
    }
  }
}
