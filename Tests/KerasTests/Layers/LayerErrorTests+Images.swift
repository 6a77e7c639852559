import Keras
import TensorGraph

extension LayerErrorTests {
  static let images: [Case] = [
    Case(
      [[nil, 8, 8, 3]], { RandomRotation(36, name: "turn") },
      """
      RandomRotation 'turn' cannot be built.
        expected  factor in -1.0...1.0
        received  factor: 36.0
        fix       give shares, not percent or degrees
      """),
    Case(
      [[nil, 8, 8, 3]], { RandomZoom(.range(-2...0.5), name: "zoom") },
      """
      RandomZoom 'zoom' cannot be built.
        expected  heightFactor in -0.9999999999999999...1.0
        received  heightFactor: -2.0...0.5
        fix       give shares, not percent or degrees
      """),
    Case(
      [[nil, 8, 8, 3]], { RandomCrop(height: 5, width: -1, name: "crop") },
      """
      RandomCrop 'crop' cannot be built.
        expected  width of at least 1
        received  width: -1
        fix       give a positive width
      """),
    Case(
      [[nil, 8, 8, 3]], { RandomCrop(height: 5, width: 1 << 30, name: "size") },
      """
      RandomCrop 'size' cannot be built.
        expected  width of at most 1048576
        received  width: 1073741824
        fix       give a number of pixels
      """),
    Case(
      [[nil, 8, 8, 3]], { CenterCrop(height: 5, width: 1 << 30, name: "size") },
      """
      CenterCrop 'size' cannot be built.
        expected  width of at most 1048576
        received  width: 1073741824
        fix       give a number of pixels
      """),
    Case(
      [[nil, 8, 8, 3]], { Resizing(height: 5, width: 1 << 30, name: "size") },
      """
      Resizing 'size' cannot be built.
        expected  width of at most 1048576
        received  width: 1073741824
        fix       give a number of pixels
      """),
    Case(
      [[nil, 8, 8, 1]], { RandomHue(0.2, name: "hue") },
      """
      RandomHue 'hue' cannot be built.
        expected  3 channels: red, green and blue
        received  1 channels in [batch, 8, 8, 1]
        fix       check dataFormat: .channelsLast
      """),
    Case(
      [[nil, 3, 8, 8]], { RandomSharpness(.range(-0.5...0.5), name: "sharp") },
      """
      RandomSharpness 'sharp' cannot be built.
        expected  factor in 0.0...1.0
        received  factor: -0.5...0.5
        fix       give shares, not percent or degrees
      """),
    Case(
      [[nil, 8, 8, 3]], { RandomGrayscale(1.5, name: "grey") },
      """
      RandomGrayscale 'grey' cannot be built.
        expected  factor in 0.0...1.0
        received  factor: 0.0...1.5
        fix       give shares, not percent or degrees
      """),
    Case(
      [[nil, 8, 8, 3]], { Resizing(height: 0, width: 5, name: "size") },
      """
      Resizing 'size' cannot be built.
        expected  height of at least 1
        received  height: 0
        fix       give a positive height
      """),
    Case(
      [[nil, 3]], { Discretization(boundaries: [1, 0], name: "bins") },
      """
      Discretization 'bins' cannot be built.
        expected  boundaries in ascending order, at least one
        received  boundaries: [1.0, 0.0]
        fix       sort them, and give each once
      """),
    Case(
      [[nil, 3]], { Discretization(binCount: 0, name: "bins") },
      """
      Discretization 'bins' cannot be built.
        expected  binCount of at least 1
        received  binCount: 0
        fix       give a positive binCount
      """),
    Case(
      [[nil, 3]], { Discretization(binCount: .max, name: "bins") },
      """
      Discretization 'bins' cannot be built.
        expected  binCount of at most 1048576
        received  binCount: 9223372036854775807
        fix       give fewer intervals
      """),
    Case(
      [[nil, 3], [nil, 3]], { CategoryEncoding(tokenCount: 4, name: "tokens") },
      """
      CategoryEncoding 'tokens' cannot accept this input.
        expected  outputMode: .count and weights of the input's shape [batch, 3]
        received  outputMode: .multiHot and weights [batch, 3] float32
        fix       give one weight for each number, to a layer that counts
      """),
    Case(
      [[nil, 3], [nil, 2]], { CategoryEncoding(tokenCount: 4, outputMode: .count, name: "tokens") },
      """
      CategoryEncoding 'tokens' cannot accept this input.
        expected  outputMode: .count and weights of the input's shape [batch, 3]
        received  outputMode: .count and weights [batch, 2] float32
        fix       give one weight for each number, to a layer that counts
      """),
  ]
}
