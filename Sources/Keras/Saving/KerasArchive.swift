import Formats
import Foundation

/// Keras' `.keras` format: a zip archive, or a folder, of `metadata.json`, `config.json` and `model.weights.h5`.
struct KerasArchive {
  private static let metadataName = "metadata.json"
  static let configName = "config.json"
  private static let weightsName = "model.weights.h5"
  /// Far more than any model's configuration has.
  static let maximumConfig = 256 << 20

  /// The version of Keras whose format this is.
  static let kerasVersion = "3.15.1"

  let config: JSONValue
  let weights: (any RandomAccessSource)?
  /// Who wrote the file and when.
  let metadata: JSONValue
  /// Names and sizes of vocabularies and the like.
  let assets: [(name: String, byteCount: Int)]
  /// Gives the content of a vocabulary by its name below `assets`, if there is one.
  let asset: (String) throws -> ByteStorage?

  /// The first number of the version that wrote the archive: 2 for those of TensorFlow 2.12 to 2.15, else 3. What says no version is
  /// taken for one of now.
  var major: Int { metadata["keras_version"]?.string.flatMap(LegacyUpgrade.major) ?? 3 }

  init(path: String) throws {
    if Folder.exists(path) {
      let text = try RandomAccessFile(path: "\(path)/\(Self.configName)")
      config = try Self.parse(text)
      let file = "\(path)/\(Self.weightsName)"
      weights = FileManager.default.fileExists(atPath: file) ? try RandomAccessFile(path: file) : nil
      metadata = (try? RandomAccessFile(path: "\(path)/\(Self.metadataName)")).flatMap { try? Self.parse($0) } ?? .null
      let names = FileManager.default.enumerator(atPath: "\(path)/assets")?.compactMap { $0 as? String } ?? []
      assets = names.sorted().compactMap { name in
        (try? RandomAccessFile(path: "\(path)/assets/\(name)")).map { ("assets/\(name)", $0.count) }
      }
      asset = { try Assets.content(of: $0, below: "\(path)/assets") }
      return
    }
    let zip = try ZipReader(path: path)
    guard let entry = zip.entry(Self.configName) else {
      throw FormatError(
        "\(zip.label) cannot be read.", expected: "a member '\(Self.configName)', as .keras files have",
        received: zip.entries.map { String($0.name.prefix(60)) }.quotedList(),
        fix: "give a file that Keras or this library saved as .keras")
    }
    guard entry.size <= Self.maximumConfig else {
      throw FormatError(
        "\(zip.label) cannot be read.", expected: "a configuration of at most \(Self.maximumConfig) bytes",
        received: "\(entry.size.counted("byte", "bytes"))",
        fix: "the file is damaged, or made to do harm: do not trust it")
    }
    config = try JSONValue(parsing: try zip.read(entry), label: "'\(Self.configName)' of \(zip.label)")
    weights = try zip.entry(Self.weightsName).map { try zip.randomAccess($0) }
    let said = zip.entry(Self.metadataName).flatMap { $0.size <= 1 << 20 ? try? zip.read($0) : nil }
    metadata = said.flatMap { try? JSONValue(parsing: $0, label: Self.metadataName) } ?? .null
    assets = zip.entries.filter { $0.name.hasPrefix("assets/") && $0.size > 0 }.map { ($0.name, $0.size) }
    asset = { name in
      try zip.entry("assets/\(name)").map { entry in
        try Assets.require(size: entry.size, label: "'\(entry.name)' of \(zip.label)")
        return try zip.read(entry)
      }
    }
  }

  private static func parse(_ source: any RandomAccessSource) throws -> JSONValue {
    guard source.count <= maximumConfig else {
      throw FormatError(
        "\(source.label) cannot be read.", expected: "at most \(maximumConfig) bytes", received: "\(source.count)",
        fix: "the file is damaged, or made to do harm: do not trust it")
    }
    return try JSONValue(parsing: try source.storage(at: 0, count: source.count), label: source.label)
  }

  /// Writes an archive, which is there whole or not at all.
  static func write(
    config: JSONValue, weights: HDF5Writer, assets: [(name: String, content: ByteStorage)], to path: String
  ) throws {
    let metadata: JSONValue = ["keras_version": .string(kerasVersion), "date_saved": .string(date())]
    try ZipWriter.write(
      [
        ZipWriter.Member(name: metadataName, content: [try ByteStorage(metadata.utf8())]),
        ZipWriter.Member(name: configName, content: [try ByteStorage(config.utf8())]),
        ZipWriter.Member(name: weightsName, pieces: try weights.pieces()),
      ] + assets.map { ZipWriter.Member(name: "assets/\($0.name)", content: [$0.content]) }, to: path)
  }

  private static func date() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd@HH:mm:ss"
    return formatter.string(from: Date())
  }
}
