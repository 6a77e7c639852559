import Formats
import Foundation

/// Keras' `.keras` format: a zip archive, or a folder, of `metadata.json`, `config.json` and `model.weights.h5`.
struct KerasArchive {
  private static let configName = "config.json"
  private static let metadataName = "metadata.json"
  private static let weightsName = "model.weights.h5"
  /// Far more than any model's configuration has.
  private static let maximumConfig = 256 << 20

  /// The version of Keras whose format this is.
  static let kerasVersion = "3.15.1"

  /// The first number of the version that wrote the archive: 2 for those of TensorFlow 2.12 to 2.15, else 3.
  let major: Int
  let config: JSONValue
  let weights: (any RandomAccessSource)?

  init(path: String) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      let text = try RandomAccessFile(path: "\(path)/\(Self.configName)")
      config = try Self.parse(text)
      let metadata = "\(path)/\(Self.metadataName)"
      let hasMetadata = FileManager.default.fileExists(atPath: metadata)
      major = Self.major(hasMetadata ? try? Self.parse(try RandomAccessFile(path: metadata)) : nil)
      let file = "\(path)/\(Self.weightsName)"
      weights = FileManager.default.fileExists(atPath: file) ? try RandomAccessFile(path: file) : nil
      return
    }
    let zip = try ZipReader(path: path)
    guard let entry = zip.entry(Self.configName) else {
      throw FormatError(
        "\(zip.label) cannot be read.", expected: "a member '\(Self.configName)', as .keras files have",
        received: zip.entries.prefix(8).map { "'\($0.name.prefix(60))'" }.joined(separator: ", "),
        fix: "give a file that Keras or this library saved as .keras")
    }
    guard entry.size <= Self.maximumConfig else {
      throw FormatError(
        "\(zip.label) cannot be read.", expected: "a configuration of at most \(Self.maximumConfig) bytes",
        received: "\(entry.size) bytes", fix: "the file is damaged, or made to do harm: do not trust it")
    }
    config = try JSONValue(parsing: try zip.read(entry), label: "'\(Self.configName)' of \(zip.label)")
    weights = try zip.entry(Self.weightsName).map { try zip.randomAccess($0) }
    let metadata = zip.entry(Self.metadataName).flatMap { $0.size <= Self.maximumConfig ? $0 : nil }
    // What says no version that can be read is taken for one of now.
    major = Self.major(
      try? metadata.map { try JSONValue(parsing: try zip.read($0), label: "'\(Self.metadataName)' of \(zip.label)") })
  }

  private static func major(_ metadata: JSONValue?) -> Int {
    metadata?["keras_version"]?.string.flatMap(LegacyUpgrade.major) ?? 3
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
  static func write(config: JSONValue, weights: HDF5Writer, to path: String) throws {
    let metadata: JSONValue = ["keras_version": .string(kerasVersion), "date_saved": .string(date())]
    try ZipWriter.write(
      [
        ZipWriter.Member(name: metadataName, content: [try ByteStorage(metadata.utf8())]),
        ZipWriter.Member(name: configName, content: [try ByteStorage(config.utf8())]),
        ZipWriter.Member(name: weightsName, pieces: try weights.pieces()),
      ], to: path)
  }

  private static func date() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd@HH:mm:ss"
    return formatter.string(from: Date())
  }
}
