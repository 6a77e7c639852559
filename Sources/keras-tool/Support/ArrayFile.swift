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
        "'\(path)' is not a file of arrays.", expected: "a name that ends in .npz, .npy or .csv",
        received: "another ending", fix: "save the arrays with numpy.savez, or as rows of numbers")
    }
    return kind
  }

  static func write(_ arrays: [(name: String, tensor: Tensor)], to path: String) throws {
    try evaluate(arrays.map(\.tensor))
    let kind = try kind(path)
    if kind == .npz {
      return try TensorMap(arrays.map { TensorMap.Entry(name: $0.name, tensor: $0.tensor) }).write(to: path)
    }
    guard arrays.count == 1, let (name, tensor) = arrays.first else {
      throw KerasError(
        "'\(path)' cannot hold \(arrays.count.counted("array", "arrays")).", expected: "a name that ends in .npz",
        received: "another ending",
        fix: "the outputs are \(arrays.map(\.name).quotedList()): write them to an .npz")
    }
    if kind == .npy { return try tensor.write(to: path) }
    try CSVTable.write([name: tensor], to: path)
  }
}
