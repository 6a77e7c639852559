import ArgumentParser
import Formats
import Foundation
import Keras

/// The file of a model among the arguments of a command.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The model: a .keras archive or its unzipped folder, an .h5 of Keras 1 to 3, or a .json architecture.",
      valueName: "model"),
    completion: .file())
  var path: String

  /// What the file becomes.
  ///
  /// - Parameters:
  ///   - compiles: whether losses, metrics and the optimizer are restored too.
  ///   - readsValues: whether the weights' values are needed, and not their shapes alone.
  func load(compiles: Bool = true, readsValues: Bool = true) throws -> Model {
    try Self.load(path, compiles: compiles, readsValues: readsValues)
  }

  /// The model for a command that computes something, which new weights would make senseless.
  func loadTrained(compiles: Bool = true) throws -> Model {
    guard try ModelFileKind(of: path) != .architecture else {
      throw KerasError(
        "'\(path)' has no weights.", expected: "a model with its weights", received: "an architecture in JSON",
        fix: "put both in one file: keras convert WEIGHTS model.keras --model \(path)")
    }
    return try load(compiles: compiles)
  }

  static func load(_ path: String, compiles: Bool = true, readsValues: Bool = true) throws -> Model {
    let kind = try ModelFileKind(of: path)
    guard kind.hasArchitecture else {
      throw KerasError(
        "'\(path)' has only weights.", expected: "a model with its architecture", received: kind.title,
        fix: "put both in one file: keras convert \(path) model.keras --model ARCHITECTURE")
    }
    guard kind == .architecture else {
      return try ModelLoading(path, compiles: compiles, readsValues: readsValues).model()
    }
    let file = try RandomAccessFile(path: path)
    let text = String(decoding: try file.bytes(at: 0, count: file.count), as: UTF8.self)
    return try Model.fromJSON(text, makesValues: readsValues)
  }
}
