// Trains with a backup in a folder and prints all that is left in the end, bit for bit; CallbackTests/KilledRunTests.swift kills it
// at any time and starts it again.

import Foundation
import Keras

let arguments = CommandLine.arguments
let (backup, isSlow) = (arguments[1], arguments.count > 2)

// What is new in each process comes from a random seed, as it would for users who set none.
if !FileManager.default.fileExists(atPath: backup + "/latest.npz") { setRandomSeed(1) }

let x = Random.uniform([60, 12], seed: SeedGenerator(seed: 5))
let y = x.sum(axes: [1])
let model = Sequential {
  Input(shape: [12])
  Dense(64, activation: .relu)
  Dropout(0.4)
  Dense(1)
}
model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse, metrics: [.mae])
let brake = LambdaCallback(onTrainBatchEnd: { _, _ in if isSlow { usleep(3000) } })
let keeper = BackupAndRestore(backup, saveFreq: .batches(2), doubleCheckpoint: true)
let history = try model.fit(
  x, y, batchSize: 8, epochs: 12, verbose: 0, validationSplit: 0.2, callbacks: [keeper, brake])
for name in history.names { print(name, history[name].map { String($0.bitPattern, radix: 16) }) }
for variable in model.variables + (model.optimizer?.variables ?? []) {
  let values = try variable.value.cast(to: .float64).scalars()
  print(variable.shape, values.map { String($0.bitPattern, radix: 16) })
}
