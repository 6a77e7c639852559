import Keras
import TensorGraph
import TestKit

extension LayerContractTests {
  static let attention = scaling + products + attending

  static func scales(_ shape: [Int]) -> [(name: String, shape: [Int])] { [("gamma", shape), ("beta", shape)] }

  static let scaling: [LayerContract] = [
    LayerContract("LayerNormalization", inputs: [[nil, nil, 4]], weights: scales([4]), mask: .passes) {
      LayerNormalization(dtype: $0)
    },
    LayerContract("LayerNormalization axes", inputs: [[nil, 3, nil, 4]], weights: scales([3, 4]), mask: .passes) {
      LayerNormalization(axes: [1, -1], dtype: $0)
    },
    LayerContract("RMSNormalization", inputs: [[nil, nil, 4]], weights: [("scale", [4])]) {
      RMSNormalization(dtype: $0)
    },
    LayerContract("GroupNormalization", inputs: [[nil, nil, nil, 6]], weights: scales([6]), mask: .passes) {
      GroupNormalization(groups: 2, dtype: $0)
    },
    LayerContract("GroupNormalization axis", inputs: [[nil, 6, nil]], weights: scales([6]), mask: .passes) {
      GroupNormalization(groups: -1, axis: 1, dtype: $0)
    },
    LayerContract(
      "Normalization", inputs: [[nil, nil, 4]], weights: [("mean", [4]), ("variance", [4]), ("count", [])],
      mask: .passes
    ) { Normalization(dtype: $0) },
    LayerContract("Normalization given", inputs: [[nil, nil, 2]], mask: .passes) {
      Normalization(mean: Tensor([1.0, 2.0]), variance: Tensor([4.0, 0.25]), invert: true, dtype: $0)
    },
  ]

  static let products: [LayerContract] = [
    LayerContract("EinsumDense", inputs: [[nil, nil, 4]], weights: [("kernel", [4, 2, 3]), ("bias", [2, 3])]) {
      EinsumDense("abc,cde->abde", outputShape: [nil, 2, 3], activation: .tanh, biasAxes: "de", dtype: $0)
    },
    LayerContract("EinsumDense elided", inputs: [[nil, nil, 4]], weights: [("kernel", [4, 3])]) {
      EinsumDense("...x,xy->...y", outputShape: [3], dtype: $0)
    },
  ]

  static let heads: [(name: String, shape: [Int])] = [
    ("query/kernel", [4, 2, 3]), ("query/bias", [2, 3]), ("key/kernel", [4, 2, 3]), ("key/bias", [2, 3]),
    ("value/kernel", [4, 2, 3]), ("value/bias", [2, 3]), ("attention_output/kernel", [2, 3, 4]),
    ("attention_output/bias", [4]),
  ]

  static let attending: [LayerContract] = [
    LayerContract("Attention", inputs: [[nil, 3, 4], [nil, nil, 4]], weights: [("scale", [])], mask: .passes) {
      Attention(useScale: true, dtype: $0)
    },
    LayerContract(
      "Attention concat", inputs: [[nil, nil, 4], [nil, nil, 4]], weights: [("concat_score_weight", [])], mask: .passes
    ) {
      Attention(scoreMode: .concat, dropout: 0.2, seed: 1, dtype: $0)
    },
    LayerContract(
      "AdditiveAttention", inputs: [[nil, nil, 4], [nil, nil, 5], [nil, nil, 4]], weights: [("scale", [4])],
      mask: .passes
    ) { AdditiveAttention(dtype: $0) },
    // A bias of all keys shifts all scores of a query alike, which the softmax takes away: its gradient is rounding.
    LayerContract("MultiHeadAttention", inputs: [[nil, nil, 4], [nil, nil, 4]], weights: heads, mask: .passes) {
      MultiHeadAttention(heads: 2, keyDim: 3, dtype: $0)
    },
    LayerContract(
      "MultiHeadAttention dropout", inputs: [[nil, nil, 4], [nil, nil, 4], [nil, nil, 4]], weights: heads, mask: .passes
    ) { MultiHeadAttention(heads: 2, keyDim: 3, dropout: 0.2, seed: 1, dtype: $0) },
    LayerContract(
      "GroupQueryAttention", inputs: [[nil, nil, 4], [nil, nil, 4]],
      weights: [
        ("query/kernel", [4, 4, 3]), ("query/bias", [4, 3]), ("key/kernel", [4, 2, 3]), ("key/bias", [2, 3]),
        ("value/kernel", [4, 2, 3]), ("value/bias", [2, 3]), ("attention_output/kernel", [4, 3, 4]),
        ("attention_output/bias", [4]),
      ], mask: .passes
    ) { GroupQueryAttention(headDim: 3, queryHeads: 4, keyValueHeads: 2, dtype: $0) },
  ]
}
