/// Well-known networks, ready to be trained or to be used with weights from a file.
///
/// Source: <https://keras.io/api/applications/>
public enum Applications {
  /// How the features of a network without its top become one row for each image.
  public enum Pooling: Sendable {
    /// The mean over all positions.
    case average
    /// The largest value over all positions.
    case max
  }

  /// The pixel values from 0 to 255 brought to -1 to 1: what Xception was trained on.
  ///
  /// `x / 127.5 - 1`; any shape, gives `float32`. Source: `keras.applications.xception.preprocess_input`.
  public static func preprocessXception(_ x: Tensor) -> Tensor { x.cast(to: .float32) / 127.5 - 1 }
}

/// What a network asks of the images that it is given.
struct ImageRequirements {
  let name: String
  let standardLength: Int
  let leastLength: Int

  /// The shape of the input without the batch axis.
  func shape(_ given: Shape?, includeTop: Bool) throws(KerasError) -> Shape {
    guard let given else { return includeTop ? [standardLength, standardLength, 3] : [nil, nil, 3] }
    let lengths = given.dimensions
    guard lengths.count == 3, lengths[2] != nil else {
      throw error(given, "[height, width, channels]", "give the number of channels last, for example [299, 299, 3]")
    }
    guard lengths[..<2].allSatisfy({ $0 == nil || $0! >= leastLength }) else {
      throw error(given, "at least \(leastLength) x \(leastLength) pixels", "enlarge the images first")
    }
    guard !includeTop || !lengths[..<2].contains(nil) else {
      throw error(given, "a known height and width, since the top is included", "give both, or use includeTop: false")
    }
    return given
  }

  private func error(_ given: Shape, _ expected: String, _ fix: String) -> KerasError {
    KerasError(
      "\(name) cannot be made for this inputShape.", expected: expected, received: "inputShape: \(given)", fix: fix)
  }
}
