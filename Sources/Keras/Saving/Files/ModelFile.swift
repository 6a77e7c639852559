import Formats
import Foundation

/// What a file of a model or of weights holds, found in its lists and headers: no model is made and no weight is read.
package struct ModelFile {
  /// An array as it is stored.
  package struct StoredArray: Sendable {
    /// Where it is in the file.
    package let name: String
    /// Such as `float32`.
    package let dtypeName: String
    package let shape: [Int]
    package let byteCount: Int

    /// The number of elements; 0 where a file claims more than can be counted.
    package var count: Int {
      var product = 1
      for size in shape where !shape.contains(0) {
        let (next, overflow) = product.multipliedReportingOverflow(by: size)
        if overflow || next > max(byteCount, 1) * 8 { return 0 }
        product = next
      }
      return shape.contains(0) ? 0 : product
    }
  }

  /// The version of Keras whose format is written.
  package static let kerasVersion = KerasArchive.kerasVersion

  package let path: String
  package let kind: ModelFileKind
  /// Bytes of the file, or of all files that belong to it.
  package let byteCount: Int
  /// The version of Keras that wrote the file, as it says.
  package private(set) var version: String?
  package private(set) var backend: String?
  /// Such as `2026-03-01@12:30:00`.
  package private(set) var date: String?
  /// The record of the model, as it is in the file.
  package private(set) var architecture: JSONValue?
  /// What the model was compiled with; `nil` if it was not.
  package private(set) var training: JSONValue?
  package private(set) var weights: [StoredArray] = []
  /// The state of the optimizer.
  package private(set) var optimizerState: [StoredArray] = []
  /// Vocabularies and the like.
  package private(set) var assets: [(name: String, byteCount: Int)] = []
  /// What can't be read, with its place as the summary.
  package private(set) var damages: [KerasError] = []

  /// - Throws: if the file is of another kind, or too damaged for its list to be read.
  package init(_ path: String) throws {
    self = try Model.explained("info", path) { try ModelFile(reading: path) }
  }

  private init(reading path: String) throws {
    self.path = path
    kind = try ModelFileKind(of: path)
    switch kind {
    case .archive, .folder:
      let archive = try KerasArchive(path: path)
      assets = archive.assets
      let fileSize = kind == .archive ? try RandomAccessFile(path: path).count : 0
      let assetSize = assets.reduce(0) { $0 + $1.byteCount }
      byteCount = kind == .archive ? fileSize : assetSize + (archive.weights?.count ?? 0)
      version = archive.metadata["keras_version"]?.string
      date = archive.metadata["date_saved"]?.string
      setArchitecture(archive.config)
      if let source = archive.weights { readArrays([source]) }
    case .wholeHDF5:
      let file = try RandomAccessFile(path: path)
      byteCount = file.count
      let whole = try LegacyFile(file)
      architecture = whole.config
      training = whole.training
      readArrays([file])
    case .weights, .olderWeights:
      let file = try RandomAccessFile(path: path)
      byteCount = file.count
      readArrays([file])
    case .shards:
      let sources = try WeightsFile.sources(path)
      byteCount = sources.reduce(try RandomAccessFile(path: path).count) { $0 + $1.count }
      readArrays(sources)
    case .architecture:
      let file = try RandomAccessFile(path: path)
      byteCount = file.count
      let json = try ModelFileKind.json(file)
      version = json["keras_version"]?.string
      backend = json["backend"]?.string
      setArchitecture(json)
    case .safetensors:
      let file = try SafetensorsFile(path: path)
      byteCount = try RandomAccessFile(path: path).count
      weights = file.entries.map {
        StoredArray(
          name: $0.name, dtypeName: $0.dtype?.rawValue ?? $0.typeName, shape: $0.shape, byteCount: $0.byteCount)
      }
    case .npz:
      byteCount = try RandomAccessFile(path: path).count
      weights = try NPZ.list(ZipReader(path: path)).map {
        StoredArray(name: $0.name, dtypeName: $0.dtype.rawValue, shape: $0.shape, byteCount: $0.byteCount)
      }
    }
  }

  private mutating func setArchitecture(_ config: JSONValue) {
    architecture = config
    if let compiled = config["compile_config"]?.object, !compiled.isEmpty { training = .object(compiled) }
  }

  // MARK: - HDF5

  private mutating func readArrays(_ sources: [any RandomAccessSource]) {
    for source in sources {
      do {
        let root = try HDF5File(source).root
        if version == nil { try readAuthor(root) }
        try root.forEachObject(unreadable: { damages.append(KerasError(of: $1, at: $0)) }) { path, object in
          if case .dataset(let dataset) = object { add(dataset, at: String(path.drop { $0 == "/" })) }
        }
      } catch { damages.append(KerasError(of: error, at: source.label)) }
    }
    // As people count: layer_2 before layer_10.
    weights.sort { $0.name.compare($1.name, options: .numeric) == .orderedAscending }
    optimizerState.sort { $0.name.compare($1.name, options: .numeric) == .orderedAscending }
  }

  private mutating func readAuthor(_ root: HDF5Group) throws {
    for group in [root, try root.group("model_weights")].compactMap({ $0 }) {
      let attributes = try group.attributes()
      version = try version ?? attributes.value("keras_version")?.text
      backend = try backend ?? attributes.value("backend")?.text
    }
  }

  private mutating func add(_ dataset: HDF5Dataset, at path: String) {
    do {
      let isState = ["optimizer/", "optimizer_weights/"].contains { path.hasPrefix($0) }
      let array = StoredArray(
        name: path, dtypeName: try dataset.dtype()?.rawValue ?? dataset.datatype.name, shape: dataset.shape,
        byteCount: try dataset.byteCount())
      if isState { optimizerState.append(array) } else { weights.append(array) }
    } catch { damages.append(KerasError(of: error, at: path)) }
  }

  // MARK: - What would fail

  /// What keeps the model from being loaded: damages, unknown classes, missing weights, shapes that don't fit.
  ///
  /// Loading is gone through with weights that have shapes and no values, so no memory is taken and nothing is computed.
  package func problems() -> [KerasError] {
    switch kind {
    case .archive, .folder, .wholeHDF5:
      let problems = ModelLoading(path, readsValues: false).problems()
      return problems.isEmpty ? damages : problems
    case .architecture:
      do {
        _ = try Model.fromJSON(try Model.explained("info", path) { try text() }, makesValues: false)
        return damages
      } catch { return [KerasError(of: error, at: path)] }
    case .weights, .shards, .olderWeights, .safetensors, .npz: return damages
    }
  }

  private func text() throws -> String {
    let file = try RandomAccessFile(path: path)
    return String(decoding: try file.bytes(at: 0, count: file.count), as: UTF8.self)
  }
}
