/// A part of a file to write: bytes of a known number, made when it is their turn, so that not all need to be in memory at once.
package struct BytePiece: Sendable {
  package let count: Int
  private let make: @Sendable () throws -> ByteStorage

  /// Bytes that are there already; nothing is copied.
  package init(_ storage: ByteStorage) {
    count = storage.count
    make = { storage }
  }

  /// - Parameter make: gives exactly `count` bytes, the same each time.
  package init(count: Int, _ make: @escaping @Sendable () throws -> ByteStorage) {
    self.count = count
    self.make = make
  }

  package func bytes() throws -> ByteStorage {
    let storage = try make()
    precondition(storage.count == count, "a piece of \(count) bytes was made of \(storage.count)")
    return storage
  }

  /// Zeros up to the next multiple of 64, where arrays begin.
  static func padding(behind count: Int) throws -> BytePiece {
    BytePiece(
      try ByteStorage([UInt8](repeating: 0, count: (ByteStorage.alignment - count % ByteStorage.alignment) % 64)))
  }
}
