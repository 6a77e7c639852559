import Keras
import TensorGraph

extension LayerErrorTests {
  static let attention: [Case] = [
    Case(
      [[nil, 3, 4]], { LayerNormalization(axis: 3, name: "norm") },
      """
      LayerNormalization 'norm' cannot be built.
        expected  different axes of [batch, 3, 4]
        received  axis: 3
        fix       negative axes count from the end: -1 is the last
      """),
    Case(
      [[nil, 8, 8, 6]], { GroupNormalization(groups: 4, name: "norm") },
      """
      GroupNormalization 'norm' cannot be built.
        expected  groups that divide the 6 channels of [batch, 8, 8, 6], or -1
        received  groups: 4
        fix       give a divisor of 6, or -1 for one channel in each group
      """),
    Case(
      [[nil, 3]], { Normalization(mean: Tensor(1.0), name: "norm") },
      """
      Normalization 'norm' cannot be built.
        expected  mean and variance together, or neither
        received  one of them
        fix       give both
      """),
    Case(
      [[nil, 3]], { Normalization(mean: Tensor([1.0, 2.0]), variance: Tensor([1.0, 2.0]), name: "norm") },
      """
      Normalization 'norm' cannot be built.
        expected  mean and variance that broadcast to [3], the lengths of the axes [1]
        received  [2] float32
        fix       give one number, or one for each position
      """),
    Case(
      [[nil, 3, 4]], { EinsumDense("abc->ab", outputShape: [3], name: "mix") },
      """
      EinsumDense 'mix' cannot be built.
        expected  an equation such as "ab,bc->ac", "...b,bc->...c" or "ab...,bc->ac..."
        received  "abc->ab"
        fix       give one letter for each axis; the second term is the kernel
      """),
    Case(
      [[nil, 3, 4]], { EinsumDense("abc,cd->abd", outputShape: [5, 6], name: "mix") },
      """
      EinsumDense 'mix' cannot be built.
        expected  length 3 for 'b', as the input [batch, 3, 4] has
        received  5 in outputShape: [5, 6]
        fix       give nil for lengths that the input has
      """),
    Case(
      [[nil, 3, 4]], { EinsumDense("abc,cd->abd", outputShape: [nil, 6], biasAxes: "x", name: "mix") },
      """
      EinsumDense 'mix' cannot be built.
        expected  biasAxes among the output's letters "abd"
        received  'x'
        fix       name axes of the output
      """),
    Case(
      [[nil, 3, 4], [nil, 5, 6]], { Attention(name: "look") },
      """
      Attention 'look' cannot accept these inputs.
        expected  query [batch, queries, features], value [batch, values, width], key [batch, values, features]
        received  [batch, 3, 4] float32 from 'a' and [batch, 5, 6] float32 from 'b'
        fix       project query and key to the same features, for example with Dense
      """),
    Case(
      [[nil, 3, 4]], { AdditiveAttention(name: "look") },
      """
      AdditiveAttention 'look' cannot accept these inputs.
        expected  a list of query and value, or of query, value and key
        received  1 tensor
        fix       call it on a list of query and value, or of query, value and key
      """),
    Case(
      [[nil, 4], [nil, 4]], { MultiHeadAttention(heads: 2, keyDim: 3, name: "look") },
      """
      MultiHeadAttention 'look' cannot be built.
        expected  query and value of one rank: [batch, positions…, features]
        received  [batch, 4] and [batch, 4]
        fix       give sequences, or add an axis with Reshape
      """),
    Case(
      [[nil, 3, 4], [nil, 3, 4]], { MultiHeadAttention(heads: 2, keyDim: 3, attentionAxes: [2], name: "look") },
      """
      MultiHeadAttention 'look' cannot be built.
        expected  attentionAxes between batch and features of [batch, 3, 4]
        received  attentionAxes: [2]
        fix       count axes with the batch: 1 is the first behind it
      """),
    Case(
      [[nil, 3, 4], [nil, 3, 4]],
      { GroupQueryAttention(headDim: 3, queryHeads: 4, keyValueHeads: 3, name: "look") },
      """
      GroupQueryAttention 'look' cannot be built.
        expected  queryHeads that is a multiple of keyValueHeads
        received  queryHeads: 4, keyValueHeads: 3
        fix       let every head of keys and values serve the same number of queries' heads
      """),
    Case(
      [[nil, 3, 5, 4], [nil, 3, 5, 4]],
      { GroupQueryAttention(headDim: 3, queryHeads: 4, keyValueHeads: 2, name: "look") },
      """
      GroupQueryAttention 'look' cannot be built.
        expected  a query [batch, queries, features]
        received  [batch, 3, 5, 4]
        fix       bring its positions to one axis with Reshape, or use MultiHeadAttention
      """),
  ]
}
