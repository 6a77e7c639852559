import Keras
import TensorGraph

extension LayerErrorTests {
  static let small: [Case] = [
    Case(
      [[nil]], { Dense(3, name: "head") },
      """
      Dense 'head' cannot accept this input.
        expected  at least 2 axes, with the batch
        received  [batch] float32   from 'a'
        fix       add an axis: give Input a shape with 1 axis, or use Reshape
      """),
    Case(
      [[nil, 4]], { Dropout(1.5, name: "drop") },
      """
      Dropout 'drop' cannot be built.
        expected  a rate in 0...1
        received  rate: 1.5
        fix       give the share of elements to drop, such as 0.5
      """),
    Case(
      [[nil, 4]], { Dropout(0.5, noiseShape: [nil, 0], name: "drop") },
      """
      Dropout 'drop' cannot be built.
        expected  noiseShape: positive lengths, nil for the input's
        received  noiseShape: [?, 0]
        fix       write 1 for an axis that shares its draws
      """),
    Case(
      [[nil, 4]], { Rescaling(scale: [1, 2, 3], name: "scale") },
      """
      Rescaling 'scale' cannot be built.
        expected  scale: one number, or one for each of the channels on the last axis
        received  3 numbers for [batch, 4]
        fix       give one number for each channel
      """),
    Case(
      [[nil, 12]], { Keras.Reshape([5, 2], name: "grid") },
      """
      Reshape 'grid' cannot accept this input.
        expected  10 elements after the batch, for the shape [5, 2]
        received  12 elements in [batch, 12] float32
        fix       give a target shape with 12 elements, or -1 for one length
      """),
    Case(
      [[nil, 12]], { Keras.Reshape([-1, 5], name: "grid") },
      """
      Reshape 'grid' cannot accept this input.
        expected  a multiple of 5 elements after the batch, for the shape [?, 5]
        received  12 elements in [batch, 12] float32
        fix       give a target shape with 12 elements, or -1 for one length
      """),
    Case(
      [[nil, 12]], { Keras.Reshape([-1, nil], name: "grid") },
      """
      Reshape 'grid' cannot be built.
        expected  a target shape of lengths, at most one of them -1 or nil
        received  [?, ?]
        fix       leave one length open, which then follows from the others
      """),
    Case(
      [[nil, 4]], { BatchNormalization(axis: 2, name: "norm") },
      """
      BatchNormalization 'norm' cannot be built.
        expected  an axis of [batch, 4]
        received  axis: 2
        fix       give the axis of the channels: -1 is the last
      """),
    Case(
      [[nil, 4]], { BatchNormalization(renorm: true, renormClipping: .init(rmax: 1, rmin: 2), name: "norm") },
      """
      BatchNormalization 'norm' cannot be built.
        expected  rmin of at most rmax
        received  rmin: 2.0 and rmax: 1.0
        fix       exchange the two
      """),
    Case(
      [[nil, 4]], { BatchNormalization(renorm: true, renormClipping: .init(dmax: -1), name: "norm") },
      """
      BatchNormalization 'norm' cannot be built.
        expected  dmax of at least 0
        received  dmax: -1.0
        fix       give 0 or more
      """),
    Case(
      [[nil, nil]], { BatchNormalization(name: "norm") },
      """
      BatchNormalization 'norm' cannot make its weight 'gamma'.
        expected  known lengths for every axis of a weight
        received  [?], from inputs of [batch, ?]
        fix       give the Input a length for that axis
      """),
  ]

  static let merging: [Case] = [
    Case(
      [[nil, 3, 4], [nil, 3, 5]], { Add(name: "sum") },
      """
      Add 'sum' cannot accept these inputs.
        expected  shapes that broadcast: equal lengths after the batch, or 1
        received  [batch, 3, 4] float32 from 'a' and [batch, 3, 5] float32 from 'b'
        fix       project them to one shape first, for example with Dense or Conv2D, or use Concatenate
      """),
    Case(
      [[2, 4], [3, 4]], { Multiply(name: "product") },
      """
      Multiply 'product' cannot accept these inputs.
        expected  one batch size
        received  [2, 4] float32 from 'a' and [3, 4] float32 from 'b'
        fix       take the same number of rows of each
      """),
    Case(
      [[], [nil, 4]], { Maximum(name: "top") },
      """
      Maximum 'top' cannot accept these inputs.
        expected  tensors with a batch axis
        received  [] float32 from 'a' and [batch, 4] float32 from 'b'
        fix       give numbers a batch axis with expandedDimensions(0)
      """),
    Case(
      [], { Average(name: "mean") },
      """
      Average 'mean' cannot accept these inputs.
        expected  a list of at least one tensor
        received  0 tensors
        fix       call it on a list of at least one tensor
      """),
    Case(
      [[nil, 4], [nil, 4], [nil, 4]], { Subtract(name: "difference") },
      """
      Subtract 'difference' cannot accept these inputs.
        expected  a list of two tensors
        received  3 tensors
        fix       call it on a list of two tensors
      """),
    Case(
      [[nil, 3, 4], [nil, 2, 4]], { Concatenate(name: "join") },
      """
      Concatenate 'join' cannot accept these inputs.
        expected  equal lengths on all axes but 2, along which to join
        received  [batch, 3, 4] float32 from 'a' and [batch, 2, 4] float32 from 'b'
        fix       give them one shape first, or join along the axis in which they differ
      """),
    Case(
      [[nil, 3], [nil, 4]], { Concatenate(axis: 2, name: "join") },
      """
      Concatenate 'join' cannot accept these inputs.
        expected  tensors with an axis 2, along which to join
        received  [batch, 3] float32 from 'a' and [batch, 4] float32 from 'b'
        fix       negative axes count from the end
      """),
    Case(
      [[nil, 3], [nil, 4]], { Dot(axes: 1, name: "cosine") },
      """
      Dot 'cosine' cannot accept these inputs.
        expected  equal lengths on axis 1 of the first and axis 1 of the second tensor
        received  [batch, 3] float32 from 'a' and [batch, 4] float32 from 'b'
        fix       give other axes:, or project one of them to the same length
      """),
    Case(
      [[nil, 3], [nil, 3]], { Dot(axes: 0, name: "cosine") },
      """
      Dot 'cosine' cannot accept these inputs.
        expected  tensors with the axes 0 and 0, not the batch axis
        received  [batch, 3] float32 from 'a' and [batch, 3] float32 from 'b'
        fix       give axes: the axis of each tensor to sum over; -1 is the last
      """),
  ]
}
