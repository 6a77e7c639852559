import Formats
import Foundation
import Keras

/// Files of arrays, by the ending of their names.
enum ArrayFile {
  enum Kind: String, CaseIterable {
    case npz, npy, csv
  }

  static func kind(_ path: String) throws -> Kind {
    guard let kind = Kind(rawValue: (path as NSString).pathExtension.lowercased()) else {
      throw KerasError(
        "'\(path)' is no file of arrays.", expected: "a name that ends in .npz, .npy or .csv",
        received: "another ending", fix: "save the arrays with numpy.savez, or as rows of numbers")
    }
    return kind
  }

  /// The arrays of a file; one that is alone is named as its file.
  static func read(_ path: String) throws -> [NPZ.NamedArray] {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    switch try kind(path) {
    case .npz: return try NPZ.read(path: path)
    case .npy: return [NPZ.NamedArray(name, try NPY.read(path: path))]
    case .csv: return [NPZ.NamedArray(name, try CSV.read(path: path).array)]
    }
  }

  static func write(_ arrays: [(name: String, tensor: Tensor)], to path: String) throws {
    try evaluate(arrays.map(\.tensor))
    let kind = try kind(path)
    if kind == .npz {
      return try NPZ.write(arrays.map { NPZ.NamedArray($0.name, try FileArray($0.tensor)) }, to: path)
    }
    guard arrays.count == 1, let (name, tensor) = arrays.first else {
      throw KerasError(
        "'\(path)' cannot hold \(arrays.count) arrays.", expected: "a name that ends in .npz",
        received: "another ending",
        fix: "the outputs are \(arrays.map { "'\($0.name)'" }.joined(separator: ", ")): write them to an .npz")
    }
    if kind == .npy { return try NPY.write(FileArray(tensor), to: path) }
    let (names, rows) = try table(name, tensor)
    try CSV.write(names: names, rows: rows, to: path)
  }

  /// A tensor as the rows of a table; further axes are columns too.
  static func table(_ name: String, _ tensor: Tensor) throws -> (names: [String], rows: [[String]]) {
    let shape = tensor.shape.staticDimensions
    let rows = shape.first ?? 1
    let columns = rows == 0 ? 0 : shape.dropFirst().reduce(1, *)
    let names = columns == 1 ? [name] : (0..<columns).map { "\(name)_\($0)" }
    let texts = try texts(tensor)
    return (names, (0..<rows).map { Array(texts[($0 * columns)..<(($0 + 1) * columns)]) })
  }

  private static func texts(_ tensor: Tensor) throws -> [String] {
    switch tensor.dtype {
    case .float64: try tensor.scalars(as: Double.self).map { "\($0)" }
    case .float32, .float16, .bfloat16: try tensor.scalars(as: Float.self).map { "\($0)" }
    default: try tensor.scalars(as: Int64.self).map { "\($0)" }
    }
  }
}
