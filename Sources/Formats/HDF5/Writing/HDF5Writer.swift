/// A new HDF5 file: groups, attributes, and datasets that lie in one piece.
///
/// Files are of the version that libraries since HDF5 1.8 of 2008 read, so every h5py and Keras does. All that describes the
/// file comes first, then the elements of each dataset from a multiple of 64 bytes on. Elements are not copied.
package struct HDF5Writer {
  struct Node {
    let name: String
    var attributes: [(name: String, value: HDF5NewAttribute)] = []
    var content: Content
  }

  enum Content {
    /// Numbers of the children by name, and in the order in which they were added.
    case group(byName: [String: Int], children: [Int])
    case dataset(ArrayDType, shape: [Int], BytePiece)
  }

  private(set) var nodes = [Node(name: "", content: .group(byName: [:], children: []))]

  package init() {}

  /// Makes sure that the group and those that it lies in are there.
  package mutating func addGroup(_ path: String) throws { _ = try group(path) }

  /// A dataset; the groups that it lies in are made if need be.
  package mutating func addDataset(_ path: String, _ array: FileArray) throws {
    try addDataset(path, dtype: array.dtype, shape: array.shape) { try array.littleEndianStorage() }
  }

  /// A dataset whose elements are made when it is their turn to be written, in row-major and little-endian order.
  package mutating func addDataset(
    _ path: String, dtype: ArrayDType, shape: [Int], content: @escaping @Sendable () throws -> ByteStorage
  ) throws {
    guard let count = FileArray.byteCount(dtype: dtype, shape: shape), shape.count <= 32 else {
      throw Self.refused(path, expected: "at most 32 axes whose elements can be counted", received: "\(shape)")
    }
    var names = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let name = names.popLast().map(String.init) else {
      throw Self.refused(path, expected: "a dataset with a name", received: "none")
    }
    let parent = try group(names.joined(separator: "/"))
    guard child(name, of: parent) == nil else {
      throw Self.refused(path, expected: "a name of its own for each dataset", received: "one that is taken")
    }
    let node = try add(name, .dataset(dtype, shape: shape, BytePiece(count: count, content)), to: parent, path)
    if dtype == .bfloat16 { nodes[node].attributes.append(("dtype", .text("bfloat16"))) }
  }

  /// Sets an attribute of a group, which is made if need be, or of a dataset.
  package mutating func setAttribute(_ name: String, _ value: HDF5NewAttribute, of path: String = "/") throws {
    let node = try find(path) ?? group(path)
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw Self.refused(path, expected: "attributes with names without a zero byte", received: "'\(shown(name))'")
    }
    let size = try value.message(name: name) { [UInt8](repeating: 0, count: 16) }.count
    guard size <= Int(UInt16.max) else {
      throw FormatError(
        "attribute '\(shown(name))' of '\(shown(path))' cannot be written to HDF5.",
        expected: "at most 65535 bytes, its name and type included", received: size.counted("byte", "bytes"),
        fix: "split it in parts, such as \(shown(name))0 and \(shown(name))1, or write a dataset")
    }
    nodes[node].attributes.removeAll { $0.name == name }
    nodes[node].attributes.append((name, value))
  }

  /// Writes the file, which is there whole or not at all; equal contents give equal files.
  package func write(to path: String) throws { try AtomicFile.write(pieces(), to: path) }

  private func child(_ name: String, of group: Int) -> Int? {
    guard case .group(let byName, _) = nodes[group].content else { return nil }
    return byName[name]
  }

  private func find(_ path: String) -> Int? {
    var node = 0
    for name in path.split(separator: "/") {
      guard let next = child(String(name), of: node) else { return nil }
      node = next
    }
    return node
  }

  private mutating func group(_ path: String) throws -> Int {
    var node = 0
    for name in path.split(separator: "/") {
      if let next = child(String(name), of: node) {
        node = next
      } else {
        node = try add(String(name), .group(byName: [:], children: []), to: node, path)
      }
      guard case .group = nodes[node].content else {
        throw Self.refused(path, expected: "groups on the way to it", received: "'\(shown(String(name)))', a dataset")
      }
    }
    return node
  }

  private mutating func add(_ name: String, _ content: Content, to parent: Int, _ path: String) throws -> Int {
    guard case .group(var byName, var children) = nodes[parent].content else {
      throw Self.refused(path, expected: "groups on the way to it", received: "a dataset")
    }
    guard name != ".", !name.utf8.contains(0), name.utf8.count <= 1 << 15 else {
      throw Self.refused(path, expected: "names other than '.', without a zero byte", received: "'\(shown(name))'")
    }
    // Let go of the old dictionary first, so that the new one is not copied for every child.
    nodes[parent].content = .group(byName: [:], children: [])
    byName[name] = nodes.count
    children.append(nodes.count)
    nodes[parent].content = .group(byName: byName, children: children)
    nodes.append(Node(name: name, content: content))
    return nodes.count - 1
  }

  private static func refused(_ path: String, expected: String, received: String) -> FormatError {
    FormatError(
      "'\(shown(path))' cannot be written to HDF5.", expected: expected, received: received,
      fix: "give groups and datasets other names, or other shapes")
  }
}
