import Foundation
import Keras

/// A way of running a model of texts, for texts of each length.
struct LengthWay: Sendable {
  let name: String
  /// Makes a model, and what runs it on one length.
  let make: @Sendable () throws -> (Int) throws -> Void

  static func texts(_ length: Int) -> Tensor { (Tensor.arange(8 * length) % 100).reshaped([8, length]) }

  static func textModel() -> Model {
    let model = Sequential {
      Input(shape: [nil], dtype: .int32)
      Embedding(100, 32)
      LSTM(32, returnSequences: true)
      Dense(64, activation: .relu)
      GlobalAveragePooling1D()
      Dense(1, activation: .sigmoid)
    }
    model.compile(optimizer: .adam(), loss: .binaryCrossentropy)
    return model
  }

  static let all = [
    LengthWay(name: "predict") {
      let model = textModel()
      return { _ = try model.predict(texts($0)) }
    },
    LengthWay(name: "predictor") {
      let predictor = try textModel().predictor()
      return { _ = try predictor(texts($0)) }
    },
    LengthWay(name: "trainOnBatch") {
      let model = textModel()
      let y = Tensor.ones([8, 1])
      return { _ = try model.trainOnBatch(texts($0), y) }
    },
    LengthWay(name: "fit") {
      let model = textModel()
      let y = Tensor.ones([8, 1])
      return { try model.fit(texts($0), y, batchSize: 8, verbose: .silent) }
    },
    LengthWay(name: "call") {
      let model = textModel()
      return { try evaluate([model(texts($0))]) }
    },
    LengthWay(name: "compiled") {
      let model = textModel()
      let function = compiled { (x: Tensor) in model(x) }
      return { try evaluate([function(texts($0))]) }
    },
  ]

  /// Prints how far resident memory grows over lengths up to `most`.
  func measure(upTo most: Int) throws {
    let run = try make()
    for length in 1...10 { try run(length) }
    let before = residentKilobytes()
    for length in 11...most {
      try run(length)
      if [100, 500, 1000, most].contains(length) {
        report("\(name): kilobytes grown over lengths to \(length):", residentKilobytes() - before)
      }
    }
  }
}
