import Foundation

/// The files under a folder and their labels, in the order of Keras' `index_directory`.
package struct DirectoryIndex {
  /// What is looked for, as Keras' functions for pictures and for texts name it.
  package struct Arguments {
    var function: String
    var directory: String
    /// Such as `.txt`.
    var endings: [String]
    /// Of each file in the order of the paths; `nil`: by the folders, which are the classes.
    var labels: [Int]?
    /// Whether there are no labels at all.
    var isUnlabeled: Bool
    var mode: LabelMode
    var classNames: [String]?
    var shuffle: Bool
    var seed: Int?
    var validationSplit: Double?
    var subset: DatasetSubset?
    var followLinks: Bool

    package init(
      function: String, directory: String, endings: [String], labels: [Int]? = nil, isUnlabeled: Bool = false,
      mode: LabelMode = .int, classNames: [String]? = nil, shuffle: Bool = true, seed: Int? = nil,
      validationSplit: Double? = nil, subset: DatasetSubset? = nil, followLinks: Bool = false
    ) {
      (self.function, self.directory, self.endings) = (function, directory, endings)
      (self.labels, self.isUnlabeled, self.mode, self.classNames) = (labels, isUnlabeled, mode, classNames)
      (self.shuffle, self.seed) = (shuffle, seed)
      (self.validationSplit, self.subset, self.followLinks) = (validationSplit, subset, followLinks)
    }
  }

  package private(set) var paths: [String]
  /// Empty without labels.
  package private(set) var labels: [Int]
  package let classNames: [String]
  /// What fixes the order of all passes.
  private let seed: Int
  package let mode: LabelMode
  private let isShuffled: Bool

  /// - Throws: `KerasError` if the folder can't be read, arguments contradict each other, or nothing is found.
  package init(_ arguments: Arguments) throws {
    try arguments.check()
    let found = try arguments.found()
    (paths, labels, classNames, mode) = (found.paths, found.labels, found.classNames, arguments.mode)
    seed = arguments.seed ?? abs(RandomSeed.next() % 1_000_000)
    if arguments.mode == .binary, !arguments.isUnlabeled, classNames.count != 2 {
      throw arguments.error(
        expected: "two classes, for labelMode: .binary", received: arguments.quoted(classNames, or: "none"),
        fix: "use labelMode: .int or .categorical")
    }
    isShuffled = arguments.shuffle
    if isShuffled {
      var random = NumPyRandom(seed: UInt32(truncatingIfNeeded: seed))
      let order = random.shuffled(paths.count)
      paths = order.map { found.paths[$0] }
      if !labels.isEmpty { labels = order.map { found.labels[$0] } }
    }
    if let split = arguments.validationSplit, let subset = arguments.subset {
      let count = Int(split * Double(paths.count))
      let kept = subset == .training ? 0..<(paths.count - count) : (paths.count - count)..<paths.count
      paths = Array(paths[kept])
      if !labels.isEmpty { labels = Array(labels[kept]) }
    }
    guard !paths.isEmpty else {
      throw arguments.error(
        expected: "files that end in \(arguments.endings.joined(separator: ", "))",
        received: found.paths.isEmpty
          ? "none"
            + (arguments.isUnlabeled || arguments.labels != nil ? "" : " in its subfolders, which are the classes")
          : "\(found.paths.count), none of them for the subset .\(arguments.subset?.rawValue ?? "")",
        fix: found.paths.isEmpty ? "check the folder: each class is a folder in it" : "choose another validationSplit")
    }
  }

  /// The numbers of the files in batches.
  ///
  /// - Parameter size: how many make a batch; each file stands alone if `nil`.
  package func batches(of size: Int?) -> FileBatches {
    FileBatches(count: paths.count, batchSize: size, seed: isShuffled ? seed : nil)
  }

  /// The labels of some files as the mode says.
  package func labels(at indices: [Int]) -> Tensor {
    let chosen = indices.map { labels[$0] }
    switch mode {
    case .int: return Tensor(chosen.map { Int32($0) })
    case .binary: return Tensor(chosen.map { Float($0) }, shape: [chosen.count, 1])
    case .categorical:
      let count = classNames.count
      var ones = [Float](repeating: 0, count: chosen.count * count)
      // As Keras' one_hot: a number that is no class gives zeros.
      for (row, label) in chosen.enumerated() where label >= 0 && label < count { ones[row * count + label] = 1 }
      return Tensor(ones, shape: [chosen.count, count])
    }
  }
}

extension DirectoryIndex.Arguments {
  fileprivate func error(expected: String, received: String, fix: String) -> KerasError {
    KerasError("\(function) cannot use '\(directory)'.", expected: expected, received: received, fix: fix)
  }

  fileprivate func quoted(_ names: [String], or none: String) -> String {
    names.isEmpty ? none : names.quotedList()
  }

  fileprivate func check() throws {
    if let split = validationSplit, !(split > 0 && split < 1) {
      throw error(expected: "validationSplit between 0 and 1", received: "\(split)", fix: "0.2 keeps a fifth")
    }
    if (validationSplit == nil) != (subset == nil) {
      throw error(
        expected: "validationSplit and subset together",
        received: validationSplit == nil ? "subset alone" : "validationSplit alone",
        fix: "say which part this dataset is: subset: .training or .validation")
    }
    if validationSplit != nil, shuffle, seed == nil {
      throw error(
        expected: "a seed, with validationSplit and shuffle", received: "none",
        fix: "give the same seed for both subsets, or they would overlap")
    }
    if classNames != nil, labels != nil || isUnlabeled {
      throw error(
        expected: "classNames with labels of the folders", received: "classNames and other labels",
        fix: "leave out classNames")
    }
  }

  fileprivate func found() throws -> (paths: [String], labels: [Int], classNames: [String]) {
    guard labels == nil, !isUnlabeled else {
      let paths = try files(under: directory)
      guard let labels else { return (paths, [], []) }
      guard labels.count == paths.count else {
        throw error(
          expected: "a label for each of \(paths.count.counted("file", "files"))",
          received: labels.count.counted("label", "labels"),
          fix: "give the labels in the order of the paths")
      }
      return (paths, labels, Set(labels).sorted().map(String.init))
    }
    let folders = try entries(of: directory).filter {
      !$0.hasPrefix(".") && Folder.exists(joined(directory, $0))
    }
    if let missing = classNames?.first(where: { !folders.contains($0) }) {
      throw error(
        expected: quoted(folders, or: "no subfolders"), received: "classNames with '\(missing)'",
        fix: NearestName.find(missing, in: folders, except: classNames ?? []).map { "did you mean '\($0)'?" }
          ?? "name subfolders")
    }
    let classes = classNames ?? folders
    var (paths, numbers): ([String], [Int]) = ([], [])
    for (number, name) in classes.enumerated() {
      let files = try files(under: joined(directory, name))
      paths += files
      numbers += Array(repeating: number, count: files.count)
    }
    return (paths, numbers, classes)
  }

  /// All files under a folder: first those of the folder itself, then of each one in it, in the order of their paths.
  private func files(under folder: String) throws -> [String] {
    var folders = [folder]
    var files: [String: [String]] = [:]
    // A link to a folder above it would be followed without end.
    var seen: Set<String> = []
    var next = 0
    while next < folders.count {
      let current = folders[next]
      next += 1
      guard !followLinks || seen.insert(URL(filePath: current).resolvingSymlinksInPath().path).inserted else {
        continue
      }
      var here: [String] = []
      for name in try entries(of: current) {
        let path = joined(current, name)
        if Folder.exists(path) {
          let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
          if followLinks || !isLink { folders.append(path) }
        } else if endings.contains(where: name.lowercased().hasSuffix) {
          here.append(path)
        }
      }
      files[current] = here
    }
    return folders.sorted(by: precedes).flatMap { files[$0] ?? [] }
  }

  /// The names in a folder, in the order of their characters' numbers.
  private func entries(of folder: String) throws -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted(by: precedes) } catch {
      throw self.error(
        expected: "a folder that may be read", received: "'\(folder)': \(reason(folder))",
        fix: "check the path and its permissions")
    }
  }

  private func reason(_ folder: String) -> String {
    guard FileManager.default.fileExists(atPath: folder) else { return "nothing there" }
    return Folder.exists(folder) ? "no permission to read it" : "a file"
  }

  private func joined(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// As Python compares texts. Swift's `<` compares what characters look like.
  private func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
