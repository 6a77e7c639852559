extension HDF5Writer {
  private static let superblockSize = 48

  /// The file in the order of its bytes, for a file of its own or a member of an archive.
  package func pieces() throws -> [BytePiece] {
    var heap = HDF5TextHeap()
    for node in nodes {
      for attribute in node.attributes {
        for text in attribute.value.heapTexts { heap.add(text) }
      }
    }
    // Sizes do not depend on addresses, so the first round tells where everything will be.
    let undefined = [Int](repeating: 0, count: nodes.count)
    let sizes = try headers(nodes: undefined, elements: undefined, heap, at: 0).map(\.count)
    var position = Self.superblockSize
    var headerPlaces: [Int] = []
    for size in sizes {
      headerPlaces.append(position)
      position += (size + 7) & ~7
    }
    let heapPlace = position
    position += heap.size
    let structuresEnd = position
    var elementPlaces = undefined
    var elements: [BytePiece] = []
    for (index, node) in nodes.enumerated() {
      guard case .dataset(_, _, let piece) = node.content, piece.count > 0 else { continue }
      let padding = try BytePiece.padding(behind: position)
      position += padding.count
      elementPlaces[index] = position
      position += piece.count
      elements += [padding, piece]
    }
    var structures = superblock(root: headerPlaces[0], end: position)
    structures.reserveCapacity(structuresEnd)
    for header in try headers(nodes: headerPlaces, elements: elementPlaces, heap, at: heapPlace) {
      structures += header
      structures += repeatElement(0, count: (8 - header.count % 8) % 8)
    }
    structures += heap.encoded()
    precondition(structures.count == structuresEnd, "structures of \(structures.count) bytes, not \(structuresEnd)")
    return [BytePiece(try ByteStorage(structures))] + elements
  }

  private func superblock(root: Int, end: Int) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.append(HDF5Superblock.signature)
    encoder.append([2, 8, 8, 0])
    encoder.long(0)
    encoder.undefinedAddress()
    encoder.long(end)
    encoder.long(root)
    encoder.checksum()
    return encoder.bytes
  }

  /// The object headers of all nodes, at these addresses.
  private func headers(
    nodes addresses: [Int], elements: [Int], _ heap: HDF5TextHeap, at heapAddress: Int
  ) throws -> [[UInt8]] {
    var text = 0
    return try nodes.enumerated().map { index, node in
      var messages: [(kind: HDF5Message.Kind, body: [UInt8])] = []
      switch node.content {
      case .group(_, let children):
        // No heap and no index: all links are in the header.
        messages.append((.linkInfo, [0, 0] + [UInt8](repeating: 0xFF, count: 16)))
        messages.append((.groupInfo, [0, 0]))
        for child in children { messages.append((.link, link(to: nodes[child].name, at: addresses[child]))) }
      case .dataset(let dtype, let shape, let piece):
        messages.append((.dataspace, HDF5Encoder.dataspace(shape)))
        messages.append((.datatype, HDF5Encoder.datatype(dtype)))
        // Late allocation, written if set, no value of its own.
        messages.append((.fillValue, [3, 0x0A]))
        messages.append((.layout, layout(piece.count, at: elements[index])))
      }
      for attribute in node.attributes {
        let body = try attribute.value.message(name: attribute.name) {
          defer { text += 1 }
          return heap.place(text, at: heapAddress)
        }
        messages.append((.attribute, body))
      }
      return HDF5Encoder.objectHeader(messages)
    }
  }

  private func link(to name: String, at address: Int) -> [UInt8] {
    var encoder = ByteEncoder()
    // The name is UTF-8, its length has 2 bytes.
    encoder.append([1, 0x11, 1])
    encoder.short(name.utf8.count)
    encoder.text(name)
    encoder.long(address)
    return encoder.bytes
  }

  private func layout(_ count: Int, at address: Int) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.append([3, 1])
    if count > 0 { encoder.long(address) } else { encoder.undefinedAddress() }
    encoder.long(count)
    return encoder.bytes
  }
}
