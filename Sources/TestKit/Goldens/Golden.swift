import Formats
import Foundation
import TensorGraph

/// A family of golden values from real Keras: what `Tests/Goldens/generate.py` wrote to `Tests/Goldens/data`.
///
/// Its README describes the fields of each family.
package final class GoldenFamily: Sendable {
  package static let layers = GoldenFamily("layers")
  package static let layersShapes = GoldenFamily("layers_shapes")
  package static let layersWindows = GoldenFamily("layers_windows")
  package static let layersAttention = GoldenFamily("layers_attention")
  package static let layersAdaptive = GoldenFamily("layers_adaptive")
  package static let layersColors = GoldenFamily("layers_colors")
  package static let texts = GoldenFamily("texts")
  package static let lookups = GoldenFamily("lookups")
  package static let layersImages = GoldenFamily("layers_images")
  package static let layersArguments = GoldenFamily("layers_arguments")
  package static let arguments = GoldenFamily("arguments")
  package static let recurrent = GoldenFamily("recurrent")
  package static let recurrentImages = GoldenFamily("recurrent_images")
  package static let activations = GoldenFamily("activations")
  package static let losses = GoldenFamily("losses")
  package static let metrics = GoldenFamily("metrics")
  package static let optimizers = GoldenFamily("optimizers")
  package static let initializers = GoldenFamily("initializers")
  package static let regularizers = GoldenFamily("regularizers")
  package static let operations = GoldenFamily("ops")
  package static let models = GoldenFamily("models")
  package static let curves = GoldenFamily("curves")
  package static let programs = GoldenFamily("programs")
  package static let training = GoldenFamily("training")
  package static let summaries = GoldenFamily("summaries")
  package static let callbacks = GoldenFamily("callbacks")
  package static let applications = GoldenFamily("applications")

  package let name: String
  package let manifest: JSON
  let arrays: [String: FileArray]

  private init(_ name: String) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Tests/Goldens/data").standardizedFileURL
    do {
      let text = try Data(contentsOf: folder.appending(path: "\(name).json"))
      manifest = try JSONDecoder().decode(JSON.self, from: text)
      let archive = folder.appending(path: "\(name).npz").path
      let members = FileManager.default.fileExists(atPath: archive) ? try NPZ.read(path: archive) : []
      arrays = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.array) })
    } catch {
      preconditionFailure("the golden values of \(name) cannot be read: \(error)")
    }
    self.name = name
  }

  /// The cases whose class is among the given ones, or all.
  package func cases(of classes: Set<String>? = nil) -> [GoldenCase] {
    manifest["cases"].list.map { GoldenCase(family: self, fields: $0) }.filter { classes?.contains($0.kind) ?? true }
  }

  /// The classes that have cases.
  package var classes: Set<String> { Set(cases().map(\.kind)) }

  /// A stored array.
  package func array(_ key: JSON) throws -> FileArray {
    guard let name = key.string, let array = arrays[name] else { throw GoldenError("no array \(key) in \(name)") }
    return array
  }

  /// A stored array as a tensor of the same type.
  package func tensor(_ key: JSON) throws -> Tensor { try array(key).tensor() }
}

/// One case: arguments, inputs and what Keras made of them.
package struct GoldenCase: Sendable, CustomStringConvertible {
  package let family: GoldenFamily
  package let fields: JSON

  package var name: String { fields["name"].string ?? "?" }
  /// Keras' class or function.
  package var kind: String { fields["class"].string ?? "?" }
  /// The arguments that were given to the constructor; those left out are Keras' defaults.
  package var config: JSON { fields["config"] }
  package var isDouble: Bool { fields["dtype"].string == "float64" }
  package var description: String { name }

  package subscript(field: String) -> JSON { fields[field] }

  package func array(_ field: String) throws -> FileArray { try family.array(fields[field]) }
  package func tensor(_ field: String) throws -> Tensor { try family.tensor(fields[field]) }
  package func tensors(_ field: String) throws -> [Tensor] { try fields[field].list.map { try family.tensor($0) } }
}

/// A golden file does not hold what a test asks of it.
package struct GoldenError: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

extension FileArray {
  package func tensor() throws -> Tensor {
    switch dtype {
    case .bool: Tensor(elements(as: UInt8.self).map { $0 != 0 }, shape: shape)
    case .uint8: Tensor(elements(as: UInt8.self), shape: shape)
    case .uint16: Tensor(elements(as: UInt16.self), shape: shape)
    case .uint32: Tensor(elements(as: UInt32.self), shape: shape)
    case .uint64: Tensor(elements(as: UInt64.self), shape: shape)
    case .int8: Tensor(elements(as: Int8.self), shape: shape)
    case .int16: Tensor(elements(as: Int16.self), shape: shape)
    case .int32: Tensor(elements(as: Int32.self), shape: shape)
    case .int64: Tensor(elements(as: Int64.self), shape: shape)
    case .float32: Tensor(elements(as: Float.self), shape: shape)
    case .float64: Tensor(elements(as: Double.self), shape: shape, dtype: .float64)
    case .float16: Tensor(doubles(), shape: shape, dtype: .float16)
    case .bfloat16: throw GoldenError("a bfloat16 array has no npy type of its own")
    }
  }

  /// The elements as `Double`, exactly (integers beyond 2^53 aside).
  package func doubles() -> [Double] {
    switch dtype {
    case .bool, .uint8: elements(as: UInt8.self).map(Double.init)
    case .uint16: elements(as: UInt16.self).map(Double.init)
    case .uint32: elements(as: UInt32.self).map(Double.init)
    case .uint64: elements(as: UInt64.self).map(Double.init)
    case .int8: elements(as: Int8.self).map(Double.init)
    case .int16: elements(as: Int16.self).map(Double.init)
    case .int32: elements(as: Int32.self).map(Double.init)
    case .int64: elements(as: Int64.self).map(Double.init)
    case .float16: elements(as: UInt16.self).map(Self.widened)
    case .bfloat16: elements(as: UInt16.self).map { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .float32: elements(as: Float.self).map(Double.init)
    case .float64: elements(as: Double.self)
    }
  }

  /// The value of float16 bits; Swift's own `Float16` is missing on some platforms.
  private static func widened(_ bits: UInt16) -> Double {
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1f), fraction = Double(bits & 0x3ff)
    if exponent == 0x1f { return fraction == 0 ? sign * .infinity : .nan }
    if exponent == 0 { return sign * scalbn(fraction, -24) }
    return sign * scalbn(fraction + 1024, exponent - 25)
  }
}
