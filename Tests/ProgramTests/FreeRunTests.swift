import ExampleSupport
import Formats
import Foundation
import Keras
import TestKit
import Testing

@testable import Addition
@testable import Autoencoder
@testable import CharacterLSTM
@testable import Siamese
@testable import TransformerText
@testable import UNet
@testable import VariationalAutoencoder

/// Programs trained from weights of their own reach what Keras reaches: the same data, network and number of epochs.
///
/// They take minutes, and run only if `KERAS_FREE_RUNS` says how many runs to take the median of. Keras' figures are those of
/// three runs of `Tests/Goldens/free_runs.py`, which has the same programs.
@Suite(.serialized, .enabled(if: FreeRun.count > 0)) struct FreeRunTests {
  @Test func dense() throws {
    let (train, test) = try FreeRun.mnist(training: 60_000)
    try FreeRun.expect("dense", accuracy: 0.9764) {
      let model = Sequential {
        Input(shape: [28, 28])
        Flatten()
        for units in [128, 64] { Dense(units, activation: .relu) }
        Dropout(0.2)
        Dense(10, activation: .softmax)
      }
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      try model.fit(images(train).squeezed(axis: -1), train.y, batchSize: 128, epochs: 5, verbose: 0)
      return try model.evaluate(images(test).squeezed(axis: -1), test.y, verbose: 0)["accuracy"]
    }
  }

  @Test func convolutional() throws {
    let (train, test) = try FreeRun.mnist(training: 20_000)
    try FreeRun.expect("convnet", accuracy: 0.9805) {
      let model = Sequential {
        Input(shape: [28, 28, 1])
        for filters in [32, 64] {
          Conv2D(filters, kernelSize: 3, activation: .relu)
          MaxPooling2D(poolSize: 2)
        }
        Flatten()
        Dropout(0.5)
        Dense(10, activation: .softmax)
      }
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      try model.fit(images(train), train.y, batchSize: 128, epochs: 5, verbose: 0)
      return try model.evaluate(images(test), test.y, batchSize: 128, verbose: 0)["accuracy"]
    }
  }

  @Test func autoencoding() throws {
    let (train, test) = try FreeRun.mnist(training: 10_000)
    let clean = images(train), held = images(test)[0..<2_000]
    try FreeRun.expect("autoencoder", loss: 0.0798) {
      let model = autoencoder(imageSize: 28, filters: 32)
      model.compile(optimizer: .adam(), loss: .binaryCrossentropy)
      try model.fit(clean, clean, batchSize: 128, epochs: 3, verbose: 0)
      return try model.evaluate(held, held, batchSize: 128, verbose: 0)["loss"]
    }
  }

  @Test func variationalAutoencoder() throws {
    let (train, _) = try FreeRun.mnist(training: 10_000)
    try FreeRun.expect("vae", loss: 187.59) {
      let model = try VAE()
      model.compile(optimizer: .adam())
      return try model.fit(images(train), batchSize: 128, epochs: 10, verbose: 0)["loss"].last
    }
  }

  @Test func siamese() throws {
    let (train, test) = try FreeRun.mnist(training: 20_000)
    let pairs = try Pairs(of: train), held = try Pairs(of: test)
    try FreeRun.expect("siamese", accuracy: 0.9707) {
      let model = try siameseNetwork()
      model.compile(optimizer: .rmsprop(), loss: contrastive(margin: 1))
      try model.fit([pairs.left, pairs.right], pairs.same, batchSize: 128, epochs: 10, verbose: 0)
      let apart = try model.predict([held.left, held.right], batchSize: 1024)
      return try ((apart .< 0.5) .== (held.same .> 0.5)).cast(to: .float32).mean().scalar()
    }
  }

  @Test func addition() throws {
    try FreeRun.expect("addition", accuracy: 0.8454) {
      let sums = Sums(count: 20_000, digits: 3)
      let x = Sums.encoded(sums.questions), y = Sums.encoded(sums.answers)
      let model = additionModel(questionLength: 7, answerLength: 4, characters: 12, units: 128)
      model.compile(optimizer: .adam(), loss: .categoricalCrossentropy, metrics: [.accuracy])
      try model.fit(x[0..<18_000], y[0..<18_000], epochs: 20, verbose: 0)
      return try model.evaluate(x[18_000...], y[18_000...], verbose: 0)["accuracy"]
    }
  }

  @Test func characters() throws {
    let text = Array(verses.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "))
    let alphabet = Set(text).sorted()
    let numbers = text.map { Int32(alphabet.firstIndex(of: $0) ?? 0) }
    let starts = Array(0..<(text.count - 40))
    let stretches = Tensor(starts.flatMap { numbers[$0..<($0 + 40)] }, shape: [starts.count, 40])
    let x = oneHot(stretches, alphabet.count), y = oneHot(Tensor(Array(numbers[40...])), alphabet.count)
    try FreeRun.expect("characters", accuracy: 0.8543) {
      let model = characterModel(length: 40, characters: alphabet.count, units: 128)
      model.compile(
        optimizer: .rmsprop(learningRate: 0.01), loss: .categoricalCrossentropy, metrics: [.accuracy])
      return try model.fit(x, y, batchSize: 128, epochs: 20, verbose: 0)["accuracy"].last
    }
  }

  @Test func segmentation() throws {
    try FreeRun.expect("unet", accuracy: 0.9446) {
      let train = Shapes(count: 1_000, size: 32), test = Shapes(count: 400, size: 32)
      let model = try uNet(imageSize: 32, filters: [16, 32, 64], classes: 3)
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      try model.fit(train.images, train.masks, epochs: 6, verbose: 0)
      return try model.evaluate(test.images, test.masks, verbose: 0)["accuracy"]
    }
  }

  @Test(.enabled(if: FreeRun.reviews != nil)) func transformer() throws {
    let arrays = try NPZ.read(path: try #require(FreeRun.reviews))
    func array(_ name: String) throws -> Tensor { try #require(arrays.first { $0.name == name }).array.tensor() }
    let (x, y) = (try array("x_train"), try array("y_train"))
    let (held, heldLabels) = (try array("x_test"), try array("y_test"))
    try FreeRun.expect("transformer", accuracy: 0.8704) {
      let model = try transformerClassifier(vocabulary: 20_000, length: 200)
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      try model.fit(x, y, epochs: 2, verbose: 0)
      return try model.evaluate(held, heldLabels, verbose: 0)["accuracy"]
    }
  }
}

/// How free runs are made and judged.
private enum FreeRun {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = environment["KERAS_FREE_RUNS"].flatMap { Int($0) } ?? 0
  /// The archive that `free_runs.py --write-reviews` wrote.
  static let reviews = environment["KERAS_REVIEWS"]

  /// The first images to train on, and all to test on.
  static func mnist(training count: Int) throws -> (train: Datasets.Split, test: Datasets.Split) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Data/mnist")
    let (train, test) = try Datasets.mnist(folder: folder.standardizedFileURL.path)
    return (Datasets.Split(x: train.x[0..<count], y: train.y[0..<count]), test)
  }

  /// Expects a median at most a point below Keras'.
  static func expect(_ name: String, accuracy expected: Double, run: () throws -> Double?) throws {
    let found = try median(name, of: expected, run)
    #expect(found >= expected - 0.01)
  }

  /// Expects a median at most three parts in a hundred above Keras', whose own runs are that far apart.
  static func expect(_ name: String, loss expected: Double, run: () throws -> Double?) throws {
    let found = try median(name, of: expected, run)
    #expect(found <= expected * 1.03)
  }

  private static func median(_ name: String, of expected: Double, _ run: () throws -> Double?) throws -> Double {
    let clock = ContinuousClock()
    var figures: [Double] = []
    let duration = try clock.measure {
      for number in 1...count {
        setRandomSeed(number)
        figures.append(try #require(try run()))
      }
    }
    let median = figures.sorted()[figures.count / 2]
    print("\(name): \(median) \(figures), Keras \(expected), \(duration)")
    fflush(nil)
    return median
  }
}
