// The Swift side of exchange.py: loads models that Keras wrote, predicts, trains, and saves them for Keras to load.
import Formats
import Foundation
import Keras

/// Numbers named `x0`, `x1`, … in an archive.
func arrays(_ path: String, _ prefix: String) throws -> [Tensor] {
  let all = try NPZ.read(path: path)
  return all.filter { $0.name.hasPrefix(prefix) }
    .sorted { (Int($0.name.dropFirst(prefix.count)) ?? 0) < (Int($1.name.dropFirst(prefix.count)) ?? 0) }
    .map { Tensor($0.array) }
}

func write(_ outputs: [Tensor], to path: String) throws {
  try evaluate(outputs)
  try NPZ.write(try outputs.enumerated().map { NPZ.NamedArray("y\($0)", try FileArray($1)) }, to: path)
}

/// The model of a folder: a whole model's file, or an architecture with the weights of an older file.
func model(in folder: String) throws -> Model {
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }
  guard has("architecture.json") else {
    return try loadModel("\(folder)/\(has("model.h5") ? "model.h5" : "model.keras")")
  }
  let model = try Model.fromJSON(String(contentsOfFile: "\(folder)/architecture.json", encoding: .utf8))
  try model.loadWeights("\(folder)/weights.h5")
  return model
}

/// A case is a folder with a model and `data.npz`; what Swift makes of them is written beside.
func exchange(_ folder: String) throws {
  let model = try model(in: folder)
  let inputs = try arrays("\(folder)/data.npz", "x")
  let outputs = try model.predictAll(inputs)
  try write(outputs, to: "\(folder)/swift.npz")
  try model.save("\(folder)/swift.keras")
  // Saved again, the file is the same but for its date.
  let again = try loadModel("\(folder)/swift.keras")
  guard try again.toJSON() == model.toJSON() else {
    throw KerasError(
      "\(folder) changes when it is saved again.", expected: try model.toJSON(), received: try again.toJSON(),
      fix: "compare the two")
  }
}

/// Goes on training for some epochs, in the order of the data.
func train(_ folder: String, epochs: Int, from source: String, to target: String) throws -> [Double] {
  let model = try loadModel("\(folder)/\(source)")
  let x = try arrays("\(folder)/data.npz", "x"), y = try arrays("\(folder)/data.npz", "t")
  let history = try model.fit(x, y, batchSize: 16, epochs: epochs, verbose: .silent, shuffle: false)
  try model.save("\(folder)/\(target)")
  return history["loss"]
}

// What DeepLC's files of Keras 2 call so: Python kept no more of the function than that it has no name.
CustomObjects.register(activation: "<lambda>") { Activation.relu(negativeSlope: 0.1, maximum: 20)($0) }

let arguments = Array(CommandLine.arguments.dropFirst())
var failures = 0
switch arguments.first {
case "exchange":
  for folder in arguments.dropFirst() {
    do { try exchange(folder) } catch {
      failures += 1
      print("\(folder): \(error)")
    }
  }
case "train":
  let losses = try train(arguments[1], epochs: Int(arguments[2]) ?? 1, from: arguments[3], to: arguments[4])
  print(losses.map { String($0) }.joined(separator: " "))
case "load":
  let start = ContinuousClock.now
  let model = try loadModel(arguments[1])
  let seconds = (ContinuousClock.now - start) / .seconds(1)
  let bytes = model.weights.reduce(0) { $0 + $1.type.byteCount }
  var usage = rusage()
  getrusage(__rusage_who_t(0), &usage)
  print("\(bytes >> 20) MiB of weights in \(seconds) s, peak \(usage.ru_maxrss >> 10) MiB")
case "fuzz":
  // Damages files again and again; every one must end in a model or an error.
  let bytes = Array(try Data(contentsOf: URL(filePath: arguments[1])))
  var loaded = 0
  var state = UInt64(arguments[2]) ?? 1
  func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  let path = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(ProcessInfo.processInfo.processIdentifier)")
    .path
  for _ in 0..<(Int(arguments[3]) ?? 1000) {
    var damaged = bytes
    for _ in 0...(next() % 8) {
      let place = Int(next() % UInt64(damaged.count))
      switch next() % 5 {
      case 0: damaged[place] ^= UInt8(truncatingIfNeeded: 1 << (next() % 8))
      case 1: damaged[place] = UInt8(truncatingIfNeeded: next())
      case 2: damaged[place] = Array("0123456789-nefl[]{},".utf8)[Int(next() % 20)]
      case 3: damaged.remove(at: place)
      default: damaged.insert(Array("019-,".utf8)[Int(next() % 5)], at: place)
      }
    }
    do {
      if arguments[1].hasSuffix(".json") {
        _ = try Model.fromJSON(String(decoding: damaged, as: UTF8.self))
      } else {
        try Data(damaged).write(to: URL(filePath: path))
        _ = try loadModel(path)
      }
      loaded += 1
    } catch is KerasError {}
  }
  try? FileManager.default.removeItem(atPath: path)
  print("\(arguments[3]) files, \(loaded) of them loaded")
default:
  print("usage: file-exchange exchange FOLDER… | train FOLDER EPOCHS FROM TO | load FILE | fuzz FILE SEED COUNT")
  failures = 1
}
exit(failures == 0 ? 0 : 1)
