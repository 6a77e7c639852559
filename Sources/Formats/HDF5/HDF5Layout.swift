/// Where the elements of a dataset are. Versions 1 to 5 of the message.
enum HDF5Layout {
  enum ChunkIndex {
    /// The B-tree of old files.
    case treeV1
    /// The only chunk, of so many stored bytes if it is filtered.
    case single(size: Int?, mask: Int)
    /// Chunks one behind the other.
    case implicit
    case fixedArray
    case extensibleArray
    case treeV2
  }

  case compact(HDF5Cursor)
  /// `nil` if nothing was written yet.
  case contiguous(Int?)
  /// - Parameter sizes: of a chunk along the axes of the dataset.
  /// - Parameter filtersEdges: whether chunks that reach beyond the dataset's end are filtered like the others.
  case chunked(Int?, sizes: [Int], filtersEdges: Bool, index: ChunkIndex)

  init(_ body: HDF5Cursor, rank: Int) throws {
    var cursor = body
    cursor.structure = "a data layout"
    let version = try cursor.byte()
    switch version {
    case 1, 2: self = try Self.old(&cursor, rank: rank)
    // Version 5, of HDF5 2.0, differs from 4 only in the widths of fields, which are known from elsewhere.
    case 3...5: self = try Self.new(&cursor, rank: rank, version: version)
    default:
      throw cursor.unsupported(
        "version \(version)", expected: "a data layout of version 1 to 5",
        fix: "the file is damaged, or newer than this library: write it again with h5py's libver='v114'")
    }
  }

  private static func old(_ cursor: inout HDF5Cursor, rank: Int) throws -> HDF5Layout {
    let count = try cursor.byte()
    let kind = try cursor.byte()
    try cursor.skip(5)
    let address = kind == 0 ? nil : try cursor.address()
    // Of a chunked dataset the last size is that of an element.
    guard kind != 2 || count == rank + 1 else {
      throw cursor.damaged("chunks of \((count - 1).counted("axis", "axes")), not \(rank)")
    }
    var sizes: [Int] = []
    for _ in 0..<count { sizes.append(try cursor.word()) }
    switch kind {
    case 0: return .compact(try cursor.part(cursor.word(), "elements in an object header"))
    case 1: return .contiguous(address)
    case 2: return .chunked(address, sizes: try checked(sizes.dropLast(), cursor), filtersEdges: true, index: .treeV1)
    default: throw cursor.damaged("one of class \(kind)")
    }
  }

  private static func new(_ cursor: inout HDF5Cursor, rank: Int, version: Int) throws -> HDF5Layout {
    let kind = try cursor.byte()
    switch kind {
    case 0: return .compact(try cursor.part(cursor.short(), "elements in an object header"))
    case 1: return .contiguous(try cursor.address())
    case 2 where version == 3:
      let count = try cursor.byte()
      guard count == rank + 1 else {
        throw cursor.damaged("chunks of \((count - 1).counted("axis", "axes")), not \(rank)")
      }
      let address = try cursor.address()
      var sizes: [Int] = []
      for _ in 0..<rank { sizes.append(try cursor.word()) }
      return .chunked(address, sizes: try checked(sizes[...], cursor), filtersEdges: true, index: .treeV1)
    case 2: return try chunked(&cursor, rank: rank)
    case 3:
      throw cursor.unsupported(
        "a virtual dataset, made of those of other files", expected: "a dataset stored in the file itself",
        fix: "copy it to a dataset of its own with h5py; other files are not opened, so that no file can reach for them"
      )
    default: throw cursor.damaged("one of class \(kind)")
    }
  }

  private static func chunked(_ cursor: inout HDF5Cursor, rank: Int) throws -> HDF5Layout {
    let flags = try cursor.byte()
    let count = try cursor.byte()
    guard count == rank + 1 else {
      throw cursor.damaged("chunks of \((count - 1).counted("axis", "axes")), not \(rank)")
    }
    let width = try cursor.byte()
    guard (1...8).contains(width) else { throw cursor.damaged("sizes of \(width.counted("byte", "bytes"))") }
    var sizes: [Int] = []
    for _ in 0..<rank { sizes.append(try cursor.size(width)) }
    try cursor.skip(width)
    let kind = try cursor.byte()
    let index: ChunkIndex
    switch kind {
    case 1:
      index = flags & 2 != 0 ? .single(size: try cursor.length(), mask: try cursor.word()) : .single(size: nil, mask: 0)
    case 2: index = .implicit
    case 3:
      try cursor.skip(1)
      index = .fixedArray
    case 4:
      try cursor.skip(5)
      index = .extensibleArray
    case 5:
      try cursor.skip(6)
      index = .treeV2
    default: throw cursor.damaged("a chunk index of kind \(kind)")
    }
    return .chunked(
      try cursor.address(), sizes: try checked(sizes[...], cursor), filtersEdges: flags & 1 == 0, index: index)
  }

  private static func checked(_ sizes: ArraySlice<Int>, _ cursor: HDF5Cursor) throws -> [Int] {
    guard !sizes.contains(0) else { throw cursor.damaged("chunks of \(Array(sizes)) elements") }
    return Array(sizes)
  }
}
