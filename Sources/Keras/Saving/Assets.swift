import Formats
import Foundation

/// The files that layers have of their own beside the weights: vocabularies that were learned, a token a line.
enum Assets {
  private static let fileName = "vocabulary.txt"
  /// Far more than any vocabulary has.
  private static let longest = 256 << 20

  /// The files of a model's layers, by their names below `assets`.
  static func files(of model: Model) throws -> [(name: String, content: ByteStorage)] {
    let tree = StateTree(model)
    return try (tree.entries + tree.repetitions).compactMap { entry in
      // What the layer was made with is in its configuration.
      guard let lookup = entry.lookup, lookup.given == nil, lookup.known != nil else { return nil }
      let text = lookup.vocabulary().map { "\($0)" }.joined(separator: "\n")
      return (entry.path.appending(step: fileName), try ByteStorage(Array(text.utf8)))
    }
  }

  /// Sets vocabularies that an archive has; those that don't fit are noted. The names asked for are those of the model's own layers.
  static func load(into model: Model, from archive: KerasArchive, _ session: SavingSession) {
    let tree = StateTree(model)
    for entry in tree.entries {
      guard let lookup = entry.lookup, lookup.given == nil else { continue }
      // A layer of several models may be at any of its places.
      let others = tree.repetitions.filter { $0.lookup === lookup }.map(\.path)
      for path in [entry.path] + others where lookup.known == nil {
        let name = path.appending(step: fileName)
        session.attempt(path) {
          guard let content = try archive.asset(name) else { return }
          let tokens = try tokens(content, label: "'assets/\(name)'")
          do throws(ShapeError) { try lookup.setStoredTokens(tokens) } catch {
            session.note(path, expected: error.expected, received: error.received, fix: error.fix)
          }
        }
      }
    }
  }

  private static func tokens(_ content: ByteStorage, label: String) throws -> [Int] {
    let lines = String(decoding: content.array, as: UTF8.self).split(whereSeparator: \.isNewline)
    return try lines.map { line in
      guard let token = Int(line.trimmingCharacters(in: .whitespaces)) else {
        throw FormatError(
          "\(label) cannot be read.", expected: "a whole number in each line", received: "'\(line.prefix(40))'",
          fix: "the file is damaged: write it again from its origin")
      }
      return token
    }
  }

  /// A file of a folder, which no link leads out of.
  static func content(of name: String, below folder: String) throws -> ByteStorage? {
    let path = "\(folder)/\(name)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let (real, root) = (URL(filePath: path).resolvingSymlinksInPath(), URL(filePath: folder).resolvingSymlinksInPath())
    guard real.path.hasPrefix(root.path + "/") else {
      throw FormatError(
        "'assets/\(name)' cannot be read.", expected: "a file in the model's own folder", received: "a link out of it",
        fix: "the folder is made to do harm: do not trust it")
    }
    let file = try RandomAccessFile(path: path)
    try require(size: file.count, label: file.label)
    return try file.storage(at: 0, count: file.count)
  }

  static func require(size: Int, label: String) throws {
    guard size > longest else { return }
    throw FormatError(
      "\(label) cannot be read.", expected: "at most \(longest) bytes", received: "\(size)",
      fix: "the file is damaged, or made to do harm: do not trust it")
  }
}
