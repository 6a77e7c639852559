import Formats
import Foundation

extension Tensor {
  /// The array of a file: `.npy` as it is, or the numbers of a `.csv` as `float32 [rows, columns]`.
  ///
  /// ```swift
  /// let x = try Tensor(contentsOf: "pictures.npy")
  /// ```
  /// Several arrays in one `.npz` are read by ``TensorMap/init(contentsOf:file:line:)``, columns by name by ``CSVTable``.
  ///
  /// - Throws: `KerasError` if there is no such file, or it is damaged or of another kind.
  public init(contentsOf path: String, file: String = #fileID, line: Int = #line) throws {
    self = try KerasError.explained(path, file, line) {
      switch ArrayFileKind(path) {
      case .npy: return Tensor(try NPY.read(path: path))
      case .csv: return try CSVTable(contentsOf: path).tensor()
      case .npz:
        let arrays = try NPZ.read(path: path)
        guard arrays.count == 1 else {
          throw KerasError(
            "'\(path)' is not one array.", expected: "one array in the file",
            received: arrays.count.counted("array", "arrays"),
            fix: "read them by name: let data = try TensorMap(contentsOf: path)")
        }
        return Tensor(arrays[0].array)
      case nil:
        throw ArrayFileKind.unknown(
          path, expected: ".npy, .npz or .csv",
          fix: "save it with numpy.save; pictures are read by KerasImages' loadImage")
      }
    }
  }

  /// Writes the values: to an `.npy`, or, row by row and without names, to a `.csv`. The file is there whole or not at all.
  ///
  /// - Throws: `KerasError` if the values can't be computed, or the file can't be written.
  public func write(to path: String, file: String = #fileID, line: Int = #line) throws {
    try KerasError.explained(path, file, line) {
      switch ArrayFileKind(path) {
      case .npy: try NPY.write(FileArray(self), to: path)
      case .csv: try CSV.write(names: nil, rows: CSVTable.rows(of: self), to: path)
      case .npz: try tensorMap.write(to: path)
      case nil: throw ArrayFileKind.unknown(path, expected: ".npy, .npz or .csv", fix: "choose one of these endings")
      }
    }
  }
}

extension TensorMap {
  /// The arrays of an `.npz`, in their order and with their names.
  ///
  /// ```swift
  /// let data = try TensorMap(contentsOf: "digits.npz")
  /// let x = data["x_train"]                           // nil if there is none of this name
  /// ```
  /// - Throws: `KerasError` if there is no such file, or it is damaged or of another kind.
  public init(contentsOf path: String, file: String = #fileID, line: Int = #line) throws {
    self = try KerasError.explained(path, file, line) {
      guard ArrayFileKind(path) == .npz else {
        throw ArrayFileKind.unknown(path, expected: ".npz", fix: "read a single array with Tensor(contentsOf:)")
      }
      return TensorMap(try NPZ.read(path: path).map { Entry(name: $0.name, tensor: Tensor($0.array)) })
    }
  }

  /// Writes the tensors to an `.npz`; one without a name is called `arr_0`, `arr_1` … by its place, as NumPy does. The file is there
  /// whole or not at all.
  ///
  /// - Parameter compressed: whether the arrays are deflated, as by `numpy.savez_compressed`. Default `false`.
  /// - Throws: `KerasError` if values can't be computed, two tensors have one name, or the file can't be written.
  public func write(
    to path: String, compressed: Bool = false, file: String = #fileID, line: Int = #line
  ) throws {
    try KerasError.explained(path, file, line) {
      guard ArrayFileKind(path) == .npz else {
        throw ArrayFileKind.unknown(path, expected: ".npz", fix: "choose this ending, or write single tensors")
      }
      let names = entries.enumerated().map { $1.name ?? "arr_\($0)" }
      if let twice = names.enumerated().first(where: { names[..<$0].contains($1) })?.element {
        throw KerasError(
          "'\(path)' cannot be written.", expected: "a name of its own for each tensor", received: "'\(twice)' twice",
          fix: "give the tensors other names")
      }
      try Evaluation.evaluate(tensors)
      try NPZ.write(
        zip(names, tensors).map { NPZ.NamedArray($0, try FileArray($1)) }, to: path,
        compression: compressed ? .deflated : .stored)
    }
  }
}

/// Files of arrays, by the ending of their names.
enum ArrayFileKind: String {
  case npy, npz, csv

  init?(_ path: String) { self.init(rawValue: (path as NSString).pathExtension.lowercased()) }

  static func unknown(_ path: String, expected: String, fix: String) -> KerasError {
    let ending = (path as NSString).pathExtension
    return KerasError(
      "'\(path)' is of another kind.", expected: "a name that ends in \(expected)",
      received: ending.isEmpty ? "no ending" : ".\(ending)", fix: fix)
  }
}

extension KerasError {
  /// Runs `body`; errors of files become errors of this library, with the user's place.
  package static func explained<Result>(
    _ path: String, _ file: String, _ line: Int, _ body: () throws -> Result
  ) throws -> Result {
    do { return try body() } catch { throw KerasError(of: error, at: path).located(file: file, line: line) }
  }
}
