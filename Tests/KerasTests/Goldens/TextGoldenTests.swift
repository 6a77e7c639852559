import Keras
import TensorGraph
import TestKit
import Testing

/// Texts outside of models against Keras: vocabularies with ties, numbers, vectors, bins of hashes.
@Suite struct TextGoldenTests {
  @Test func everyClassIsCovered() {
    #expect(uncoveredClasses(.texts, tested: ["TextVectorization", "StringLookup", "Hashing"], later: []) == [])
  }

  private static func texts(_ json: JSON) -> [String] { json.list.compactMap(\.string) }
  private static func rows(_ json: JSON) -> [[String]] { json.list.map { texts($0) } }
  /// Texts that only look alike are equal strings.
  private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  private static func compare(_ output: Tensor, _ golden: GoldenCase) throws {
    let isInt = golden.config["output_mode"].string ?? "int" == "int"
    // Keras says that vectors are float32, and gives int64 for some.
    try expectNone(
      goldenDifference(
        output, golden.family.array(golden["outputs"].list[0]), tolerance: 1e-6, checksType: isInt), golden.kind)
    #expect(output.dtype == (isInt ? .int64 : .float32))
  }

  @Test(arguments: GoldenFamily.texts.cases(of: ["TextVectorization"]))
  func vectorizesAsKeras(_ golden: GoldenCase) throws {
    let config = golden.config
    let standardize: TextVectorization.Standardization? =
      switch config["standardize"].string {
      case "lower": .lower
      case "strip_punctuation": .stripPunctuation
      default: config.object.keys.contains("standardize") ? nil : .lowerAndStripPunctuation
      }
    let split: TextVectorization.Split = config["split"].string == "character" ? .character : .whitespace
    let mode = try #require(LookupOutputMode(rawValue: config["output_mode"].string ?? "int"))
    let weights = config["idf_weights"].isNull ? nil : config["idf_weights"].list.compactMap(\.double)
    let vocabulary = config["vocabulary"].isNull ? nil : Self.texts(config["vocabulary"])
    let vectorize =
      if config["ngrams"].int == nil, let widths = config["ngrams"].ints {
        TextVectorization(
          maxTokens: config["max_tokens"].int, standardize: standardize, split: split, ngramWidths: widths,
          outputMode: mode, outputSequenceLength: config["output_sequence_length"].int,
          padsToMaxTokens: config.bool("pad_to_max_tokens", false), vocabulary: vocabulary, idfWeights: weights)
      } else {
        TextVectorization(
          maxTokens: config["max_tokens"].int, standardize: standardize, split: split, ngrams: config["ngrams"].int,
          outputMode: mode, outputSequenceLength: config["output_sequence_length"].int,
          padsToMaxTokens: config.bool("pad_to_max_tokens", false), vocabulary: vocabulary, idfWeights: weights)
      }
    if !golden["adapt"].isNull { try vectorize.adapt(Self.texts(golden["adapt"])) }
    #expect(Self.bytes(vectorize.vocabulary()) == Self.bytes(Self.texts(golden["vocabulary"])))
    #expect(vectorize.vocabularySize == golden["vocabulary"].list.count)
    try Self.compare(vectorize(Self.texts(golden["given"])), golden)
  }

  @Test(arguments: GoldenFamily.texts.cases(of: ["StringLookup"]))
  func looksUpAsKeras(_ golden: GoldenCase) throws {
    let config = golden.config
    let lookup = StringLookup(
      maxTokens: config["max_tokens"].int, oovIndexCount: config.int("num_oov_indices", 1),
      maskToken: config["mask_token"].string,
      vocabulary: config["vocabulary"].isNull ? nil : Self.texts(config["vocabulary"]),
      idfWeights: config["idf_weights"].isNull ? nil : config["idf_weights"].list.compactMap(\.double),
      outputMode: try #require(LookupOutputMode(rawValue: config["output_mode"].string ?? "int")),
      salt: Self.salt(config))
    if !golden["adapt"].isNull { try lookup.adapt(Self.rows(golden["adapt"])) }
    #expect(Self.bytes(lookup.vocabulary()) == Self.bytes(Self.texts(golden["vocabulary"])))
    try Self.compare(lookup(Self.rows(golden["given"])), golden)
  }

  @Test(arguments: GoldenFamily.texts.cases(of: ["Hashing"]))
  func hashesAsKeras(_ golden: GoldenCase) throws {
    let config = golden.config
    let hash = Hashing(
      binCount: config.int("num_bins", 0), maskValue: config["mask_value"].string, salt: Self.salt(config),
      outputMode: config["output_mode"].string.flatMap { CategoryEncoding.OutputMode(rawValue: $0) })
    try Self.compare(hash(Self.rows(golden["given"])), golden)
  }

  private static func salt(_ config: JSON) -> (UInt64, UInt64)? {
    config["salt"].ints.map { (UInt64($0[0]), UInt64($0[$0.count - 1])) }
  }
}
