// Prints what training and prediction leave behind, in a process where nothing else runs: allocations in the steady
// state, resident memory over many calls, and what is left of models that are gone.

import CAllocations
import Foundation
import Keras

func residentKilobytes() -> Int {
  allocations_trim()
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 : 0
}

func dense() -> (model: Model, x: Tensor, y: Tensor) {
  let model = Sequential {
    Input(shape: [28, 28])
    Flatten()
    Dense(128, activation: .relu)
    Dropout(0.2)
    Dense(10, activation: .softmax)
  }
  model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  return (model, Random.uniform([8192, 28, 28]), Random.uniform([8192], maximum: 10).cast(to: .int32))
}

func convolutional() -> (model: Model, x: Tensor, y: Tensor) {
  let model = Sequential {
    Input(shape: [28, 28, 1])
    Conv2D(8, kernelSize: 3, activation: .relu)
    BatchNormalization()
    MaxPooling2D(poolSize: 2)
    Flatten()
    Dense(10, activation: .softmax)
  }
  model.compile(optimizer: .rmsprop(), loss: .sparseCategoricalCrossentropy)
  return (model, Random.uniform([8192, 28, 28, 1]), Random.uniform([8192], maximum: 10).cast(to: .int32))
}

/// Allocations of a step: those of a long epoch less those of a short one, which also has what an epoch costs.
func allocations(_ make: () -> (model: Model, x: Tensor, y: Tensor)) throws -> (own: Int64, foreign: Int64) {
  let (model, x, y) = make()
  func count(_ rows: Int) throws -> (own: Int64, foreign: Int64) {
    let (x, y) = (x[0..<rows], y[0..<rows])
    try evaluate([x, y])
    allocations_start()
    try model.fit(x, y, batchSize: 32, verbose: .silent)
    allocations_stop()
    return (allocations_own(), allocations_foreign())
  }
  for rows in [2048, 8192, 2048, 8192] { _ = try count(rows) }
  // Beside other programs an epoch has now and then one allocation more or fewer, by how threads meet: medians.
  let counts = try (0..<5).map { _ in (short: try count(2048), long: try count(8192)) }
  func median(_ value: (Int) -> Int64) -> Int64 { counts.indices.map(value).sorted()[counts.count / 2] }
  let short = (own: median { counts[$0].short.own }, foreign: median { counts[$0].short.foreign })
  let long = (own: median { counts[$0].long.own }, foreign: median { counts[$0].long.foreign })
  if long.own != short.own {
    var index: Int64 = 0
    while let caller = allocations_caller(index) {
      FileHandle.standardError.write(Data((String(cString: caller) + "\n").utf8))
      index += 1
    }
  }
  return (long.own - short.own, (long.foreign - short.foreign) / 192)
}

func report(_ name: String, _ value: some CustomStringConvertible) { print("\(name) \(value)") }

// `lengths WAY MOST` measures that alone.
if CommandLine.arguments.dropFirst().first == "lengths" {
  let (name, most) = (CommandLine.arguments[2], Int(CommandLine.arguments[3]) ?? 0)
  for way in LengthWay.all where way.name == name { try way.measure(upTo: most) }
  exit(0)
}

if allocations_can_be_counted() {
  for (name, make) in [("dense", dense), ("convolutional", convolutional)] {
    let (own, foreign) = try allocations(make)
    report("\(name): own allocations in 192 more steps:", own)
    report("\(name): allocations of other libraries in a step:", foreign)
  }
}

do {
  let (model, x, y) = dense()
  let row = x[0..<1]
  for _ in 0..<1000 { _ = try model.predict(row) }
  var before = residentKilobytes()
  for _ in 0..<10_000 { _ = try model.predict(row) }
  report("kilobytes grown over 10000 predicts:", residentKilobytes() - before)
  let (some, targets) = (x[0..<256], y[0..<256])
  for _ in 0..<10 { try model.fit(some, targets, verbose: .silent) }
  before = residentKilobytes()
  for _ in 0..<100 { try model.fit(some, targets, verbose: .silent) }
  report("kilobytes grown over 100 fits:", residentKilobytes() - before)
}

func useAndDrop(_ make: () -> (model: Model, x: Tensor, y: Tensor), _ x: Tensor, _ y: Tensor) throws {
  let (model, _, _) = make()
  try model.fit(x, y, verbose: .silent)
  _ = try model.predict(x)
}

let (_, x, y) = dense()
let (some, targets) = (x[0..<64], y[0..<64])
for _ in 0..<10 { try useAndDrop(dense, some, targets) }
let before = residentKilobytes()
for _ in 0..<100 { try useAndDrop(dense, some, targets) }
report("kilobytes left of each of 100 models:", (residentKilobytes() - before) / 100)
