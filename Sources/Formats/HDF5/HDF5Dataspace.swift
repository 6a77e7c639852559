/// How many elements a dataset or attribute has, and in which arrangement.
struct HDF5Dataspace {
  private static let maximumRank = 32

  /// Whether there are no elements at all, not even one: the null dataspace.
  let isNull: Bool
  /// Sizes of the axes, outermost first; empty for a scalar.
  let shape: [Int]
  /// The sizes up to which the axes can grow, `nil` for one without a bound.
  let maximumShape: [Int?]
  /// The number of elements.
  let count: Int

  init(_ body: HDF5Cursor) throws {
    var cursor = body
    cursor.structure = "a dataspace"
    let version = try cursor.version(1...2)
    let rank = try cursor.byte()
    let flags = try cursor.byte()
    guard rank <= Self.maximumRank else { throw cursor.damaged(rank.counted("axis", "axes")) }
    let kind = try cursor.byte()
    if version == 1 { try cursor.skip(4) }
    isNull = version == 2 && kind == 2
    guard kind <= 2 || version == 1 else { throw cursor.damaged("one of kind \(kind)") }
    var shape: [Int] = []
    for _ in 0..<rank { shape.append(try cursor.length()) }
    var maximumShape: [Int?] = shape
    if flags & 1 != 0 {
      let unlimited: UInt64 = cursor.lengthSize >= 8 ? .max : (1 << UInt64(8 * cursor.lengthSize)) - 1
      for axis in 0..<rank {
        let value = try cursor.number(cursor.lengthSize)
        maximumShape[axis] = value == unlimited ? nil : Int(exactly: value)
        guard value >= UInt64(shape[axis]) else {
          throw cursor.damaged("axis \(axis) of \(shape[axis]), at most \(value)")
        }
      }
    }
    self.shape = shape
    self.maximumShape = maximumShape
    // Zero axes aside, as strides are computed of the others.
    guard let product = FileArray.byteCount(dtype: .int8, shape: shape) else {
      throw cursor.damaged("a shape of \(shape), whose elements cannot be counted")
    }
    count = isNull ? 0 : product
  }
}
