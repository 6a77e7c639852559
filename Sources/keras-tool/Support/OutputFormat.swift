import ArgumentParser
import Foundation
import Keras

/// What a model is written as, by the ending of a name.
enum OutputFormat: String, CaseIterable {
  case archive = ".keras"
  case weights = ".weights.h5"
  case wholeHDF5 = ".h5"
  case longHDF5 = ".hdf5"
  case shards = ".weights.json"
  case architecture = ".json"
  case npz = ".npz"
  case safetensors = ".safetensors"

  /// - Throws: an error of the command line if the ending is another one.
  init(_ path: String) throws {
    // The longer ending stands first: .weights.h5 is .h5 too.
    let found = Self.allCases.first { path.lowercased().hasSuffix($0.rawValue) }
    guard let found else {
      let endings = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(path)' does not end in any of \(endings)")
    }
    self = found
  }

  /// - Throws: an error of the command line if the folder is not there: nobody should train for hours to learn that.
  static func requireFolder(of path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder.isEmpty ? "." : folder, isDirectory: &isFolder)
    guard exists, isFolder.boolValue else { throw ValidationError("there is no folder '\(folder)' to write to") }
  }

  /// Whether two names lead to one file, of which the second write would leave nothing.
  static func isSameFile(_ a: String, _ b: String) -> Bool {
    func place(_ path: String) -> String {
      let url = URL(filePath: path).standardizedFileURL
      return url.deletingLastPathComponent().resolvingSymlinksInPath().appending(path: url.lastPathComponent)
        .resolvingSymlinksInPath().path
    }
    return place(a) == place(b)
  }

  /// - Parameter maxShardSize: of weights in several files, in gigabytes.
  func write(_ model: Model, to path: String, maxShardSize: Double? = nil) throws {
    switch self {
    case .archive, .wholeHDF5, .longHDF5: try model.save(path)
    case .weights, .npz, .safetensors: try model.saveWeights(path)
    case .shards: try model.saveWeights(path, maxShardSize: maxShardSize)
    case .architecture: try TextFile.write(try model.toJSON(), to: path)
    }
  }
}
