import ArgumentParser
import Foundation
import Keras

/// What `predict`, `evaluate` and `fit` read: archives, arrays, tables and pictures.
struct DataFiles: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The data: one .npz; one .csv; an .npy or .csv for each input; .png and .jpg pictures, each of them a sample; or a folder "
        + "of pictures.", valueName: "data"),
    completion: .file(extensions: ["npz", "npy", "csv", "png", "jpg", "jpeg"]))
  var paths: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Arrays of the .npz, or columns of the .csv, that are the inputs, in the order of the model. Default: those with the names "
        + "of the inputs, or x (x0, x1, …), or all others.", valueName: "name"))
  var x: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: "Whether the first line of a .csv has the names of the columns. Default: if none of its fields is a number.")
  var header: Bool?

  @Option(help: ArgumentHelp("Factor on the pixels of pictures, which are 0 to 255; 0.00392157 brings them to 0 to 1."))
  var pixelScale = 1.0

  func validate() throws {
    if paths.isEmpty { throw ValidationError("Missing expected argument '<data> ...'") }
    if !(pixelScale.isFinite && pixelScale > 0) {
      throw ValidationError("--pixel-scale must be a number above 0, not \(pixelScale)")
    }
  }

  /// The folder of pictures, if the data are one.
  var folder: String? { paths.count == 1 && Folder.exists(paths[0]) ? paths[0] : nil }

  /// The inputs, by name or in the order of the model.
  ///
  /// - Parameter others: columns of a table that are targets.
  func inputs(for model: Model, leavingOut others: [String] = []) throws -> TensorMap {
    if paths.allSatisfy({ Pictures.isPicture($0) || Folder.exists($0) }) {
      return try Pictures(for: model, scale: pixelScale).batch(paths).tensorMap
    }
    return try read(paths, x, .inputs(of: model), takesRest: true, leavingOut: others)
  }

  /// The targets in the same file as the inputs, with the names of the columns they are, if it is a table.
  func targets(_ names: [String], for model: Model) throws -> (y: TensorMap, columns: [String]) {
    let chosen = ChosenArrays.targets(of: model)
    guard paths.count == 1, let kind = try? ArrayFile.kind(paths[0]), kind != .npy else {
      throw KerasError(
        "The targets are missing.", expected: "files of targets beside the inputs",
        received: paths.quotedList(),
        fix: "name them: --targets labels.npy")
    }
    guard kind == .csv else { return (try chosen.choose(names, from: paths[0]), []) }
    let table = try CSVTable(contentsOf: paths[0], header: header)
    let columns = try chosen.names(names, among: table.columnNames, of: paths[0], things: "columns")
    return (try chosen.columns(columns, of: table), columns)
  }

  /// The targets in files of their own.
  func targets(in files: [String], _ names: [String], for model: Model) throws -> TensorMap {
    try read(files, names, .targets(of: model), takesRest: true, leavingOut: [])
  }

  private func read(
    _ paths: [String], _ names: [String], _ chosen: ChosenArrays, takesRest: Bool, leavingOut others: [String]
  ) throws -> TensorMap {
    if paths.count == 1 {
      switch try ArrayFile.kind(paths[0]) {
      case .npz: return try chosen.choose(names, from: paths[0], orAll: others.isEmpty && takesRest)
      case .csv:
        let table = try CSVTable(contentsOf: paths[0], header: header)
        let rest = table.columnNames.filter { !others.contains($0) }
        // Without names of its own a table is one array; with several inputs, each must be found.
        let columns =
          names.isEmpty && (chosen.expected.count <= 1 || table.columnNames.count < chosen.expected.count)
          ? rest : try chosen.names(names, among: rest, of: paths[0], orAll: true, things: "columns")
        return try chosen.columns(columns, of: table)
      case .npy: break
      }
    }
    let tensors = try paths.map { try Tensor(contentsOf: $0) }
    guard tensors.count == chosen.expected.count || chosen.expected.isEmpty else {
      throw KerasError(
        "The model has \(chosen.expected.count) \(chosen.noun).",
        expected: "a file for each of \(chosen.expected.quotedList())",
        received: tensors.count.counted("array", "arrays"),
        fix: "give one .npz, or the files in the order of the \(chosen.noun)")
    }
    return TensorMap(tensors.map { TensorMap.Entry(name: nil, tensor: $0) })
  }
}
