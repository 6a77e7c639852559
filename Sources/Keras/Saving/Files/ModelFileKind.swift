import Formats
import Foundation

/// What files of models and weights there are, told by their content.
package enum ModelFileKind: String, CaseIterable, Sendable {
  /// A `.keras` archive.
  case archive = "keras"
  /// An unzipped `.keras` archive.
  case folder
  /// A whole model in the older HDF5 format.
  case wholeHDF5 = "h5"
  /// A model's architecture alone.
  case architecture = "json"
  /// Weights alone, as Keras 3 writes them.
  case weights = "weights.h5"
  /// The index of weights that lie in several files.
  case shards = "weights.json"
  /// Weights alone, as Keras 1 and 2 wrote them.
  case olderWeights = "older weights.h5"
  case safetensors
  case npz

  /// Whether a model can be made of the file alone.
  package var hasArchitecture: Bool {
    switch self {
    case .archive, .folder, .wholeHDF5, .architecture: true
    case .weights, .shards, .olderWeights, .safetensors, .npz: false
    }
  }

  /// What people call it.
  package var title: String {
    switch self {
    case .archive: "Keras archive (.keras)"
    case .folder: "unzipped Keras archive"
    case .wholeHDF5: "whole model in HDF5 (.h5)"
    case .architecture: "architecture in JSON, without weights"
    case .weights: "weights (.weights.h5)"
    case .shards: "index of sharded weights (.weights.json)"
    case .olderWeights: "weights of Keras 1 or 2 (.h5)"
    case .safetensors: "safetensors"
    case .npz: "NumPy archive (.npz)"
    }
  }

  /// - Throws: if the path leads to none of them; nothing but the start of the file and its lists are read.
  package init(of path: String) throws {
    if Folder.exists(path) {
      guard FileManager.default.fileExists(atPath: "\(path)/\(KerasArchive.configName)") else {
        throw Self.unknown(path, received: "a folder without '\(KerasArchive.configName)'")
      }
      self = .folder
      return
    }
    let file = try RandomAccessFile(path: path)
    let start = try file.bytes(at: 0, count: min(file.count, 16))
    if HDF5File.isHDF5(start) {
      let root = try HDF5File(file).root
      if try root.attributes().names.contains("model_config") {
        self = .wholeHDF5
      } else {
        self = try WeightsFile.isLegacy(root) ? .olderWeights : .weights
      }
    } else if start.starts(with: [0x50, 0x4B]) {
      let zip = try ZipReader(file)
      if zip.entry(KerasArchive.configName) != nil {
        self = .archive
      } else if zip.entries.contains(where: { $0.name.hasSuffix(".npy") }) {
        self = .npz
      } else {
        throw Self.unknown(path, received: "a zip archive without '\(KerasArchive.configName)' and arrays")
      }
    } else if start.count > 8, start[7] == 0, start[8] == UInt8(ascii: "{") {
      self = .safetensors
    } else if [UInt8(ascii: "{"), 0x20, 0x0A, 0x0D, 0x09, 0xEF].contains(start.first ?? 0) {
      let json = try Self.json(file)
      if json["weight_map"] != nil {
        self = .shards
      } else if json["class_name"] != nil {
        self = .architecture
      } else {
        throw Self.unknown(path, received: "JSON without 'class_name' and 'weight_map'")
      }
    } else {
      throw Self.unknown(path, received: start.isEmpty ? "an empty file" : "a file of another kind")
    }
  }

  /// The content of a file of JSON.
  static func json(_ file: RandomAccessFile) throws -> JSONValue {
    guard file.count <= KerasArchive.maximumConfig else {
      throw FormatError(
        "\(file.label) cannot be read.", expected: "at most \(KerasArchive.maximumConfig) bytes of JSON",
        received: "\(file.count)", fix: "give a file that Keras or this library saved")
    }
    return try JSONValue(parsing: try file.storage(at: 0, count: file.count), label: file.label)
  }

  private static func unknown(_ path: String, received: String) -> KerasError {
    KerasError(
      "'\(path)' is not a file of a model or of weights.",
      expected: ".keras, a folder with 'config.json', .h5, .json, .weights.h5, .weights.json, .safetensors or .npz",
      received: received, fix: "give a file that Keras or this library saved")
  }
}
