import Keras
import TestKit
import Testing

/// What `fit`, `evaluate` and `predict` say of definitions and data that can't work, word for word.
struct FitErrorTests {
  private func model(name: String, compiled: Bool = true) throws -> Model {
    let input = Input(shape: [4], name: "features")
    let model = try Model(inputs: input, outputs: Dense(3, name: "\(name)_head")(input), name: name)
    if compiled { model.compile(optimizer: .sgd(), loss: .mse) }
    return model
  }

  private func twoHeads(_ name: String) throws -> Model {
    let input = Input(shape: [4], name: "features")
    let age = Dense(1, name: "age")(input)
    let income = Dense(2, name: "income")(input)
    return try Model(inputs: input, outputs: [age, income], name: name)
  }

  @Test func notCompiled() throws {
    let model = try model(name: "plain", compiled: false)
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([2, 4]), Tensor.zeros([2, 3]), verbose: 0) } == """
        Model 'plain' cannot fit yet.
          expected  a compiled model
          received  a model without a loss
          fix       call compile(optimizer:loss:) first
        """)
  }

  @Test func emptyData() throws {
    let model = try model(name: "empty")
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([0, 4]), Tensor.zeros([0, 3]), verbose: 0) } == """
        Model 'empty' cannot fit with empty data.
          expected  at least one sample in x
          received  [0, 4] float32
          fix       check where the data comes from
        """)
  }

  @Test func differentLengths() throws {
    let model = try model(name: "lengths")
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([5, 4]), Tensor.zeros([4, 3]), verbose: 0) } == """
        Model 'lengths' cannot fit with data of different lengths.
          expected  5 samples in y, as in x
          received  4 samples, [4, 3] float32
          fix       give every array one row for each sample
        """)
  }

  @Test func wrongInputShape() throws {
    let model = try model(name: "shape")
    #expect(
      kerasErrorText { try model.predict(Tensor.zeros([5, 7])) } == """
        Model 'shape' cannot accept this input for 'features'.
          expected  [batch, 4] float32
          received  [batch, 7] float32
          fix       reshape the data, or change Input(shape:)
        """)
  }

  @Test func missingAxis() throws {
    let input = Input(shape: [28, 28, 3], name: "image")
    let model = try Model(inputs: input, outputs: Flatten()(input), name: "images")
    #expect(
      kerasErrorText { try model.predict(Tensor.zeros([5, 28, 28])) } == """
        Model 'images' cannot accept this input for 'image'.
          expected  [batch, 28, 28, 3] float32
          received  [batch, 28, 28] float32
          fix       reshape the data, or change Input(shape:)
        """)
  }

  @Test func symbolicData() throws {
    let model = try model(name: "symbolic")
    #expect(
      kerasErrorText { try model.predict(Input(shape: [4], name: "other")) } == """
        Model 'symbolic' cannot predict with a symbolic tensor.
          expected  values for x
          received  [?, 4] float32, which 'other' made
          fix       give data; symbolic tensors only define models
        """)
  }

  @Test func valuesOfASymbolicTensor() {
    #expect(
      kerasErrorText { try Dense(2, name: "symbolic_dense")(Input(shape: [4])).scalars() } == """
        A symbolic tensor has no values.
          expected  a tensor with values
          received  [?, 2] float32 from 'symbolic_dense'
          fix       make a Model of it and call predict, or give the layers concrete tensors
        """)
  }

  @Test func misspeltOutputInLoss() throws {
    let model = try twoHeads("heads_loss")
    model.compile(optimizer: .sgd(), loss: ["age": .mse, "incom": .mse])
    #expect(
      kerasErrorText {
        try model.fit(Tensor.zeros([2, 4]), [Tensor.zeros([2, 1]), Tensor.zeros([2, 2])], verbose: 0)
      } == """
        Model 'heads_loss' has no output 'incom', which 'loss' names.
          expected  one of the outputs 'age', 'income'
          received  'incom'
          fix       did you mean 'income'?
        """)
  }

  @Test func misspeltTarget() throws {
    let model = try twoHeads("heads_target")
    model.compile(optimizer: .sgd(), loss: [.mse, .mse])
    #expect(
      kerasErrorText {
        try model.fit(
          Tensor.zeros([2, 4]), ["agee": Tensor.zeros([2, 1]), "income": Tensor.zeros([2, 2])], verbose: 0)
      } == """
        Model 'heads_target' has no output 'agee', which the targets name.
          expected  one of the outputs 'age', 'income'
          received  'agee'
          fix       did you mean 'age'?
        """)
  }

  @Test func missingTarget() throws {
    let model = try twoHeads("heads_missing")
    model.compile(optimizer: .sgd(), loss: [.mse, .mse])
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([2, 4]), ["age": Tensor.zeros([2, 1])], verbose: 0) } == """
        Model 'heads_missing' has a loss but no target for output 'income'.
          expected  a target for 'income'
          received  'age'
          fix       give targets for 'income', or compile without a loss for it
        """)
  }

  @Test func wrongNumberOfTargets() throws {
    let model = try twoHeads("heads_count")
    model.compile(optimizer: .sgd(), loss: [.mse, .mse])
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([2, 4]), Tensor.zeros([2, 1]), verbose: 0) } == """
        Model 'heads_count' cannot match the targets to its outputs.
          expected  2 targets, for outputs 'age', 'income'
          received  1 targets
          fix       give one for each output, or name the outputs they are for
        """)
  }

  @Test func wrongNumberOfLosses() throws {
    let model = try twoHeads("heads_losses")
    model.compile(optimizer: .sgd(), loss: [.mse])
    #expect(
      kerasErrorText {
        try model.fit(Tensor.zeros([2, 4]), [Tensor.zeros([2, 1]), Tensor.zeros([2, 2])], verbose: 0)
      } == """
        Model 'heads_losses' cannot use 'loss'.
          expected  2 values, one for each of the outputs 'age', 'income'
          received  1 value
          fix       give one for each output, or name the outputs they are for
        """)
  }

  @Test func severalOutputsFromPredict() throws {
    let model = try twoHeads("heads_predict")
    #expect(
      kerasErrorText { try model.predict(Tensor.zeros([2, 4])) } == """
        Model 'heads_predict' has 2 outputs.
          expected  a model with one output
          received  outputs 'age', 'income'
          fix       use predictAll, which returns all outputs
        """)
    #expect(try model.predictAll(Tensor.zeros([2, 4])).map(\.shape) == [[2, 1], [2, 2]])
  }

  @Test func badBatchSizeAndSplit() throws {
    let model = try model(name: "numbers")
    let x = Tensor.zeros([4, 4])
    let y = Tensor.zeros([4, 3])
    #expect(
      kerasErrorText { try model.fit(x, y, batchSize: 0, verbose: 0) } == """
        Model 'numbers' cannot make batches with this batchSize.
          expected  batchSize of at least 1
          received  batchSize: 0
          fix       give a positive batchSize, or leave it out
        """)
    #expect(
      kerasErrorText { try model.fit(x, y, verbose: 0, validationSplit: 1) } == """
        Model 'numbers' cannot fit with this validationSplit.
          expected  a share of at least 0 and below 1 that leaves samples on both sides
          received  validationSplit: 1.0 of 4 samples
          fix       use for example 0.1
        """)
  }

  @Test func unbatchedDataset() throws {
    let model = try model(name: "unbatched")
    #expect(
      kerasErrorText { try model.fit(Dataset(Tensor.zeros([4, 4]), Tensor.zeros([4, 3])), verbose: 0) } == """
        Model 'unbatched' cannot read this Dataset.
          expected  a dataset of batches
          received  a dataset of single samples
          fix       end it with .batched(32)
        """)
  }

  @Test func classWeightWithSeveralOutputs() throws {
    let model = try twoHeads("heads_weights")
    model.compile(optimizer: .sgd(), loss: [.mse, .mse])
    #expect(
      kerasErrorText {
        try model.fit(
          Tensor.zeros([2, 4]), [Tensor.zeros([2, 1]), Tensor.zeros([2, 2])], verbose: 0, classWeight: [0: 2])
      } == """
        Model 'heads_weights' cannot use classWeight.
          expected  one target
          received  2 targets
          fix       use sampleWeight for models with several outputs
        """)
  }

  @Test func misspeltInput() throws {
    let left = Input(shape: [2], name: "left")
    let right = Input(shape: [2], name: "right")
    let model = try Model(inputs: [left, right], outputs: left + right, name: "pair")
    #expect(
      kerasErrorText { try model.predict(["left": Tensor.zeros([1, 2]), "rigth": Tensor.zeros([1, 2])]) } == """
        Model 'pair' has no data for input 'right'.
          expected  inputs 'left', 'right'
          received  'left', 'rigth'
          fix       'rigth' may be a misspelling of 'right'
        """)
  }

  @Test func wrongNumberOfInputs() throws {
    let left = Input(shape: [2], name: "left")
    let right = Input(shape: [2], name: "right")
    let model = try Model(inputs: [left, right], outputs: left + right, name: "pair_count")
    #expect(
      kerasErrorText { try model.predict(Tensor.zeros([1, 2])) } == """
        Model 'pair_count' cannot accept these inputs.
          expected  2 tensors
          received  1 tensor
          fix       call it on 2 tensors
        """)
  }

  @Test func nothingToMinimise() throws {
    let model = try model(name: "lossless", compiled: false)
    model.compile(optimizer: .sgd())
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([2, 4]), Tensor.zeros([2, 3]), verbose: 0) } == """
        Model 'lossless' has nothing to minimise.
          expected  a loss for an output, or losses that layers add
          received  none
          fix       give compile a loss
        """)
  }

  @Test func lossThatIsNotANumber() throws {
    let said = Said()
    let model = try model(name: "nan")
    let x = Tensor.full([8, 4], Double.nan)
    try Diagnostics.$listener.withValue(Diagnostics.Listener { said.append($0) }) {
      try model.fit(x, Tensor.zeros([8, 3]), batchSize: 4, epochs: 3, verbose: 0)
    }
    #expect(
      said.texts == [
        """
        Model 'nan': the loss is not a number (NaN) at epoch 1, step 1.
          fix       lower the learning rate, clip gradients with .clipping(norm: 1), or look for NaN in the data
        """
      ])
  }

  private final class Said: @unchecked Sendable {
    private(set) var texts: [String] = []
    func append(_ text: String) { texts.append(text) }
  }
}
