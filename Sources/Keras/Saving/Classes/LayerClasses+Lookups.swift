import Formats

extension LayerClasses {
  static let lookups: [ClassEntry<Layer>] = [
    ClassEntry(IntegerLookup.self) { c in
      c.ignore("sparse", "has_input_vocabulary")
      let rules = LookupRules<Int>(
        maxTokens: c("max_tokens", nil), oovIndexCount: c.integer("num_oov_indices", 1, "oovIndexCount"),
        maskToken: c("mask_token", nil), oovToken: c.integer("oov_token", -1), outputMode: c.lookupMode,
        padsToMaxTokens: c.flag("pad_to_max_tokens", false, "padsToMaxTokens"), invert: c.flag("invert", false))
      let vocabulary: [Int]? = c.kept("vocabulary", nil) { (layer: IntegerLookup) in
        layer.given?.tokens ?? (c.session.keepsVocabularies ? layer.known?.tokens : nil)
      }
      let weights: [Double]? = c.kept("idf_weights", nil) { (layer: IntegerLookup) in
        layer.given.map { $0.idfWeights } ?? (c.session.keepsVocabularies ? layer.knownWeights : nil)
      }
      let size: Int? = c.kept("vocabulary_size", nil) { (layer: IntegerLookup) in
        layer.known == nil ? nil : layer.vocabularySize
      }
      c.noteHashing(rules.oovIndexCount)
      return IntegerLookup(rules, vocabulary, weights, statedSize: size, name: c.name, dtype: c.dtype)
    }
  ]
}

extension LookupOutputMode: ConfigurationValue {
  public init?(_ data: ConfigurationData) {
    // Names of older versions.
    let older = ["binary": "multi_hot", "tf-idf": "tf_idf"]
    guard let name = data.json.string, let mode = Self(rawValue: older[name] ?? name) else { return nil }
    self = mode
  }
}

extension IntegerLookup {
  /// The weights of tokens alone, as a configuration has them beside tokens.
  fileprivate var knownWeights: [Double]? {
    guard let known, let weights = try? idf?.value.scalars(as: Float.self) else { return nil }
    return weights.dropFirst(rules.tokenStart).prefix(known.tokens.count).map { Double($0) }
  }
}

extension Configuration {
  fileprivate var lookupMode: LookupOutputMode { self("output_mode", .int) }

  /// How Keras says where unknown tokens go: by remainders, which is what is done here, or by hashes of their texts.
  fileprivate func noteHashing(_ oovIndexCount: Int) {
    let method = kept("oov_method", "floormod") { (_: Layer) in "floormod" }
    write("salt", json: .null)
    write("vocabulary_dtype", json: "int64")
    write("sparse", json: false)
    guard !isWriting, method != "floormod", oovIndexCount > 1 else { return }
    session.note(
      place, expected: "'oov_method' of \(className): 'floormod'", received: "'\(method)'",
      fix: "make the layer with another oov_method, or one out-of-vocabulary index")
  }
}
