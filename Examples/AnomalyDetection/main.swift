// An autoencoder of a normal time series can't reconstruct the anomalies in another one.
import ExampleSupport
import Foundation
import Keras

/// Days of 96 values, with some noise.
func days(_ count: Int) -> [Float] {
  (0..<(96 * count)).map { step in
    let phase = Double(step % 96) / 96 * 2 * Double.pi
    return Float(sin(phase) + 0.3 * sin(3 * phase)) + .random(in: -0.05...0.05)
  }
}

let length = 96
let usual = windows(days(isTiny ? 8 : 40), length: length)
let model = reconstruction(length: length, filters: 32, dropout: 0.2)
model.summary()
model.compile(optimizer: .adam(learningRate: 1e-3), loss: .mse)
try model.fit(
  usual, usual, batchSize: 128, epochs: 50, validationSplit: 0.1,
  callbacks: [.earlyStopping(monitor: "val_loss", patience: 5, mode: .min)])

let errors = { (x: Tensor) throws -> Tensor in abs(try model.predict(x) - x).mean(axes: [1, 2]) }
let threshold = try errors(usual).max().scalar()
print("threshold", threshold)

// On the third day the sensor fails for two hours.
var series = days(5)
for step in 240..<248 { series[step] = 2 }
let suspicious = try errors(windows(series, length: length)).scalars(as: Float.self)
// A value is anomalous if all windows that contain it are.
let anomalies = (length..<(series.count - length)).filter { step in
  ((step - length + 1)...step).allSatisfy { Double(suspicious[$0]) > threshold }
}
print("anomalies", anomalies.first.map { "\($0) to \(anomalies.last!)" } ?? "none")
