/// The global heaps of a new file, which hold its texts of any length.
struct HDF5TextHeap {
  private struct Collection {
    var texts: [[UInt8]] = []
    /// Bytes of the head and of the objects.
    var size = 16
  }

  /// Libraries read whole collections, so none is much larger than this unless one text is.
  private static let usualSize = 1 << 16
  /// libhdf5 takes no smaller ones.
  private static let minimumSize = 4096

  private var collections: [Collection] = []
  /// The collection and the number in it of each text in the order in which they were added, `nil` for empty ones.
  private var places: [(collection: Int, index: Int, count: Int)?] = []

  mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else {
      places.append(nil)
      return
    }
    let size = 16 + (bytes.count + 7) & ~7
    if collections.isEmpty || collections[collections.count - 1].size + size > Self.usualSize {
      collections.append(Collection())
    }
    let last = collections.count - 1
    collections[last].texts.append(bytes)
    collections[last].size += size
    places.append((last, collections[last].texts.count, bytes.count))
  }

  private func size(_ collection: Collection) -> Int { max(Self.minimumSize, collection.size) }

  /// Bytes of all collections.
  var size: Int { collections.reduce(0) { $0 + size($1) } }

  /// The bytes that stand for the text number `index`, if the collections begin at `address`.
  func place(_ index: Int, at address: Int) -> [UInt8] {
    guard let place = places[index] else { return [UInt8](repeating: 0, count: 16) }
    var encoder = ByteEncoder()
    encoder.word(place.count)
    encoder.long(collections[..<place.collection].reduce(address) { $0 + size($1) })
    encoder.word(place.index)
    return encoder.bytes
  }

  func encoded() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(size)
    for collection in collections {
      var encoder = ByteEncoder()
      encoder.text("GCOL")
      encoder.append([1, 0, 0, 0])
      encoder.long(size(collection))
      for (index, text) in collection.texts.enumerated() {
        encoder.short(index + 1)
        encoder.short(1)
        encoder.word(0)
        encoder.long(text.count)
        encoder.append(text)
        encoder.align(to: 8)
      }
      let rest = size(collection) - encoder.bytes.count
      if rest >= 16 {
        // Object 0 is the free rest, its head included.
        encoder.long(0)
        encoder.long(rest)
      }
      encoder.zeros(size(collection) - encoder.bytes.count)
      result += encoder.bytes
    }
    return result
  }
}
