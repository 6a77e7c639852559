import Keras
import TestKit
import Testing

/// What messages about shapes advise: the axis that is missing, the layer that was forgotten, the argument that is wrong.
struct ShapeAdviceTests {
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
  }

  private func expect(_ text: String, _ received: String, _ fix: String, _ name: String) {
    let lines = Self.lines(text)
    #expect(lines.contains("received  \(received)"), "\(name): \(text)")
    #expect(lines.contains("fix       \(fix)"), "\(name): \(text)")
  }

  @Test func oneSampleWithoutItsBatch() {
    #expect(
      kerasErrorText { try Dense(3, name: "head")(Tensor([1, 2] as [Float]), file: "", line: 0).scalars() } == """
        Dense 'head' cannot accept this input.
          expected  at least 2 axes, with the batch
          received  [2] float32
          fix       x.expandedDimensions(0) makes it one sample, x.expandedDimensions(1) makes each number one
        """)
    #expect(
      kerasErrorText { try Sequential([Dense(3, name: "head")], name: "numbers").predict(Tensor([1, 2] as [Float])) }
        == """
        Dense 'head' cannot accept this input.
          expected  at least 2 axes, with the batch
          received  [batch] float32
          fix       x.expandedDimensions(0) makes it one sample, x.expandedDimensions(1) makes each number one
        """)
  }

  @Test func imagesWithoutChannels() throws {
    let images = Tensor.zeros([5, 8, 8])
    let fix =
      "a batch lacks its last axis, such as channels: x.expandedDimensions(-1); one sample lacks the batch axis: x.expandedDimensions(0)"
    let layers: [Layer] = [
      Conv2D(2, kernelSize: 3), MaxPooling2D(), GlobalAveragePooling2D(), DepthwiseConv2D(kernelSize: 3),
      SeparableConv2D(2, kernelSize: 3),
      Conv2DTranspose(2, kernelSize: 3), ZeroPadding2D(), UpSampling2D(),
    ]
    for layer in layers {
      expect(kerasErrorText { try Sequential([layer]).predict(images) }, "[batch, 8, 8] float32", fix, layer.name)
      expect(
        kerasErrorText { try (layer as! any UnaryLayer)(images).scalars() }, "[5, 8, 8] float32", fix, layer.name)
    }
    let model = OneLayer(Conv2D(2, kernelSize: 3))
    expect(kerasErrorText { try model.predict(images) }, "[batch, 8, 8] float32", fix, "subclass")
    // Where an Input says so, its shape is what is to be changed.
    #expect(
      kerasErrorText {
        try Conv2D(2, kernelSize: 3, name: "stem")(Input(shape: [8, 8], name: "image"), file: "", line: 0).scalars()
      }
        == """
        Conv2D 'stem' cannot accept this input.
          expected  4 axes, with the batch
          received  [batch, 8, 8] float32   from 'image'
          fix       add an axis: give Input a shape with 3 axes, or use Reshape
        """)
    expect(
      kerasErrorText { try Sequential([LSTM(2)]).predict(Tensor.zeros([5, 8])) }, "[batch, 8] float32", fix, "series")
  }

  private final class OneLayer: Model, UnaryLayer {
    let layer: any UnaryLayer
    init(_ layer: any UnaryLayer) {
      self.layer = layer
      super.init()
    }
    func call(_ x: Tensor) -> Tensor { layer(x) }
  }

  @Test func layersOfSequencesBehindTheLastStep() {
    let behind: [Layer] = [
      LSTM(2), GRU(2), SimpleRNN(2), Bidirectional(LSTM(2)), Conv1D(2, kernelSize: 1), MaxPooling1D(),
      GlobalAveragePooling1D(),
      TimeDistributed(Dense(2)), SpatialDropout1D(0.1),
    ]
    for layer in behind {
      for first in [LSTM(4, name: "first"), GRU(4, name: "first"), SimpleRNN(4, name: "first")] as [RNN] {
        let text = kerasErrorText {
          let x = Input(shape: [7, 3])
          return try Model(inputs: x, outputs: (layer as! any UnaryLayer)(Dropout(0.5)(first(x))))
        }
        let fix = "give \(type(of: first)) 'first' returnSequences: true, so that it gives every step"
        #expect(Self.lines(text).contains("fix       \(fix)"), "\(layer.name): \(text)")
      }
    }
    #expect(
      kerasErrorText {
        let x = Input(shape: [7, 3])
        return try Model(
          inputs: x, outputs: GRU(2, name: "second")(Bidirectional(LSTM(4), name: "both")(x), file: "", line: 0))
      } == """
        GRU 'second' cannot accept this input.
          expected  3 axes, with the batch
          received  [batch, 8] float32   from 'both'
          fix       give Bidirectional 'both' returnSequences: true, so that it gives every step
        """)
    let images = kerasErrorText {
      let x = Input(shape: [7, 8, 8, 3])
      return try Model(inputs: x, outputs: ConvLSTM2D(2, kernelSize: 3)(ConvLSTM2D(2, kernelSize: 3, name: "first")(x)))
    }
    #expect(
      images.contains("fix       give ConvLSTM2D 'first' returnSequences: true, so that it gives every step"),
      "\(images)")
  }

  @Test func attentionBehindTheLastStep() {
    let fix = "fix       give LSTM 'first' returnSequences: true, so that it gives every step"
    let texts = [
      kerasErrorText {
        let y = LSTM(4, name: "first")(Input(shape: [7, 3]))
        return try Attention()([y, y]).scalars()
      },
      kerasErrorText {
        let y = LSTM(4, name: "first")(Input(shape: [7, 3]))
        return try AdditiveAttention()([y, y]).scalars()
      },
      kerasErrorText {
        let y = LSTM(4, name: "first")(Input(shape: [7, 3]))
        return try MultiHeadAttention(heads: 2, keyDim: 2)([y, y]).scalars()
      },
    ]
    for text in texts { #expect(text.contains(fix), "\(text)") }
  }

  @Test func flattenForgotten() throws {
    let images = Tensor.zeros([4, 8, 8, 3])
    let classes = Tensor([0, 1, 2, 0] as [Int32])
    func model() -> Sequential {
      Sequential(
        [
          Conv2D(2, kernelSize: 3), MaxPooling2D(), Dense(5, activation: .relu, name: "hidden"), Dropout(0.1),
          Dense(3, name: "head"),
        ],
        name: "images")
    }
    let sparse = model()
    sparse.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
    #expect(
      kerasErrorText { try sparse.fit(images, classes, verbose: 0) } == """
        The loss of output 'head' of Sequential 'images' failed: Loss 'sparse_categorical_crossentropy' cannot compare these targets with the predictions.
          expected  one class number for each prediction: targets [4, 3, 3], for predictions [4, 3, 3, 3]
          received  targets [4] int32
          fix       add Flatten() or GlobalAveragePooling2D() before Dense 'hidden'
        """)
    let oneHot = model()
    oneHot.compile(optimizer: .sgd(), loss: .categoricalCrossentropy)
    #expect(
      kerasErrorText { try oneHot.fit(images, toCategorical(classes, classCount: 3), verbose: 0) }.contains(
        "fix       add Flatten() or GlobalAveragePooling2D() before Dense 'hidden'"))
    let numbers = Sequential([Dense(1, name: "head")], name: "numbers")
    numbers.compile(optimizer: .sgd(), loss: .mse)
    #expect(
      kerasErrorText { try numbers.evaluate(Tensor.zeros([4, 8, 2]), Tensor.zeros([4]), verbose: 0) }.contains(
        "fix       add Flatten() or GlobalAveragePooling1D() before Dense 'head'"))
  }

  @Test func stepsAndTargets() {
    let series = Tensor.zeros([4, 7, 3])
    let all = Sequential([LSTM(2, returnSequences: true, name: "memory"), Dense(1, name: "head")])
    all.compile(optimizer: .sgd(), loss: .mse)
    #expect(
      kerasErrorText { try all.fit(series, Tensor.zeros([4]), verbose: 0) }.contains(
        "fix       leave out returnSequences: true of LSTM 'memory', or fold the steps: add GlobalAveragePooling1D() before Dense 'head'"
      ))
    let last = Sequential([LSTM(2, name: "memory"), Dense(1, name: "head")])
    last.compile(optimizer: .sgd(), loss: .mse)
    #expect(
      kerasErrorText { try last.fit(series, Tensor.zeros([4, 7, 1]), verbose: 0) }.contains(
        "fix       give LSTM 'memory' returnSequences: true, so that it gives every step"))
    // Where the layers are as they should be, the targets are to be looked at.
    let steps = Sequential([LSTM(2, returnSequences: true), Dense(3)])
    steps.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
    #expect(
      kerasErrorText { try steps.fit(series, Tensor.zeros([4, 6], dtype: .int32), verbose: 0) }.contains(
        "fix       reshape the targets to [4, 7]"))
  }

  @Test func fractionsAreNoIndices() throws {
    let model = Sequential([Embedding(4, 2, name: "words")])
    #expect(
      kerasErrorText { try model.predict(Tensor([[0, 0.5]] as [[Float]])) } == """
        Embedding 'words' cannot use an index in x.
          expected  whole numbers in 0..<4
          received  0.5 at [0, 1] of [1, 2] float32
          fix       give indices, which count things, and no measurements
        """)
    #expect(try model.predict(Tensor([[0, 3]] as [[Float]])).shape == [1, 2, 2])
  }
}
