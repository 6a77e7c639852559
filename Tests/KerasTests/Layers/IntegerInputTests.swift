import Keras
import TestKit
import Testing

/// Layers on whole numbers. Types are those of Keras 3.15.1 on JAX; where that refuses the input, the compute type.
/// One after the other, since the tests share the layers.
@Suite(.serialized) struct IntegerInputTests {
  private static let x2 = Tensor(Array(0..<6).map(Float.init)).reshaped([2, 3])
  private static let x3 = Tensor(Array(0..<24).map { Float($0 % 7) }).reshaped([2, 4, 3])
  private static let x4 = Tensor(Array(0..<96).map { Float($0 * 7 % 200) }).reshaped([2, 4, 4, 3])

  /// Layers that give numbers between whole ones.
  nonisolated(unsafe) private static let computing: [(any UnaryLayer, Tensor)] = [
    (GaussianNoise(1), x2), (GaussianDropout(0.5), x2), (Dropout(0.5), x2), (AlphaDropout(0.5), x2),
    (SpatialDropout1D(0.5), x3), (Rescaling(scale: 1.0 / 255), x2), (Dense(2), x2), (ActivationLayer(.sigmoid), x2),
    (LeakyReLU(), x2), (ELU(), x2), (PReLU(), x2), (Softmax(), x2), (BatchNormalization(), x2),
    (LayerNormalization(), x2), (GroupNormalization(groups: 1), x2), (RMSNormalization(), x2),
    (UnitNormalization(), x2),
    (AveragePooling1D(poolSize: 2), x3), (GlobalAveragePooling1D(), x3), (AveragePooling2D(poolSize: 2), x4),
    (GlobalAveragePooling2D(), x4), (AdaptiveAveragePooling1D(outputSize: 2), x3), (Conv1D(2, kernelSize: 2), x3),
    (Conv2D(2, kernelSize: 2), x4), (DepthwiseConv2D(kernelSize: 2), x4), (SeparableConv2D(2, kernelSize: 2), x4),
    (Conv2DTranspose(2, kernelSize: 2), x4), (LSTM(2), x3), (GRU(2), x3), (SimpleRNN(2), x3),
    (Bidirectional(LSTM(2)), x3), (TimeDistributed(Dense(2)), x3), (EinsumDense("ab,bc->ac", outputShape: [2]), x2),
    (Embedding(9, 2), x2), (CenterCrop(height: 2, width: 2), x4), (RandomFlip(), x4), (RandomRotation(0.1), x4),
    (RandomZoom(0.1), x4), (RandomTranslation(0.1, 0.1), x4), (RandomContrast(0.1), x4),
    (RandomCrop(height: 2, width: 2), x4),
    (RandomHue(0.1), x4), (RandomInvert(0.5), x4), (RandomSharpness(0.5), x4), (RandomSaturation(0.5), x4),
    (RandomBrightness(0.1), x4), (RandomGrayscale(0.5), x4),
  ]

  /// Layers whose whole numbers stay whole.
  nonisolated(unsafe) private static let keeping: [(any UnaryLayer, Tensor)] = [
    (ActivationLayer(.relu), x2), (ReLU(), x2), (MaxPooling1D(poolSize: 2), x3), (GlobalMaxPooling1D(), x3),
    (MaxPooling2D(poolSize: 2), x4), (AdaptiveMaxPooling1D(outputSize: 2), x3), (Flatten(), x3), (Permute([2, 1]), x3),
    (RepeatVector(2), x2), (ZeroPadding1D(padding: 1), x3), (Cropping1D(cropping: 1), x3), (UpSampling1D(size: 2), x3),
    (UpSampling2D(size: 2), x4), (Masking(), x3), (Resizing(height: 2, width: 2), x4), (IdentityLayer(), x2),
  ]

  @Test func resultsBetweenWholeNumbersHaveTheComputeType() throws {
    for (layer, x) in Self.computing {
      for dtype in [DType.uint8, .int32, .bool] {
        for training in [true, false] {
          let y = layer(x.cast(to: dtype), training: training)
          #expect(y.dtype == .float32, "\(layer) of \(dtype), training \(training): \(y.type)")
          #expect(try y.checked().scalars().allSatisfy(\.isFinite), "\(layer) of \(dtype)")
        }
      }
    }
  }

  @Test func wholeNumbersStayWhole() throws {
    for (layer, x) in Self.keeping {
      for dtype in [DType.uint8, .int32] {
        let y = layer(x.cast(to: dtype), training: true)
        #expect(y.dtype == dtype, "\(layer) of \(dtype): \(y.type)")
        _ = try y.sum().cast(to: .float32).scalar()
      }
    }
  }

  /// Bytes have no negative numbers and few large ones: what is computed of them is what is computed of the same floats.
  @Test func numbersAreThoseOfFloats() throws {
    for (layer, x) in Self.computing + Self.keeping where !(layer is NoiseLayer) {
      if String(describing: type(of: layer)).hasPrefix("Random") { continue }
      let expected = layer(x)
      for dtype in [DType.uint8, .int32] {
        let y = layer(x.cast(to: dtype)).cast(to: .float32)
        // Resized pixels are rounded where they stay whole.
        expectClose(y, expected, absolute: layer is Resizing ? 0.51 : 1e-5, "\(layer) of \(dtype)")
      }
    }
  }

  @Test func activationsOfBytesAreThoseOfFloats() throws {
    let x = Tensor([0, 1, 2, 3, 7, 200] as [Float])
    let activations: [Activation] = [
      .celu, .elu, .exponential, .gelu, .hardShrink, .hardSigmoid, .hardSilu, .hardTanh, .leakyRelu, .linear,
      .logSigmoid, .logSoftmax, .mish, .relu, .relu6, .selu, .sigmoid, .silu, .softmax, .softplus, .softShrink,
      .softsign, .sparsePlus, .sparseSigmoid, .squareplus, .tanh, .tanhShrink, .threshold(1, defaultValue: 0),
    ]
    for activation in activations {
      let y = activation(x.cast(to: .uint8))
      let finite = minimum(activation(x), 1e9)
      expectClose(minimum(y.cast(to: .float32), 1e9), finite, absolute: 1e-4, activation.name)
    }
  }

  @Test func noiseOnBytesIsNotRoundedAway() throws {
    let x = Tensor.full([1000], 100).cast(to: .uint8)
    let noisy = try GaussianNoise(0.5, seed: 1)(x, training: true).scalars()
    let mean = noisy.reduce(0, +) / 1000
    let variance = noisy.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000
    #expect(abs(mean - 100) < 0.1 && abs(variance - 0.25) < 0.05)
    let factors = try GaussianDropout(0.2, seed: 1)(x, training: true).scalars()
    #expect(Set(factors).count > 900)
    let dropped = Set(try Dropout(0.2, seed: 1)(x, training: true).scalars())
    #expect(dropped == [0, 125])
  }

  @Test func mergesOfWholeNumbers() throws {
    let x = Self.x2.cast(to: .uint8)
    #expect(Average()([x, x + 1]).dtype == .float32)
    #expect(try Average()([x, x + 1]).scalars() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5])
    for layer in [Add(), Multiply(), Maximum(), Minimum(), Subtract(), Concatenate()] as [any MergeLayer] {
      #expect(layer([x, x]).dtype == .uint8, "\(layer)")
    }
    #expect(Dot(axes: 1, normalize: true)([x, x]).dtype == .float32)
    #expect(Attention()([Self.x3.cast(to: .uint8), Self.x3.cast(to: .uint8)]).dtype == .float32)
  }
}
