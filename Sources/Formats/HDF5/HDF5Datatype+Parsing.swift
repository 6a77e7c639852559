extension HDF5Datatype {
  /// Types within types, such as arrays of enumerations of integers, are not deeper than this.
  private static let maximumDepth = 8

  /// Reads a datatype message; what follows it in the cursor stays unread.
  init(_ cursor: inout HDF5Cursor, depth: Int = 0) throws {
    cursor.structure = "a datatype"
    guard depth < Self.maximumDepth else { throw cursor.damaged("more than \(Self.maximumDepth) types in each other") }
    let head = try cursor.byte()
    let version = head >> 4
    guard (1...5).contains(version) else { throw cursor.damaged("one of version \(version)") }
    let bits = try cursor.number(3)
    let size = try cursor.word()
    guard size > 0 else { throw cursor.damaged("elements of 0 bytes") }
    switch head & 15 {
    case 0: self = try Self.integer(&cursor, bits: bits, size: size)
    case 1: self = try Self.floatingPoint(&cursor, bits: bits, size: size)
    case 2:
      try cursor.skip(2)
      self = .other("times", size: size)
    case 3: self = .fixedText(size: size, isSpacePadded: bits & 15 == 2)
    case 4:
      try cursor.skip(4)
      self = .other("bit fields", size: size)
    case 5:
      try cursor.skip(Int(bits & 0xFF))
      self = .opaque(size: size)
    case 6: self = try Self.compound(&cursor, version: version, count: Int(bits & 0xFFFF), size: size, depth: depth)
    case 7: self = .other("references to objects", size: size)
    case 8: self = try Self.enumeration(&cursor, version: version, count: Int(bits & 0xFFFF), size: size, depth: depth)
    case 9:
      let element = try HDF5Datatype(&cursor, depth: depth + 1)
      let expectedSize = 8 + cursor.offsetSize
      guard size == expectedSize else { throw cursor.damaged("a place in a heap of \(size.counted("byte", "bytes"))") }
      self = bits & 15 == 1 ? .variableText(placeSize: size) : .other("lists of \(element.name)", size: size)
    case 10: self = try Self.array(&cursor, version: version, size: size, depth: depth)
    case 11:
      let element = try HDF5Datatype(&cursor, depth: depth + 1)
      guard case .number(let dtype, let isBigEndian) = element, size == 2 * dtype.itemSize else {
        self = .other("complex numbers", size: size)
        return
      }
      self = .complex(dtype, isBigEndian: isBigEndian)
    default: throw cursor.damaged("one of class \(head & 15)")
    }
  }

  private static func integer(_ cursor: inout HDF5Cursor, bits: UInt64, size: Int) throws -> HDF5Datatype {
    let offset = try cursor.short()
    let precision = try cursor.short()
    let isSigned = bits & 8 != 0
    let dtype: ArrayDType? =
      switch size {
      case 1: isSigned ? .int8 : .uint8
      case 2: isSigned ? .int16 : .uint16
      case 4: isSigned ? .int32 : .uint32
      case 8: isSigned ? .int64 : .uint64
      default: nil
      }
    guard let dtype, offset == 0, precision == 8 * size else {
      return .other("integers of \(precision.counted("bit", "bits")) in \(size.counted("byte", "bytes"))", size: size)
    }
    return .number(dtype, isBigEndian: bits & 1 != 0)
  }

  private static func floatingPoint(_ cursor: inout HDF5Cursor, bits: UInt64, size: Int) throws -> HDF5Datatype {
    let offset = try cursor.short()
    let precision = try cursor.short()
    let exponentPlace = try cursor.byte()
    let exponentSize = try cursor.byte()
    let mantissaPlace = try cursor.byte()
    let mantissaSize = try cursor.byte()
    let bias = try cursor.word()
    let layout = [offset, precision, exponentPlace, exponentSize, mantissaPlace, mantissaSize, bias]
    let dtype: ArrayDType? =
      switch layout {
      case [0, 16, 10, 5, 0, 10, 15]: .float16
      case [0, 16, 7, 8, 0, 7, 127]: .bfloat16
      case [0, 32, 23, 8, 0, 23, 127]: .float32
      case [0, 64, 52, 11, 0, 52, 1023]: .float64
      default: nil
      }
    // The sign is the highest bit, the first bit of the mantissa is left out, and VAX order is not IEEE.
    guard let dtype, dtype.itemSize == size, bits >> 8 & 0xFF == UInt64(precision - 1), bits >> 4 & 3 == 2,
      bits & 0x40 == 0
    else {
      return .other(
        "floating-point numbers of \(precision.counted("bit", "bits")) in \(size.counted("byte", "bytes"))", size: size)
    }
    return .number(dtype, isBigEndian: bits & 1 != 0)
  }

  /// Compound types are recognised as complex numbers or passed over: their sizes are known without their members.
  private static func compound(
    _ cursor: inout HDF5Cursor, version: Int, count: Int, size: Int, depth: Int
  ) throws -> HDF5Datatype {
    let other = HDF5Datatype.other("records with \(count.counted("field", "fields"))", size: size)
    var parts: [HDF5Datatype] = []
    var names: [String] = []
    for _ in 0..<count {
      let start = cursor.position
      names.append(try cursor.terminatedText())
      if version < 3 { cursor.align(to: 8, from: start) }
      let offset = try cursor.size(version < 3 ? 4 : HDF5.bytesNeeded(for: size))
      if version == 1 {
        let rank = try cursor.byte()
        try cursor.skip(27)
        if rank > 0 { names.append("") }
      }
      let part = try HDF5Datatype(&cursor, depth: depth + 1)
      // Fields with room between them, or arrays as fields, are no complex number.
      if offset != parts.reduce(0, { $0 + $1.size }) { names.append("") }
      parts.append(part)
    }
    guard names == ["r", "i"], parts.count == 2, parts[0] == parts[1],
      case .number(let dtype, let isBigEndian) = parts[0], size == 2 * dtype.itemSize,
      [.float16, .float32, .float64].contains(dtype)
    else { return other }
    return .complex(dtype, isBigEndian: isBigEndian)
  }

  private static func enumeration(
    _ cursor: inout HDF5Cursor, version: Int, count: Int, size: Int, depth: Int
  ) throws -> HDF5Datatype {
    let base = try HDF5Datatype(&cursor, depth: depth + 1)
    guard case .number(let dtype, _) = base, dtype.itemSize == size else {
      throw cursor.damaged("an enumeration of \(size.counted("byte", "bytes")) made of \(base.name)")
    }
    var names: [String] = []
    for _ in 0..<count {
      let start = cursor.position
      names.append(try cursor.terminatedText())
      if version < 3 { cursor.align(to: 8, from: start) }
    }
    let values = try cursor.take(count * size)
    if names == ["FALSE", "TRUE"] && size == 1 && Array(values) == [0, 1] { return .boolean }
    return base
  }

  private static func array(
    _ cursor: inout HDF5Cursor, version: Int, size: Int, depth: Int
  ) throws -> HDF5Datatype {
    let rank = try cursor.byte()
    if version < 3 { try cursor.skip(3) }
    guard rank <= 32 else { throw cursor.damaged("arrays of \(rank.counted("axis", "axes"))") }
    var shape: [Int] = []
    for _ in 0..<rank { shape.append(try cursor.word()) }
    if version < 3 { try cursor.skip(4 * rank) }
    let element = try HDF5Datatype(&cursor, depth: depth + 1)
    var total = element.size
    for axis in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: axis)
      guard !overflow, axis > 0, product <= size else {
        throw cursor.damaged("arrays \(shape) of \(size.counted("byte", "bytes"))")
      }
      total = product
    }
    guard total == size else { throw cursor.damaged("arrays \(shape) of \(size.counted("byte", "bytes"))") }
    return .array(element, shape: shape)
  }
}
