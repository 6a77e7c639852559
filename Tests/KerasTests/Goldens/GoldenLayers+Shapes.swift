import Keras
import TensorGraph
import TestKit
import Testing

/// The family `layers_shapes`: layers that embed, mask, pad, crop, enlarge, bend or disturb.
extension GoldenLayers {
  /// Nothing given: the Swift defaults have to be Keras'.
  static func standardShape(_ kind: String, _ name: String, _ dtype: DTypePolicy?) -> Layer? {
    switch kind {
    case "Masking": Masking(name: name, dtype: dtype)
    case "Identity": IdentityLayer(name: name, dtype: dtype)
    case "ZeroPadding1D": ZeroPadding1D(name: name, dtype: dtype)
    case "ZeroPadding2D": ZeroPadding2D(name: name, dtype: dtype)
    case "ZeroPadding3D": ZeroPadding3D(name: name, dtype: dtype)
    case "Cropping1D": Cropping1D(name: name, dtype: dtype)
    case "Cropping2D": Cropping2D(name: name, dtype: dtype)
    case "Cropping3D": Cropping3D(name: name, dtype: dtype)
    case "UpSampling1D": UpSampling1D(name: name, dtype: dtype)
    case "UpSampling2D": UpSampling2D(name: name, dtype: dtype)
    case "UpSampling3D": UpSampling3D(name: name, dtype: dtype)
    case "ReLU": ReLU(name: name, dtype: dtype)
    case "LeakyReLU": LeakyReLU(name: name, dtype: dtype)
    case "ELU": ELU(name: name, dtype: dtype)
    case "PReLU": PReLU(name: name, dtype: dtype)
    case "Softmax": Softmax(name: name, dtype: dtype)
    case "UnitNormalization": UnitNormalization(name: name, dtype: dtype)
    default: nil
    }
  }

  static func shape(_ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?) throws -> Layer? {
    switch kind {
    case "Permute": return Permute(try #require(config["dims"].ints), name: name, dtype: dtype)
    case "RepeatVector": return RepeatVector(try #require(config["n"].int), name: name, dtype: dtype)
    case "Embedding":
      return Embedding(
        config.int("input_dim", 0), config.int("output_dim", 0), maskZero: config.bool("mask_zero", false), name: name,
        dtype: dtype)
    case "Masking": return Masking(maskValue: config.double("mask_value", 0), name: name, dtype: dtype)
    case "ReLU":
      return ReLU(
        maxValue: config["max_value"].double, negativeSlope: config.double("negative_slope", 0),
        threshold: config.double("threshold", 0), name: name, dtype: dtype)
    case "LeakyReLU": return LeakyReLU(negativeSlope: config.double("negative_slope", 0.3), name: name, dtype: dtype)
    case "ELU": return ELU(alpha: config.double("alpha", 1), name: name, dtype: dtype)
    case "PReLU": return PReLU(sharedAxes: config["shared_axes"].ints ?? [], name: name, dtype: dtype)
    case "Softmax": return Softmax(axes: axes(config), name: name, dtype: dtype)
    case "UnitNormalization": return UnitNormalization(axes: axes(config), name: name, dtype: dtype)
    case "GaussianNoise": return GaussianNoise(config.double("stddev", 0), name: name, dtype: dtype)
    case "GaussianDropout": return GaussianDropout(config.double("rate", 0), name: name, dtype: dtype)
    case "AlphaDropout": return AlphaDropout(config.double("rate", 0), name: name, dtype: dtype)
    case "ActivityRegularization":
      return ActivityRegularization(l1: config.double("l1", 0), l2: config.double("l2", 0), name: name, dtype: dtype)
    default: return try spatial(kind, config, name, dtype)
    }
  }

  private static func spatial(_ kind: String, _ config: JSON, _ name: String, _ dtype: DTypePolicy?) throws -> Layer? {
    let format = try #require(DataFormat(rawValue: config["data_format"].string ?? "channels_last"))
    let rate = config.double("rate", 0)
    func margins(_ argument: String) throws -> Margins { try #require(Self.margins(config[argument])) }
    switch kind {
    case "ZeroPadding1D":
      return ZeroPadding1D(padding: try margins("padding"), dataFormat: format, name: name, dtype: dtype)
    case "ZeroPadding2D":
      return ZeroPadding2D(padding: try margins("padding"), dataFormat: format, name: name, dtype: dtype)
    case "ZeroPadding3D":
      return ZeroPadding3D(padding: try margins("padding"), dataFormat: format, name: name, dtype: dtype)
    case "Cropping1D": return Cropping1D(cropping: try margins("cropping"), name: name, dtype: dtype)
    case "Cropping2D":
      return Cropping2D(cropping: try margins("cropping"), dataFormat: format, name: name, dtype: dtype)
    case "Cropping3D":
      return Cropping3D(cropping: try margins("cropping"), dataFormat: format, name: name, dtype: dtype)
    case "UpSampling1D": return UpSampling1D(size: config.int("size", 2), name: name, dtype: dtype)
    case "UpSampling2D":
      let interpolation = try #require(Interpolation(rawValue: config["interpolation"].string ?? "nearest"))
      return UpSampling2D(
        size: window(config["size"]) ?? 2, dataFormat: format, interpolation: interpolation, name: name, dtype: dtype)
    case "UpSampling3D":
      return UpSampling3D(size: window(config["size"]) ?? 2, dataFormat: format, name: name, dtype: dtype)
    case "SpatialDropout1D": return SpatialDropout1D(rate, name: name, dtype: dtype)
    case "SpatialDropout2D": return SpatialDropout2D(rate, dataFormat: format, name: name, dtype: dtype)
    case "SpatialDropout3D": return SpatialDropout3D(rate, dataFormat: format, name: name, dtype: dtype)
    default: return nil
    }
  }

  static func axes(_ config: JSON) -> [Int] { config["axis"].ints ?? [config.int("axis", -1)] }

  private static func margins(_ value: JSON) -> Margins? {
    if let number = value.int { return Margins(number) }
    return Margins(
      value.list.compactMap { entry in
        entry.int.map { Margins.Axis($0) } ?? entry.ints.map { Margins.Axis(before: $0[0], after: $0[1]) }
      })
  }
}
