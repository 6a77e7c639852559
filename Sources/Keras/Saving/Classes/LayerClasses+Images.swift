import Formats

extension LayerClasses {
  /// Those of Keras' that also take bounding boxes, whose format means nothing to pictures alone.
  static let images: [ClassEntry<Layer>] = pictures.map { $0.ignoring("bounding_box_format") }

  private static let pictures: [ClassEntry<Layer>] = [
    ClassEntry(Resizing.self) { c in
      c.ignore("fill_mode")
      let crops = c.kept("crop_to_aspect_ratio", false) { (layer: Resizing) in layer.fit == .crop }
      let pads = c.kept("pad_to_aspect_ratio", false) { (layer: Resizing) in layer.fit.fill != nil }
      let fill = c.kept("fill_value", 0.0) { (layer: Resizing) in layer.fit.fill ?? 0 }
      return Resizing(
        height: try c.required("height"), width: try c.required("width"), interpolation: c("interpolation", .bilinear),
        fit: pads ? .pad(fill) : crops ? .crop : .stretch, antialias: c.flag("antialias", false),
        dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(CenterCrop.self) { c in
      CenterCrop(
        height: try c.required("height"), width: try c.required("width"), dataFormat: c.dataFormat, name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(RandomFlip.self) { c in
      RandomFlip(
        c("mode", .horizontalAndVertical), seed: c.seed, dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomRotation.self) { c in
      RandomRotation(
        c("factor", 0), fillMode: c("fill_mode", .reflect), interpolation: c("interpolation", .bilinear), seed: c.seed,
        fillValue: c.number("fill_value", 0), dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomTranslation.self) { c in
      RandomTranslation(
        c("height_factor", 0), c("width_factor", 0), fillMode: c("fill_mode", .reflect),
        interpolation: c("interpolation", .bilinear), seed: c.seed, fillValue: c.number("fill_value", 0),
        dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomZoom.self) { c in
      RandomZoom(
        c("height_factor", 0), c("width_factor", nil), fillMode: c("fill_mode", .reflect),
        interpolation: c("interpolation", .bilinear), seed: c.seed, fillValue: c.number("fill_value", 0),
        dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomBrightness.self) { c in
      c.ignore("data_format")
      let range = c.valueRange { (layer: RandomBrightness) in layer.valueRange }
      return RandomBrightness(c("factor", 0), valueRange: range, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomContrast.self) { c in
      let range = c.valueRange { (layer: RandomContrast) in layer.valueRange }
      return RandomContrast(
        c("factor", 0), valueRange: range, seed: c.seed, dataFormat: c.dataFormat, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomCrop.self) { c in
      RandomCrop(
        height: try c.required("height"), width: try c.required("width"), seed: c.seed, dataFormat: c.dataFormat,
        name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomHue.self) { c in
      let range = c.valueRange { (layer: RandomHue) in layer.valueRange }
      return RandomHue(
        c("factor", 0), valueRange: range, dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomSaturation.self) { c in
      let range = c.valueRange { (layer: RandomSaturation) in layer.valueRange }
      return RandomSaturation(
        c("factor", 0), valueRange: range, dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomSharpness.self) { c in
      let range = c.valueRange { (layer: RandomSharpness) in layer.valueRange }
      return RandomSharpness(
        c("factor", 0), valueRange: range, dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomColorDegeneration.self) { c in
      let range = c.valueRange { (layer: RandomColorDegeneration) in layer.valueRange }
      return RandomColorDegeneration(
        c("factor", 0), valueRange: range, dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomInvert.self) { c in
      let range = c.valueRange { (layer: RandomInvert) in layer.valueRange }
      return RandomInvert(
        c("factor", 1), valueRange: range, dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(RandomGrayscale.self) { c in
      RandomGrayscale(
        c.number("factor", 0.5), dataFormat: c.dataFormat, seed: c.seed, name: c.name, dtype: c.dtype)
    },
    ClassEntry(CategoryEncoding.self) { c in
      c.ignore("sparse")
      return CategoryEncoding(
        tokenCount: c.integer("num_tokens", 1, "tokenCount"), outputMode: c("output_mode", .multiHot), name: c.name,
        dtype: c.dtype)
    },
    ClassEntry(Discretization.self) { c in
      c.ignore("sparse")
      // The plain numbers of the intervals have a name there.
      let mode = c.kept("output_mode", "int") { (layer: Discretization) in layer.outputMode?.rawValue ?? "int" }
      let output = CategoryEncoding.OutputMode(rawValue: mode)
      let boundaries: [Double]? = c("bin_boundaries", nil, "boundaries")
      let count: Int? = c("num_bins", nil, "binCount")
      let epsilon = c.number("epsilon", 0.01)
      guard let count else {
        return Discretization(
          boundaries: try boundaries ?? c.required("bin_boundaries", "boundaries"), outputMode: output, name: c.name,
          dtype: c.dtype)
      }
      return Discretization(
        binCount: count, epsilon: epsilon, learned: boundaries, outputMode: output, name: c.name, dtype: c.dtype)
    },
  ]
}

extension CategoryEncoding.OutputMode: ConfigurationValue {}
extension RandomFlip.Mode: ConfigurationValue {}
extension ImageFillMode: ConfigurationValue {}
extension PixelInterpolation: ConfigurationValue {}

extension Resizing.Fit {
  /// What is put around the image, if anything is.
  fileprivate var fill: Double? { if case .pad(let value) = self { value } else { nil } }
}

extension FactorRange: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    if let factor = data.json.number {
      self.init(factor)
      return
    }
    guard let ends = data.json.array?.compactMap(\.number), ends.count == 2, ends.allSatisfy(\.isFinite) else {
      return nil
    }
    // Keras sorts them.
    self = .range(min(ends[0], ends[1])...max(ends[0], ends[1]))
  }
  public func data(in configuration: Configuration, key: String) -> ConfigurationData {
    configuration.data(isSymmetric ? .real(upper) : [.real(lower), .real(upper)], key)
  }
  public static var expectation: String { "a number, or two" }
}

extension Configuration {
  fileprivate func valueRange<Object>(_ stored: (Object) -> ClosedRange<Double>) -> ClosedRange<Double> {
    closed(
      kept("value_range", [0.0, 255]) { (layer: Object) in [stored(layer).lowerBound, stored(layer).upperBound] })
  }

  /// Two numbers as a range.
  fileprivate func closed(_ ends: [Double]) -> ClosedRange<Double> {
    if ends.count == 2, ends[0] <= ends[1] { return ends[0]...ends[1] }
    session.note(
      place, expected: "'value_range' of \(className): two numbers in ascending order", received: "\(ends)",
      fix: "the file is damaged: write it again from its origin")
    return 0...1
  }
}
