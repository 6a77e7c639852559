/// A group: names that lead to datasets and other groups.
package struct HDF5Group {
  /// Far more than real files have; without a bound, groups in groups would cost the square of their number.
  private static let longestPath = 1 << 13

  /// Where the group is in the file, such as "/layers/dense".
  package let path: String
  private let reader: HDF5Reader
  private let header: HDF5ObjectHeader

  init(_ reader: HDF5Reader, header: HDF5ObjectHeader, path: String) {
    self.reader = reader
    self.header = header
    self.path = path
  }

  private var who: String { "group '\(shown(path))' of \(reader.fileName) cannot be read." }

  private func links() throws -> HDF5Links {
    if let known = reader.links[header.address] { return known }
    let links = HDF5Links(try HDF5Link.all(reader, of: header, who: who))
    guard links.byName.count == links.all.count else {
      throw reader.damaged(who, expected: "children of different names", received: "two of one name")
    }
    reader.links[header.address] = links
    return links
  }

  /// The names of the children, in order of their bytes as h5py lists them.
  package func names() throws -> [String] { try links().names }

  /// The names of the children in the order in which they were made, `nil` if the file doesn't tell.
  package func namesInCreationOrder() throws -> [String]? {
    let links = try links().all
    guard links.allSatisfy({ $0.creationOrder != nil }) else { return nil }
    return links.sorted { ($0.creationOrder ?? 0) < ($1.creationOrder ?? 0) }.map(\.name)
  }

  package func attributes() throws -> HDF5Attributes { try HDF5Attributes(reader, of: header, who: who) }

  /// What the names of `path`, separated by slashes, lead to from this group; `nil` if there is no such name.
  package func object(_ path: String) throws -> HDF5Object? {
    var found = HDF5Object.group(self)
    for name in path.split(separator: "/") where name != "." {
      guard case .group(let group) = found, let next = try group.child(String(name)) else { return nil }
      found = next
    }
    return found
  }

  /// The group at a path from this one, `nil` if there is none.
  package func group(_ path: String) throws -> HDF5Group? {
    guard case .group(let group) = try object(path) else { return nil }
    return group
  }

  /// The dataset at a path from this group, `nil` if there is none.
  package func dataset(_ path: String) throws -> HDF5Dataset? {
    guard case .dataset(let dataset) = try object(path) else { return nil }
    return dataset
  }

  private func child(_ name: String) throws -> HDF5Object? {
    let links = try links()
    return try links.byName[name].map { try open(links.all[$0]).object }
  }

  private func open(_ link: HDF5Link) throws -> (address: Int, object: HDF5Object) {
    let childPath = path.hasSuffix("/") ? path + link.name : path + "/" + link.name
    guard childPath.utf8.count <= Self.longestPath else {
      throw reader.damaged(
        who, expected: "groups in each other with at most \(Self.longestPath.counted("byte", "bytes")) of names",
        received: "more")
    }
    let received: String
    switch link.target {
    case .object(let address): return (address, try HDF5Object(reader, at: address, path: childPath))
    case .path(let target, let file?): received = "a link to '\(shown(target))' in the file '\(shown(file))'"
    case .path(let target, nil): received = "a soft link to '\(shown(target))'"
    case .unknown(let kind): received = "a link of the kind \(kind), which its program defined"
    }
    throw FormatError(
      "object '\(shown(childPath))' of \(reader.fileName) cannot be read.", expected: "a group or dataset of the file",
      received: received,
      fix: "put a copy in the place of the link with h5py; links are not followed, so that no file can reach for others"
    )
  }

  /// Calls `body` with every object below this group, groups before what they hold and in the order of `names()`; an object
  /// with several names, such as one in a cycle of groups, is visited once.
  ///
  /// - Parameter unreadable: what to do about an object that can't be read, such as a damaged dataset or a link; by default its
  ///   error ends the walk.
  package func forEachObject(
    unreadable: (_ path: String, _ error: any Error) throws -> Void = { throw $1 },
    _ body: (_ path: String, _ object: HDF5Object) throws -> Void
  ) throws {
    var visited: Set<Int> = [header.address]
    // A list instead of recursion, so that no nesting can exhaust the stack.
    var waiting: [(group: HDF5Group, names: ArraySlice<String>)] = [(self, try names()[...])]
    while let last = waiting.indices.last {
      guard let name = waiting[last].names.popFirst() else {
        waiting.removeLast()
        continue
      }
      let parent = waiting[last].group
      let links = try parent.links()
      guard let index = links.byName[name] else { continue }
      var names: [String] = []
      let opened: (address: Int, object: HDF5Object)
      do {
        opened = try parent.open(links.all[index])
        guard visited.insert(opened.address).inserted else { continue }
        if case .group(let child) = opened.object { names = try child.names() }
      } catch {
        try unreadable(parent.path == "/" ? "/" + name : parent.path + "/" + name, error)
        continue
      }
      switch opened.object {
      case .group(let child):
        try body(child.path, opened.object)
        waiting.append((child, names[...]))
      case .dataset(let dataset): try body(dataset.path, opened.object)
      case .datatype: break
      }
    }
  }
}

/// The links of a group, and where each name is among them.
struct HDF5Links {
  let all: [HDF5Link]
  let byName: [String: Int]
  /// In order of their bytes.
  let names: [String]

  init(_ links: [HDF5Link]) {
    all = links
    byName = Dictionary(links.enumerated().map { ($1.name, $0) }) { first, _ in first }
    names = links.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
