import Formats
import Foundation

/// Keras' `model.weights.h5`: a group for each layer, its variables numbered in `vars`.
struct WeightsFile {
  /// One file, or the parts of one that was split.
  private let roots: [HDF5Group]

  init(_ source: any RandomAccessSource) throws { try self.init([source]) }

  init(_ sources: [any RandomAccessSource]) throws { roots = try sources.map { try HDF5File($0).root } }

  /// Whether a file is of the older format.
  static func isLegacy(_ root: HDF5Group) throws -> Bool {
    let names = Set(try root.attributes().names)
    if names.contains("layer_names") || names.contains("layer_names0") || names.contains("nb_layers") { return true }
    return try root.group("model_weights") != nil
  }

  /// The HDF5 that a file of weights is, holds (`.keras`), or is split into (`.weights.json`).
  static func sources(_ path: String) throws -> [any RandomAccessSource] {
    if path.hasSuffix(".json") { return try shards(path) }
    let file = try RandomAccessFile(path: path)
    let start = try file.bytes(at: 0, count: min(8, file.count))
    if HDF5File.isHDF5(start) || path.hasSuffix(".h5") || path.hasSuffix(".hdf5") { return [file] }
    guard let weights = try KerasArchive(path: path).weights else {
      throw FormatError("", expected: "weights in the file", received: "none", fix: "give a file that has weights")
    }
    return [weights]
  }

  private static func shards(_ path: String) throws -> [any RandomAccessSource] {
    let file = try RandomAccessFile(path: path)
    let index = try JSONValue(parsing: try file.storage(at: 0, count: file.count), label: file.label)
    let lists = (index["weight_map"]?.object?.members ?? []).map { $0.value }
    let names = Set(lists.flatMap { json in json.string.map { [$0] } ?? json.array?.compactMap(\.string) ?? [] })
    let folder = (path as NSString).deletingLastPathComponent
    return try names.sorted().map { name in
      guard !name.contains("/"), name != "..", !name.isEmpty else {
        throw FormatError(
          "", expected: "names of files in the same folder", received: "'\(name.prefix(60))'",
          fix: "the index is damaged, or made to do harm: do not trust it")
      }
      return try RandomAccessFile(path: folder.isEmpty ? name : "\(folder)/\(name)")
    }
  }

  // MARK: - Writing

  /// The file's content; values are computed first, and not copied.
  static func writer(of model: Model) throws -> HDF5Writer {
    var writer = HDF5Writer()
    for entry in try entries(of: model) {
      let group = entry.path.appending(step: "vars")
      try writer.addGroup(group)
      try writer.setAttribute("name", .text(entry.name), of: group)
      for (index, value) in entry.values.enumerated() {
        try writer.addDataset("\(group)/\(entry.key(index))", try FileArray(value))
      }
    }
    return writer
  }

  /// What of a model is written, with values that are computed.
  static func entries(of model: Model) throws -> [StateTree.Entry] {
    let tree = StateTree(model)
    let entries = tree.entries + tree.repetitions
    try Evaluation.evaluate(entries.flatMap(\.values))
    return entries
  }

  // MARK: - Reading

  /// What does not fit a model's variables is passed over if wanted, else noted.
  struct Options {
    var skipsMismatches = false
  }

  /// Whether the file has the state of an optimizer.
  var hasOptimizer: Bool { get throws { try !groups("optimizer").isEmpty } }

  /// Sets a model's variables; on problems, which are noted, none is changed.
  ///
  /// - Returns: names of layers that the file has once and the model several times: they are meant to be one.
  @discardableResult
  func load(into model: Model, _ session: SavingSession, _ options: Options = Options()) throws -> Set<String> {
    var assignments: [(Variable, HDF5Dataset, LocalKernels?)] = []
    var repeated: Set<String> = []
    let tree = StateTree(model)
    let entries = tree.entries
    var known = Set(tree.repetitions.map(\.path))
    for entry in entries {
      known.insert(entry.path)
      var groups = try groups(entry.path)
      if groups.isEmpty, let first = entry.variables.first {
        // A layer of several models may be at any of its places.
        for other in tree.repetitions where groups.isEmpty && other.variables.first === first {
          groups = try self.groups(other.path)
        }
      }
      let place = entry.path.isEmpty ? model.name : entry.path
      let isOptimizer = entry.path.hasPrefix("optimizer")
      let names = try groups.flatMap { try $0.names() }
      if isOptimizer, names.count != entry.variables.count {
        session.leaveOut(optimizerVariables: names.count)
        continue
      }
      guard names.count == entry.variables.count else {
        if groups.isEmpty, !options.skipsMismatches { repeated.formUnion(tree.originals(of: entry.path)) }
        session.note(
          place, expected: "\(entry.variables.count.counted("variable", "variables"))",
          received: groups.isEmpty ? "none in the file" : "\(names.count)",
          fix: entry.variables.isEmpty
            ? "build the layer first, or give it an Input" : "load the weights of a model of the same layers",
          isPassedOver: options.skipsMismatches)
        continue
      }
      let datasets = entry.variables.indices.map { index in
        groups.lazy.compactMap { try? $0.dataset(entry.key(index)) }.first
      }
      func fits(_ dataset: HDF5Dataset, _ variable: Variable) -> Bool {
        dataset.shape == variable.shape.staticDimensions
      }
      if isOptimizer,
        zip(datasets, entry.variables).contains(where: { found, variable in
          found.map { !fits($0, variable) } ?? false
        })
      {
        session.leaveOut(optimizerVariables: names.count)
        continue
      }
      for (index, variable) in entry.variables.enumerated() {
        guard let dataset = datasets[index] else {
          session.note(
            place, expected: "variable \(entry.key(index))", received: names.joined(separator: ", "),
            fix: "the file is damaged")
          continue
        }
        let isOtherForm = entry.localKernels?.isOtherForm(dataset.shape) ?? false
        guard fits(dataset, variable) || isOtherForm else {
          session.note(
            place, expected: "\(variable.shape) for '\(variable.name)'", received: "\(dataset.shape)",
            fix: "load the weights of a model of the same layers", isPassedOver: options.skipsMismatches)
          continue
        }
        assignments.append((variable, dataset, isOtherForm ? entry.localKernels : nil))
      }
    }
    if !options.skipsMismatches { try noteUnknown(known, session) }
    guard session.readsValues else {
      // What the file claims is held against what it has.
      for (_, dataset, _) in assignments { session.attempt(dataset.path) { _ = try dataset.numericByteCount() } }
      return repeated
    }
    guard session.problems.isEmpty else { return repeated }
    for (variable, dataset, localKernels) in assignments {
      let value = Tensor(try dataset.read())
      variable.assign((localKernels?.converted(value) ?? value).cast(to: variable.dtype))
    }
    for entry in entries { entry.lowRank?.reset() }
    return []
  }

  /// The group of an object's variables, in each part that has some of them.
  private func groups(_ path: String) throws -> [HDF5Group] {
    let vars = path.appending(step: "vars")
    return try roots.compactMap { root in
      if let group = try root.group(vars) ?? root.group(Self.privatePath(path).appending(step: "vars")) { return group }
      // Files of Keras 2.13 have another name for the layers.
      guard try root.group("_layer_checkpoint_dependencies") != nil else { return nil }
      return try root.group(vars.replacing("layers/", with: "_layer_checkpoint_dependencies/"))
    }
  }

  /// The path as Keras 2 has it for the parts of `MultiHeadAttention`: `_key_dense` for `key_dense`.
  private static func privatePath(_ path: String) -> String {
    let steps = path.split(separator: "/", omittingEmptySubsequences: false)
    return (steps.dropLast() + ["_\(steps.last ?? "")"]).joined(separator: "/")
  }

  /// Groups of the file with variables that the model has not.
  private func noteUnknown(_ known: Set<String>, _ session: SavingSession) throws {
    var (unknown, present): ([String], [String]) = ([], [])
    let accepted = known.union(known.map(Self.privatePath))
    for root in roots {
      try root.forEachObject { path, object in
        guard case .dataset = object else { return }
        let steps = path.split(separator: "/").dropLast(2)
        let owner = steps.joined(separator: "/").replacing("_layer_checkpoint_dependencies", with: "layers")
        // Keras 2 also kept how far metrics had counted.
        let isTraining = steps.first == "optimizer" || steps.first == "metrics"
        if accepted.contains(owner) { present.append(owner) }
        if !accepted.contains(owner), !isTraining, unknown.last != owner { unknown.append(owner) }
      }
    }
    for owner in unknown {
      // Of several that are missing none is a misspelling.
      let near = unknown.count == 1 ? NearestName.find(owner, in: known.sorted(), except: present) : nil
      session.note(
        owner, expected: "a layer of the model", received: "weights of one that it has not",
        fix: near.map { "the nearest is '\($0)'; load them into a model of the same layers" }
          ?? "load them into a model of the same layers")
    }
  }
}
