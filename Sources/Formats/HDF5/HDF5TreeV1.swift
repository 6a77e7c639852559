/// B-trees of version 1: the index of old groups and of chunks.
enum HDF5TreeV1 {
  /// Calls `body` with the key and the address of every child of the lowest level, in order of the keys.
  static func walk(
    _ reader: HDF5Reader, at address: Int, type: Int, keySize: Int, who: String,
    _ body: (_ key: inout HDF5Cursor, _ child: Int) throws -> Void
  ) throws {
    try walk(reader, at: address, type: type, keySize: keySize, level: nil, who: who, body)
  }

  /// Levels count down to 0, so that no cycle is followed.
  private static func walk(
    _ reader: HDF5Reader, at address: Int, type: Int, keySize: Int, level expectedLevel: Int?, who: String,
    _ body: (_ key: inout HDF5Cursor, _ child: Int) throws -> Void
  ) throws {
    let headSize = 8 + 2 * reader.offsetSize
    var head = try reader.structure("a B-tree node", at: address, count: headSize, who: who)
    try head.expect("TREE")
    let foundType = try head.byte()
    let level = try head.byte()
    let count = try head.short()
    guard foundType == type, level == expectedLevel ?? level else {
      throw head.damaged("a node of type \(foundType) on level \(level)")
    }
    let childSize = keySize + reader.offsetSize
    // The key behind the last child is not read: old writers left it out of their files' end.
    var cursor = try reader.structure("a B-tree node", at: address + headSize, count: count * childSize, who: who)
    for _ in 0..<count {
      var key = try cursor.part(keySize)
      let child = try cursor.definedAddress()
      if level == 0 {
        try body(&key, child)
      } else {
        try walk(reader, at: child, type: type, keySize: keySize, level: level - 1, who: who, body)
      }
    }
  }
}
