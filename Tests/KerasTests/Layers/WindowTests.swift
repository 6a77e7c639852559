import Keras
import TensorGraph
import Testing

/// Convolutions and poolings over images: where windows lie, and the two data formats.
@Suite struct WindowTests {
  static func image(_ shape: Shape) -> Tensor { Random.normal(shape, key: Tensor([UInt32(3), 4])) }

  /// TensorFlow pads an odd amount at the end, by length and stride.
  @Test(arguments: [(5, 3, 2, [0, 2, 4]), (6, 3, 2, [1, 3, 5]), (5, 2, 2, [0, 2, 4]), (7, 3, 3, [0, 3, 6])])
  func unevenPaddingIsAtTheEnd(length: Int, kernel: Int, stride: Int, centers: [Int]) throws {
    let layer = Conv2D(
      1, kernelSize: [1, kernel], strides: [1, stride], padding: .same, useBias: false, kernelInitializer: .ones)
    let positions = Tensor((0..<length).map { Float(1 << $0) }, shape: [1, 1, length, 1])
    // Powers of two, so that a sum says which positions are in it.
    let expected = centers.map { center -> Float in
      let start = center - (kernel - 1) / 2
      return (start..<(start + kernel)).filter { (0..<length).contains($0) }.reduce(0) { $0 + Float(1 << $1) }
    }
    #expect(try layer(positions).scalars() == expected)
  }

  @Test(arguments: [Padding.valid, .same], [1, 2])
  func channelsFirstIsChannelsLastTransposed(padding: Padding, stride: Int) throws {
    let x = Self.image([2, 7, 6, 3])
    let first = x.transposed([0, 3, 1, 2])
    func expectSame(_ last: Tensor, _ first: Tensor) throws {
      #expect(try last.transposed([0, 3, 1, 2]).scalars() == first.scalars())
    }
    let strides = WindowSize(stride)
    let convolutions = [DataFormat.channelsLast, .channelsFirst].map {
      Conv2D(
        4, kernelSize: [3, 2], strides: strides, padding: padding, dataFormat: $0, activation: .relu,
        kernelInitializer: .glorotUniform(seed: 8))
    }
    try expectSame(convolutions[0](x), convolutions[1](first))
    let format = DataFormat.channelsFirst
    try expectSame(
      MaxPooling2D(poolSize: 3, strides: strides, padding: padding)(x),
      MaxPooling2D(poolSize: 3, strides: strides, padding: padding, dataFormat: format)(first))
    try expectSame(
      AveragePooling2D(poolSize: 3, strides: strides, padding: padding)(x),
      AveragePooling2D(poolSize: 3, strides: strides, padding: padding, dataFormat: format)(first))
  }

  /// With channels first, an activation along the last axis runs along the width, as in Keras.
  @Test func softmaxRunsAlongTheLastAxis() throws {
    let layer = Conv2D(3, kernelSize: 1, dataFormat: .channelsFirst, activation: .softmax)
    let sums = try layer(Self.image([1, 2, 4, 5])).sum(axis: -1).scalars()
    #expect(sums.count == 12)
    #expect(sums.allSatisfy { Swift.abs($0 - 1) < 1e-5 })
  }

  @Test func paddingNeverCounts() throws {
    let x = Tensor.full([1, 3, 3, 1], -2)
    #expect(try MaxPooling2D(poolSize: 2, padding: .same)(x).scalars().allSatisfy { $0 == -2 })
    #expect(try AveragePooling2D(poolSize: 2, padding: .same)(x).scalars().allSatisfy { $0 == -2 })
  }

  /// One model serves images of any size, though the padding hangs on it.
  @Test func imagesOfAnySize() throws {
    let input = Input(shape: [nil, nil, 2])
    let x = Conv2D(3, kernelSize: 3, strides: 2, padding: .same)(input)
    let output = MaxPooling2D(poolSize: 3, strides: 2, padding: .same)(x)
    #expect(x.shape == [nil, nil, nil, 3])
    let model = try Model(inputs: input, outputs: output)
    #expect(try model.predict(Self.image([2, 9, 8, 2])).shape == [2, 3, 2, 3])
    #expect(try model.predict(Self.image([2, 6, 5, 2])).shape == [2, 2, 2, 3])
  }

  @Test func integersAreConvolvedAsNumbers() throws {
    let layer = Conv2D(1, kernelSize: 2, useBias: false, kernelInitializer: .ones)
    let x = Tensor([1, 2, 3, 250] as [UInt8], shape: [1, 2, 2, 1])
    #expect(try layer(x).scalars() == [256])
    #expect(try AveragePooling2D(poolSize: 2)(x).scalars() == [64])
    #expect(try GlobalAveragePooling2D()(x).scalars() == [64])
    #expect(MaxPooling2D()(x).dtype == .uint8)
  }

  @Test func sizesAreWrittenAsNumbersOrLists() {
    #expect(WindowSize.square(3).lengths(rank: 2) == [3, 3])
    #expect((2 as WindowSize).lengths(rank: 3) == [2, 2, 2])
    #expect(([1, 2] as WindowSize).lengths(rank: 2) == [1, 2])
    #expect(([1, 2] as WindowSize).lengths(rank: 1) == nil)
  }

  @Test func namesAreThoseOfKeras() {
    let layers: [(Layer, String)] = [
      (Conv2D(1, kernelSize: 1), "conv2d"), (MaxPooling2D(), "max_pooling2d"),
      (AveragePooling2D(poolSize: 2), "average_pooling2d"), (GlobalMaxPooling2D(), "global_max_pooling2d"),
      (GlobalAveragePooling2D(), "global_average_pooling2d"), (BatchNormalization(), "batch_normalization"),
      (ActivationLayer(.relu), "activation"), (Lambda { $0 * 2 }, "lambda"), (Dropout(0.1), "dropout"),
      (Rescaling(scale: 1), "rescaling"), (Keras.Reshape([1]), "reshape"), (Flatten(), "flatten"),
      (Concatenate(), "concatenate"), (Dot(axes: 1), "dot"), (Add(), "add"), (Subtract(), "subtract"),
    ]
    // Tests beside this one count layers too.
    for (layer, name) in layers { #expect(layer.name.replacing(/_[0-9]+$/, with: "") == name) }
  }
}
