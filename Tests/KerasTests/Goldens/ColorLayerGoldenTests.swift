import Keras
import TensorGraph
import TestKit
import Testing

/// Layers that change colours at random, against Keras with the same random factor.
///
/// Tolerance 1e-5 of the largest value: some sums and products of float32.
@Suite struct ColorLayerGoldenTests {
  static let tested: Set = [
    "RandomHue", "RandomSaturation", "RandomSharpness", "RandomColorDegeneration", "RandomInvert", "RandomGrayscale",
  ]

  @Test func everyLayerIsCovered() {
    #expect(uncoveredClasses(.layersColors, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.layersColors.cases(), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use {
      let layer = try Self.layer(golden)
      let x = try golden.tensors("inputs")[0]
      let wanted = golden["outputs"].list
      #expect(try layer(x, training: false).scalars() == x.scalars())
      var met: Set<Int> = []
      // Hues turn in either direction, each image for itself.
      for _ in 0..<(wanted.count == 1 ? 1 : 6) {
        let y = layer(x, training: true)
        for image in 0..<2 {
          let differences = try wanted.map { key in
            let array = try golden.family.tensor(key)
            return try goldenDifference(
              y.slice(axis: 0, from: image, count: 1).scalars(as: Double.self),
              array.slice(axis: 0, from: image, count: 1).scalars(as: Double.self), tolerance: 1e-5,
              scale: array.max().scalar())
          }
          guard let found = differences.firstIndex(of: nil) else {
            expectNone(differences[0], "image \(image)")
            continue
          }
          met.insert(found)
        }
      }
      if golden["factor"].double != 0, golden["factor"].double != 1 { #expect(met.count == wanted.count) }
    }
  }

  private static func layer(_ golden: GoldenCase) throws -> any UnaryLayer {
    let config = golden.config
    let format = try #require(DataFormat(rawValue: config["data_format"].string ?? "channels_last"))
    let factor = try #require(golden["factor"].double)
    let values = config["value_range"].list.compactMap(\.double)
    let range = values.count == 2 ? values[0]...values[1] : 0...255
    let only = FactorRange.range(factor...factor)
    switch golden.kind {
    case "RandomHue": return RandomHue(only, valueRange: range, dataFormat: format, seed: 4)
    case "RandomSaturation": return RandomSaturation(only, valueRange: range, dataFormat: format)
    case "RandomSharpness": return RandomSharpness(only, valueRange: range, dataFormat: format)
    case "RandomColorDegeneration": return RandomColorDegeneration(only, valueRange: range, dataFormat: format)
    case "RandomInvert": return RandomInvert(only, valueRange: range, dataFormat: format)
    case "RandomGrayscale": return RandomGrayscale(factor, dataFormat: format)
    default: throw GoldenError("no layer for '\(golden.kind)'")
    }
  }

  /// One number is the range from 0 for what has one direction, so that the mean is half of it.
  @Test func oneNumberIsTheLargest() throws {
    let x = Tensor.zeros([400, 2, 2, 3]) + Tensor([1, 0.5, 0.5] as [Float])
    let inverted = RandomInvert(valueRange: 0...1, seed: 3)(x, training: true)
    let share = try (inverted .!= x).any(axes: [1, 2, 3]).scalars(as: Bool.self).count { $0 }
    #expect((150...250).contains(share))
    let grey = RandomGrayscale(0.25, seed: 3)(x, training: true)
    let greys = try (grey .!= x).any(axes: [1, 2, 3]).scalars(as: Bool.self).count { $0 }
    #expect((60...140).contains(greys))
    // Blurred up to a half: an even image's inner pixels stay, its edges get darker by at most 5/13.
    let sharp = RandomSharpness(0.5, valueRange: 0...1, seed: 3)(Tensor.ones([400, 2, 2, 1]), training: true)
    let values = try sharp.max(axes: [1, 2, 3]).scalars(as: Double.self)
    #expect(values.allSatisfy { $0 <= 1 } && Set(values).count > 300)
  }

  /// The same window for all images of a batch, anywhere in the image, another one in each call.
  @Test(arguments: [DataFormat.channelsLast, .channelsFirst])
  func cropsAtRandom(_ format: DataFormat) throws {
    let isLast = format == .channelsLast
    let rows = Tensor.arange(6).cast(to: .float32).reshaped([6, 1]) * 10
    let image = rows + Tensor.arange(8).cast(to: .float32)
    let x =
      (Tensor.arange(3).cast(to: .float32) * 100).reshaped([3, 1, 1, 1])
      + image.reshaped(isLast ? [1, 6, 8, 1] : [1, 1, 6, 8])
    let layer = RandomCrop(height: 3, width: 4, seed: 5, dataFormat: format)
    var met: [Set<Int>] = [[], []]
    for _ in 0..<60 {
      let y = layer(x, training: true)
      #expect(y.shape == (isLast ? [3, 3, 4, 1] : [3, 1, 3, 4]))
      let numbers = try y.scalars(as: Double.self).map { Int($0) }
      let (row, column) = (numbers[0] / 10, numbers[0] % 10)
      let wanted = (0..<3).flatMap { n in
        (row..<(row + 3)).flatMap { r in (column..<(column + 4)).map { n * 100 + r * 10 + $0 } }
      }
      #expect(numbers == wanted)
      met[0].insert(row)
      met[1].insert(column)
    }
    #expect(met == [Set(0...3), Set(0...4)])
  }

  /// Otherwise the largest part of the same proportions, resized.
  @Test(arguments: [(3, 4, false), (8, 4, false), (3, 4, true), (8, 4, true), (6, 8, false)])
  func cropsTheMiddle(height: Int, width: Int, isTooSmall: Bool) throws {
    let x = Random.uniform(isTooSmall ? [2, 2, 3, 2] : [2, 6, 8, 2], seed: SeedGenerator(seed: 1))
    let y = RandomCrop(height: height, width: width)(x, training: isTooSmall)
    let wanted = Resizing(height: height, width: width, fit: .crop)(x)
    #expect(y.shape == [2, height, width, 2])
    #expect(try y.scalars() == wanted.scalars())
  }
}
