import Foundation

/// Where data sets may lie on this machine, in the order of the search.
struct DatasetPlaces {
  struct Place: Equatable {
    let path: String
    /// How an error says that nothing was found here.
    let description: String
  }

  /// Keras' own cache, where downloads go.
  let cache: String
  /// Every folder to look in, the cache first.
  let folders: [Place]
  /// What an error says about the search; more than `folders`, because a checkout may not be there at all.
  let descriptions: [String]

  /// The places for the process as it is; everything that depends on it can be given.
  init(
    folder: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment,
    home: String? = nil, currentFolder: String = FileManager.default.currentDirectoryPath
  ) {
    let home = home ?? environment["HOME"] ?? NSHomeDirectory()
    cache = Self.cache(environment: environment, home: home)
    var folders = [Place(path: cache, description: "nothing in \(cache)")]
    if let folder {
      folders.append(Place(path: expanded(folder, home: home), description: "nothing in the folder '\(folder)'"))
    }
    if let named = environment["KERAS_DATASETS"], !named.isEmpty {
      folders.append(
        Place(path: expanded(named, home: home), description: "nothing in '\(named)' of KERAS_DATASETS"))
    }
    let searched = folders.map(\.description)
    if let checkout = Self.checkout(around: currentFolder) {
      folders.append(Place(path: checkout, description: "nothing in \(checkout)"))
      descriptions = searched + [folders.last!.description]
    } else {
      descriptions = searched + ["no folder Data/mnist in or above \(currentFolder)"]
    }
    self.folders = folders
  }

  /// As Keras has it: `KERAS_HOME`, or `.keras` in the home folder, or, where that can't be written, in the system's temporary folder.
  private static func cache(environment: [String: String], home: String) -> String {
    var base = home + "/.keras"
    if let named = environment["KERAS_HOME"], !named.isEmpty { base = expanded(named, home: home) }
    if !canBeMade(base) { base = FileManager.default.temporaryDirectory.path + "/.keras" }
    return base + "/datasets"
  }

  /// Whether the folder is there, or the nearest one above it may be written to.
  private static func canBeMade(_ folder: String) -> Bool {
    var nearest = folder
    var isFolder: ObjCBool = false
    while !FileManager.default.fileExists(atPath: nearest, isDirectory: &isFolder) {
      // The current folder itself may be gone.
      if nearest == "." { return false }
      let parent = (nearest as NSString).deletingLastPathComponent
      nearest = parent.isEmpty ? "." : parent
    }
    return isFolder.boolValue && (nearest == folder || FileManager.default.isWritableFile(atPath: nearest))
  }

  /// The folder `Data` of the checkout that the program runs in.
  private static func checkout(around currentFolder: String) -> String? {
    var folder = currentFolder
    while true {
      if FileManager.default.fileExists(atPath: folder + "/Data/mnist") { return folder + "/Data" }
      let parent = (folder as NSString).deletingLastPathComponent
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
  }
}

/// A path whose `~` is the home folder.
private func expanded(_ path: String, home: String) -> String {
  path == "~" ? home : path.hasPrefix("~/") ? home + path.dropFirst() : path
}
