import Keras
import TensorGraph
import TestKit
import Testing

/// Layers that prepare images and categories against Keras.
///
/// Tolerance 1e-5 of the largest value; places in turned images are sums of `float32`, so that 1e-4 there.
@Suite struct ImageLayerGoldenTests {
  static let tested: Set = [
    "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness", "Resizing", "CenterCrop",
    "CategoryEncoding", "Discretization",
  ]

  @Test func everyLayerIsCovered() {
    #expect(uncoveredClasses(.layersImages, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.layersImages.cases(of: tested), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use {
      let input = try golden.tensors("inputs")[0]
      let output = try Self.call(golden, input)
      let tolerance = golden.kind.hasPrefix("Random") ? 1e-4 : 1e-5
      try expectNone(
        goldenDifference(
          output, golden.family.array(golden["outputs"].list[0]), tolerance: tolerance,
          checksType: golden.kind != "Discretization"), "output")
    }
  }

  private static func call(_ golden: GoldenCase, _ x: Tensor) throws -> Tensor {
    let config = golden.config
    let format = try #require(DataFormat(rawValue: config["data_format"].string ?? "channels_last"))
    switch golden.kind {
    case "Resizing":
      let interpolation = try #require(Interpolation(rawValue: config["interpolation"].string ?? "bilinear"))
      let isPadded = config.bool("pad_to_aspect_ratio", false)
      let fit: Resizing.Fit =
        isPadded ? .pad(config.double("fill_value", 0)) : config.bool("crop_to_aspect_ratio", false) ? .crop : .stretch
      return Resizing(
        height: config.int("height", 0), width: config.int("width", 0), interpolation: interpolation, fit: fit,
        antialias: config.bool("antialias", false), dataFormat: format)(x)
    case "CenterCrop":
      return CenterCrop(height: config.int("height", 0), width: config.int("width", 0), dataFormat: format)(x)
    case "CategoryEncoding":
      let mode = try #require(CategoryEncoding.OutputMode(rawValue: config["output_mode"].string ?? "multi_hot"))
      return CategoryEncoding(tokenCount: config.int("num_tokens", 0), outputMode: mode)(x)
    case "Discretization":
      let mode = config["output_mode"].string.flatMap { CategoryEncoding.OutputMode(rawValue: $0) }
      return Discretization(boundaries: config["bin_boundaries"].list.compactMap(\.double), outputMode: mode)(x)
    default: return try changed(golden, format, x)
    }
  }

  private static func changed(_ golden: GoldenCase, _ format: DataFormat, _ x: Tensor) throws -> Tensor {
    let config = golden.config
    func range(_ key: String) -> FactorRange? {
      let bounds = config[key].list.compactMap(\.double).sorted()
      return bounds.count == 2 ? .range(bounds[0]...bounds[1]) : nil
    }
    let values = config["value_range"].list.compactMap(\.double)
    let valueRange = values.count == 2 ? values[0]...values[1] : 0...255
    let mode = try #require(ImageFillMode(rawValue: config["fill_mode"].string ?? "reflect"))
    let interpolation = try #require(PixelInterpolation(rawValue: config["interpolation"].string ?? "bilinear"))
    let fill = config.double("fill_value", 0)
    switch golden.kind {
    case "RandomRotation":
      return RandomRotation(
        try #require(range("factor")), fillMode: mode, interpolation: interpolation, fillValue: fill,
        dataFormat: format)(x, training: true)
    case "RandomZoom":
      return RandomZoom(
        try #require(range("height_factor")), range("width_factor"), fillMode: mode, interpolation: interpolation,
        fillValue: fill, dataFormat: format)(x, training: true)
    case "RandomTranslation":
      return RandomTranslation(
        try #require(range("height_factor")), try #require(range("width_factor")), fillMode: mode,
        interpolation: interpolation, fillValue: fill, dataFormat: format)(x, training: true)
    case "RandomContrast":
      return RandomContrast(try #require(range("factor")), valueRange: valueRange)(x, training: true)
    case "RandomBrightness":
      return RandomBrightness(try #require(range("factor")), valueRange: valueRange)(x, training: true)
    default: throw GoldenError("no layer for '\(golden.kind)'")
    }
  }

  /// Each image is left alone or mirrored as a whole; some of many are, and another call draws anew.
  @Test(arguments: [(RandomFlip.Mode.horizontal, [2]), (.vertical, [1]), (.horizontalAndVertical, [1, 2])])
  func flipsWholeImages(_ mode: RandomFlip.Mode, axes: [Int]) throws {
    let x = Random.uniform([64, 3, 4, 2], seed: SeedGenerator(seed: 1))
    let layer = RandomFlip(mode, seed: 7)
    func flags(_ y: Tensor) throws -> [Bool] {
      let kept = try (y .== x).all(axes: [1, 2, 3]).scalars(as: Bool.self)
      let flipped = try (y .== x.reversed(axes: axes)).all(axes: [1, 2, 3]).scalars(as: Bool.self)
      #expect(zip(kept, flipped).allSatisfy { $0 != $1 })
      return flipped
    }
    let first = try flags(layer(x, training: true))
    let second = try flags(layer(x, training: true))
    #expect((16...48).contains(first.count { $0 }))
    #expect(first != second)
    #expect(try layer(x, training: false).scalars() == x.scalars())
  }

  /// Images of a batch differ, within the range; a seed repeats them.
  @Test func rangesAreDrawnFromForEachImage() throws {
    let x = Tensor.zeros([200, 2, 2, 1]) + 0.5
    let layer = RandomBrightness(.range(-0.1...0.3), valueRange: 0...1, seed: 3)
    let values = try layer(x, training: true).max(axes: [1, 2, 3]).scalars(as: Double.self)
    #expect(values.allSatisfy { (0.4 - 1e-6...0.8 + 1e-6).contains($0) })
    #expect(Set(values).count > 190)
    #expect(abs(values.reduce(0, +) / 200 - 0.6) < 0.03)
    let again = RandomBrightness(.range(-0.1...0.3), valueRange: 0...1, seed: 3)
    #expect(try again(x, training: true).max(axes: [1, 2, 3]).scalars(as: Double.self) == values)
  }
}
