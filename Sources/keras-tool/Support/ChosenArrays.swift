import Formats
import Keras

/// Which arrays of an archive a model's inputs or targets are.
struct ChosenArrays {
  /// What messages call them: `inputs` or `targets`.
  let noun: String
  /// The option that names them, without its dashes; also the name of an array that needs none.
  let letter: String
  /// The names that the model has for them.
  let expected: [String]

  static func inputs(of model: Model) -> ChosenArrays {
    ChosenArrays(noun: "inputs", letter: "x", expected: model.inputNames)
  }

  static func targets(of model: Model) -> ChosenArrays {
    ChosenArrays(noun: "targets", letter: "y", expected: model.outputNames)
  }

  /// The arrays: those that are named, else those with the model's names, else `x` (or `x0`, `x1` …), else `fallback`.
  func choose(_ wanted: [String], from path: String, orAll: Bool = false) throws -> TensorMap {
    let reader = try ZipReader(path: path)
    let present = reader.entries.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
    let names = try names(wanted, among: present, of: path, orAll: orAll)
    let arrays = try NPZ.read(from: reader, names: names)
    // By name where names are the model's own; else in the order of the model.
    let isNamed = Set(names) == Set(expected)
    return TensorMap(arrays.map { TensorMap.Entry(name: isNamed ? $0.name : nil, tensor: Tensor($0.array)) })
  }

  /// The columns of a table: all as one array for the only input or output, else one for each.
  func columns(_ names: [String], of table: CSVTable) throws -> TensorMap {
    guard expected.count > 1 else { return try table.tensor(names).tensorMap }
    let isNamed = Set(names) == Set(expected)
    return TensorMap(
      try names.map { TensorMap.Entry(name: isNamed ? $0 : nil, tensor: try table.tensor([$0])) })
  }

  /// - Parameter things: what the file has: arrays or columns.
  func names(
    _ wanted: [String], among present: [String], of path: String, orAll: Bool = false, things: String = "arrays"
  ) throws -> [String] {
    if !wanted.isEmpty {
      for name in wanted where !present.contains(name) {
        throw KerasError(
          "'\(path)' has no \(things.dropLast()) '\(name)'.", expected: list(present, things),
          received: "--\(letter) \(name)",
          fix: NearestName.find(name, in: present, except: wanted).map { "did you mean '\($0)'?" }
            ?? "name \(things == "arrays" ? "an array" : "a column") of the file")
      }
      return wanted
    }
    if !expected.isEmpty, expected.allSatisfy(present.contains) { return expected }
    if expected.count == 1, present.contains(letter) { return [letter] }
    let numbered = expected.indices.map { "\(letter)\($0)" }
    if !numbered.isEmpty, numbered.allSatisfy(present.contains) { return numbered }
    if orAll, present.count == expected.count || expected.isEmpty { return present }
    throw KerasError(
      "It is not clear which \(things) of '\(path)' are the \(noun).", expected: list(expected, things),
      received: list(present, things),
      fix: "say which, in the order of the model: --\(letter) \(present.first ?? "NAME")")
  }

  private func list(_ names: [String], _ things: String) -> String {
    names.isEmpty ? "no \(things)" : names.map(\.onOneLine).quotedList()
  }
}
