import Formats
import Foundation

/// One data set of Keras: how it is called, where its files may lie, and where they come from.
struct DatasetSource {
  /// As in messages: `cifar10`.
  let function: String
  /// As in messages: `CIFAR-10`.
  let title: String
  /// Where all its files may lie, below any of the places that are searched; what is downloaded goes to the first.
  var subfolders = [""]
  /// Places of operating systems' own packages.
  var systemFolders: [String] = []
  let files: [RemoteFile]
  /// Other names under which each file may lie, by its name.
  var otherNames: [String: [String]] = [:]

  /// The paths of all files, found on this machine or else downloaded.
  func locate(_ places: DatasetPlaces, _ downloader: Downloader) throws -> [String] {
    for place in places.folders.map(\.path) + systemFolders {
      if let found = find(in: place) { return found }
    }
    let folder = path(places.cache, subfolders[0])
    do {
      return try files.map { try downloader.fetch($0, into: folder) }
    } catch let failure as DownloadFailure {
      let names = files.map(\.name)
      throw KerasError(
        "Datasets.\(function)() cannot find \(title).",
        expected: names.count == 1 ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names.last!,
        received: (places.descriptions + failure.attempts).joined(separator: "; "),
        fix:
          "download \(files.map { $0.addresses[0] }.joined(separator: ", ")) in a browser and put it at \(folder)/, or name "
          + "the folder that holds it: Datasets.\(function)(folder: …) or the environment variable KERAS_DATASETS")
    }
  }

  private func find(in place: String) -> [String]? {
    for subfolder in subfolders {
      // The folder itself may be named too, instead of the one that holds it.
      let isItself = !subfolder.isEmpty && (place as NSString).lastPathComponent == subfolder
      let folder = isItself ? place : path(place, subfolder)
      let found = files.compactMap { file in
        ([file.name] + otherNames[file.name, default: []]).map { "\(folder)/\($0)" }
          .first { FileManager.default.fileExists(atPath: $0) }
      }
      if found.count == files.count { return found }
    }
    return nil
  }

  private func path(_ place: String, _ subfolder: String) -> String {
    subfolder.isEmpty ? place : "\(place)/\(subfolder)"
  }

  /// Runs `body`, which reads a file of the set: what is wrong with the file becomes an error for the user.
  func reading<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FormatError {
      throw unusable(path, expected: error.expected, received: error.received)
    }
  }

  func unusable(_ path: String, expected: String, received: String) -> KerasError {
    KerasError(
      "Datasets.\(function)() cannot use '\(path)'.", expected: expected, received: received,
      fix: "delete the file and run again: it will be found elsewhere or downloaded")
  }

  /// An array of the file, if it is of one of these types and this shape; `nil` stands for any length.
  func checked(_ array: FileArray, _ path: String, _ dtypes: [ArrayDType], _ shape: [Int?]) throws -> FileArray {
    let fits = array.shape.count == shape.count && zip(array.shape, shape).allSatisfy { $1 == nil || $0 == $1 }
    guard fits, dtypes.contains(array.dtype) else {
      let lengths = shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
      throw unusable(
        path, expected: "\(dtypes.map(\.rawValue).joined(separator: " or ")) [\(lengths)]",
        received: "\(array.dtype.rawValue) \(array.shape)")
    }
    return array
  }

  func invalidArgument(_ expected: String, _ received: String, fix: String) -> KerasError {
    KerasError("Datasets.\(function)() cannot split the data.", expected: expected, received: received, fix: fix)
  }

  /// The order of the rows that Keras' seed gives.
  func random(_ seed: Int) throws -> NumPyRandom {
    guard let seed = UInt32(exactly: seed) else {
      throw invalidArgument("a seed from 0 to 4294967295", "seed: \(seed)", fix: "use for example 113")
    }
    return NumPyRandom(seed: seed)
  }

  /// How many rows are in front of the split.
  func trainingCount(_ count: Int, _ testSplit: Double) throws -> Int {
    guard testSplit >= 0, testSplit < 1 else {
      throw invalidArgument(
        "a share of at least 0 and less than 1", "testSplit: \(testSplit)", fix: "use for example 0.2")
    }
    return Int(Double(count) * (1 - testSplit))
  }
}

extension RemoteFile {
  /// A file of Keras' own collection.
  static func keras(_ name: String, _ byteCount: Int?, _ checksum: Checksum) -> RemoteFile {
    RemoteFile(
      name: name, byteCount: byteCount, checksum: checksum,
      addresses: ["https://storage.googleapis.com/tensorflow/tf-keras-datasets/\(name)"])
  }
}

extension Datasets {
  /// Runs `body` with the places and the downloader of this machine; errors get the line of the call.
  static func onThisMachine<Result>(
    folder: String?, verbose: Bool, file: String, line: Int, _ body: (DatasetPlaces, Downloader) throws -> Result
  ) throws -> Result {
    do {
      return try body(
        DatasetPlaces(folder: folder),
        Downloader(transport: CurlTransport(), report: verbose ? DownloadProgress.printer() : nil))
    } catch let error as KerasError {
      throw error.located(file: file, line: line)
    }
  }
}
