/// Keras' layers that no model here can have, so that a file with one is told so instead of a misspelling.
enum AbsentClasses {
  private static let texts: Set = ["TextVectorization", "StringLookup", "Hashing", "HashedCrossing"]

  private static let others: Set = [
    "AugMix", "AutoContrast", "CutMix", "Equalization", "FeatureSpace", "FlaxLayer", "JaxLayer", "MaxNumBoundingBoxes",
    "MelSpectrogram", "MixUp", "Pipeline", "RandAugment", "RandomColorJitter", "RandomElasticTransform",
    "RandomErasing",
    "RandomGaussianBlur", "RandomPerspective", "RandomPosterization", "RandomShear", "ReversibleEmbedding",
    "STFTSpectrogram", "Solarization", "SpectralNormalization", "TFSMLayer", "TorchModuleWrapper",
    "ContrastLimitedAdaptiveHistogramEqualization",
  ]

  /// What is to be said of a class; `nil` if Keras has none of that name.
  static func problem(_ className: String) -> (received: String, fix: String)? {
    if texts.contains(className) {
      let ours = className == "HashedCrossing" ? "it" : "\(className)"
      return (
        "'\(className)', which takes texts, and no tensor holds texts here",
        "save the model in Python from the layer behind it on, and put \(ours) in front of the model"
      )
    }
    guard others.contains(className) else { return nil }
    return (
      "'\(className)', a layer of Keras that this library does not have",
      "give a class of that name of your own in customObjects:, or make the model without it"
    )
  }
}
