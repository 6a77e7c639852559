import Formats
import Foundation
import Testing

@testable import Keras

/// Files as Keras 1 and 2 wrote them: older names of classes and arguments, lists as nodes, weights gate by gate.
@Suite struct LegacyFileTests {
  private func numbers(_ shape: [Int], _ start: Float) throws -> FileArray {
    let count = shape.reduce(1, *)
    return try FileArray((0..<count).map { start + Float($0) * 0.01 }, dtype: .float32, shape: shape)
  }

  private func withFile(_ writer: HDF5Writer, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "legacy-\(UUID().uuidString).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try writer.write(to: path)
    try body(path)
  }

  @Test func aSequentialOfKeras1IsReadWithItsOldNames() throws {
    var writer = HDF5Writer()
    try writer.setAttribute(
      "model_config",
      .fixedText(
        """
        {"class_name": "Sequential", "config": [
        {"class_name": "Convolution2D", "config": {"name": "conv", "nb_filter": 2, "nb_row": 2, "nb_col": 3,
        "batch_input_shape": [null, 6, 7, 1], "border_mode": "same", "dim_ordering": "tf", "subsample": [1, 1],
        "init": "glorot_uniform", "activation": "relu", "bias": true, "trainable": true, "b_constraint": null,
        "W_regularizer": {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.25}}},
        {"class_name": "Reshape", "config": {"name": "rows", "target_shape": [6, 14], "trainable": true}},
        {"class_name": "LSTM", "config": {"name": "lstm", "output_dim": 2, "inner_activation": "hard_sigmoid",
        "activation": "tanh", "init": "glorot_uniform", "inner_init": "orthogonal", "forget_bias_init": "one",
        "dropout_W": 0.1, "dropout_U": 0.0, "consume_less": "cpu", "input_dim": 14, "input_length": null,
        "return_sequences": false, "go_backwards": false, "stateful": false, "unroll": false}},
        {"class_name": "Dropout", "config": {"name": "drop", "p": 0.5, "trainable": true}},
        {"class_name": "Dense", "config": {"name": "head", "output_dim": 3, "activation": "softmax", "bias": true}}]}
        """))
    let group = "model_weights"
    try writer.addGroup(group)
    try writer.setAttribute("layer_names", .fixedTexts(["conv", "rows", "lstm", "drop", "head"]), of: group)
    func add(_ layer: String, _ arrays: [FileArray]) throws {
      let names = arrays.indices.map { "\(layer)_\($0)" }
      for (name, array) in zip(names, arrays) { try writer.addDataset("\(group)/\(layer)/\(name)", array) }
      try writer.setAttribute("weight_names", .fixedTexts(names), of: "\(group)/\(layer)")
    }
    try add("conv", [numbers([2, 3, 1, 2], 0), numbers([2], 5)])
    // Of each gate i, c, f, o: input, recurrent, bias.
    try add(
      "lstm",
      (0..<4).flatMap { gate in
        [
          try numbers([14, 2], Float(gate)), try numbers([2, 2], Float(gate) + 10), try numbers([2], Float(gate) + 20),
        ]
      })
    try add("head", [numbers([2, 3], 0), numbers([3], 1)])
    try withFile(writer) { path in
      let model = try loadModel(path)
      let conv = try #require(model.layers[0] as? Conv2D), lstm = try #require(model.layers[2] as? LSTM)
      #expect(
        conv.filters == 2 && conv.kernelSize == [2, 3] && conv.padding == .same && conv.activation.name == "relu")
      #expect(lstm.units == 2 && lstm.unitForgetBias && lstm.recurrentActivation.name == "hard_sigmoid_keras2")
      #expect((model.layers[3] as? Dropout)?.rate == 0.5)
      #expect(try model.weights[0].value.scalars().prefix(2) == [0, 0.01])
      // Gates are now in the order i, f, c, o.
      #expect(try lstm.weights[2].value.scalars() == [20, 20.01, 22, 22.01, 21, 21.01, 23, 23.01])
      #expect(try model.predict(Tensor.ones([2, 6, 7, 1])).shape == [2, 3])
      // clip(0.2 x + 0.5, 0, 1), not Keras 3's function of that name.
      #expect(try lstm.recurrentActivation(Tensor([-3, 0, 1] as [Float])).scalars() == [0, 0.5, 0.7])
    }
  }

  @Test func gatesOfConvolutionsOfKeras1AreJoined() throws {
    var writer = HDF5Writer()
    try writer.setAttribute(
      "model_config",
      .fixedText(
        """
        {"class_name": "Sequential", "config": [
        {"class_name": "ConvLSTM2D", "config": {"name": "rnn", "nb_filter": 1, "nb_row": 1, "nb_col": 3,
        "batch_input_shape": [null, 4, 2, 5, 6], "border_mode": "same", "dim_ordering": "th", "subsample": [1, 1],
        "inner_activation": "hard_sigmoid", "activation": "tanh", "init": "glorot_uniform", "inner_init": "orthogonal",
        "forget_bias_init": "one", "dropout_W": 0.0, "dropout_U": 0.0, "return_sequences": true, "go_backwards": false,
        "stateful": false, "W_regularizer": null}}]}
        """))
    try writer.addGroup("model_weights")
    try writer.setAttribute("layer_names", .fixedTexts(["rnn"]), of: "model_weights")
    let names = (0..<12).map { "rnn_\($0)" }
    for gate in 0..<4 {
      let arrays = [
        try numbers([1, 2, 1, 3], Float(gate)), try numbers([1, 1, 1, 3], Float(gate) + 10),
        try numbers([1], Float(gate) + 20),
      ]
      for (kind, array) in arrays.enumerated() {
        try writer.addDataset("model_weights/rnn/\(names[3 * gate + kind])", array)
      }
    }
    try writer.setAttribute("weight_names", .fixedTexts(names), of: "model_weights/rnn")
    try withFile(writer) { path in
      let model = try loadModel(path)
      let layer = try #require(model.layers[0] as? ConvLSTM2D)
      #expect(layer.filters == 1 && layer.kernelSize == [1, 3] && layer.dataFormat == .channelsFirst)
      #expect(layer.padding == .same && layer.unitForgetBias && layer.returnSequences)
      #expect(layer.recurrentActivation.name == "hard_sigmoid_keras2")
      // [row, column, channel, gate], gates now in the order i, f, c, o; the second channel starts at 0.03.
      let kernel = layer.weights[0].value
      #expect(kernel.shape == [1, 3, 2, 4])
      #expect(try kernel[0, 0, 1].scalars() == [0.03, 2.03, 1.03, 3.03])
      #expect(try layer.weights[1].value[0, 2, 0].scalars() == [10.02, 12.02, 11.02, 13.02])
      #expect(try layer.weights[2].value.scalars() == [20, 22, 21, 23])
    }
  }

  @Test func weightsAloneAreFoundByOrderOrByName() throws {
    var writer = HDF5Writer()
    try writer.setAttribute("layer_names", .fixedTexts(["input", "first", "second"]))
    try writer.setAttribute("keras_version", .fixedText("2.2.4"))
    for (layer, shape) in [("first", [3, 2]), ("second", [2, 1])] {
      try writer.addDataset("\(layer)/\(layer)/kernel:0", numbers(shape, 1))
      try writer.addDataset("\(layer)/\(layer)/bias:0", numbers([shape[1]], 2))
      try writer.setAttribute("weight_names", .fixedTexts(["\(layer)/kernel:0", "\(layer)/bias:0"]), of: layer)
    }
    try writer.addGroup("input")
    try writer.setAttribute("weight_names", .fixedTexts([]), of: "input")
    func net(_ names: [String]) -> Sequential {
      Sequential(name: "net") {
        Input(shape: [3])
        Dense(2, name: names[0])
        Dense(1, name: names[1])
      }
    }
    try withFile(writer) { path in
      let byOrder = net(["a", "b"])
      try byOrder.loadWeights(path)
      #expect(try byOrder.weights[1].value.scalars() == [2, 2.01])
      let byName = net(["other", "second"])
      let before: [Float] = try byName.weights[0].value.scalars()
      try byName.loadWeights(path, byName: true)
      #expect(try byName.weights[0].value.scalars() == before)
      #expect(try byName.weights[2].value.scalars() == [1, 1.01])
      let error = #expect(throws: KerasError.self) {
        try Sequential(name: "small") {
          Input(shape: [3])
          Dense(2)
        }.loadWeights(path)
      }
      #expect(
        error?.description.replacing(path, with: "old.h5") == """
          Sequential 'small' cannot load the weights in 'old.h5': small.
            expected  1 layer with weights
            received  2
            fix       load the weights of a model of the same layers, or byName: true for those that are the same
          """)
    }
  }

  @Test func anArchitectureOfKeras2IsReadFromItsText() throws {
    let model = try Model.fromJSON(
      """
      {"class_name": "Model", "config": {"name": "pair", "layers": [
      {"name": "a", "class_name": "InputLayer", "inbound_nodes": [],
      "config": {"name": "a", "batch_input_shape": [null, 3], "dtype": "float32", "sparse": false}},
      {"name": "shared", "class_name": "Dense", "inbound_nodes": [[["a", 0, 0, {}]], [["shared", 0, 0, {}]]],
      "config": {"name": "shared", "units": 3, "activation": "hard_sigmoid", "use_bias": true, "trainable": true}}],
      "input_layers": [["a", 0, 0]], "output_layers": [["shared", 1, 0]]},
      "keras_version": "2.2.4", "backend": "tensorflow"}
      """)
    let dense = try #require(model.layers.last as? Dense)
    #expect(dense.activation.name == "hard_sigmoid_keras2")
    dense.weights[0].assign(Tensor.zeros([3, 3]))
    #expect(try model.predict(Tensor.ones([1, 3])).scalars() == [0.5, 0.5, 0.5])
  }

  @Test(arguments: [("2.15.0", "hard_sigmoid_keras2"), ("3.15.1", "hard_sigmoid")])
  func hardSigmoidIsThatOfTheVersion(version: String, name: String) throws {
    var writer = HDF5Writer()
    try writer.setAttribute("keras_version", .fixedText(version))
    try writer.setAttribute(
      "model_config",
      .fixedText(
        """
        {"class_name": "Sequential", "config": {"name": "net", "layers": [
        {"class_name": "InputLayer", "config": {"name": "x", "dtype": "float32",
        "\(version.hasPrefix("3") ? "batch_shape" : "batch_input_shape")": [null, 3]}},
        {"class_name": "Activation", "config": {"name": "act", "activation": "hard_sigmoid"}}]}}
        """))
    try writer.addGroup("model_weights")
    try writer.setAttribute("layer_names", .fixedTexts(["act"]), of: "model_weights")
    try writer.addGroup("model_weights/act")
    try writer.setAttribute("weight_names", .fixedTexts([]), of: "model_weights/act")
    try withFile(writer) { path in
      let model = try loadModel(path)
      #expect((model.layers.last as? ActivationLayer)?.activation.name == name)
    }
  }

  @Test func aFunctionInPythonSaysWhatWouldTakeItsPlace() throws {
    let error = #expect(throws: KerasError.self) {
      try Model.fromJSON(
        """
        {"class_name": "Sequential", "keras_version": "2.10.0", "config": {"name": "net", "layers": [
        {"class_name": "Dense", "config": {"name": "d", "units": 3, "activation": "<lambda>",
        "batch_input_shape": [null, 2]}}]}}
        """)
    }
    #expect(
      error?.description == """
        The model's text cannot be read: net/d/activation.
          expected  a function that CustomObjects knows
          received  '<lambda>', a function in Python's own code
          fix       write it in Swift: CustomObjects.register(activation: "<lambda>") { … }
        """)
  }

  @Test func aRegisteredFunctionMayHaveANameInAngleBrackets() throws {
    CustomObjects.register(activation: "<doubled>") { $0 * 2 }
    let model = try Model.fromJSON(
      """
      {"class_name": "Sequential", "keras_version": "2.10.0", "config": {"name": "net", "layers": [
      {"class_name": "Activation", "config": {"name": "a", "activation": "<doubled>",
      "batch_input_shape": [null, 2]}}]}}
      """)
    #expect(try model.predict(Tensor.ones([1, 2])).scalars() == [2, 2])
    // Written with its package, it is found again.
    #expect(try Model.fromJSON(model.toJSON()).predict(Tensor.ones([1, 2])).scalars() == [2, 2])
  }

  @Test(arguments: ["theano", "tensorflow"]) func kernelsOfTheanoAreTurnedRound(backend: String) throws {
    var writer = HDF5Writer()
    try writer.setAttribute("layer_names", .fixedTexts(["conv"]))
    try writer.setAttribute("keras_version", .fixedText("2.0.4"))
    try writer.setAttribute("backend", .fixedText(backend))
    try writer.addDataset("conv/conv/kernel:0", numbers([2, 2, 1, 1], 0))
    try writer.setAttribute("weight_names", .fixedTexts(["conv/kernel:0"]), of: "conv")
    try withFile(writer) { path in
      let model = Sequential {
        Input(shape: [4, 4, 1])
        Conv2D(1, kernelSize: 2, useBias: false)
      }
      try model.loadWeights(path)
      #expect(
        try model.weights[0].value.scalars() == (backend == "theano" ? [0.03, 0.02, 0.01, 0] : [0, 0.01, 0.02, 0.03]))
    }
  }

  @Test func layersInANestedModelAreUpgradedToo() throws {
    var writer = HDF5Writer()
    try writer.setAttribute("layer_names", .fixedTexts(["inner"]))
    try writer.setAttribute("keras_version", .fixedText("2.2.4"))
    // CuDNN's biases are two, of which the sum counts.
    for (name, shape) in [("kernel:0", [2, 8]), ("recurrent:0", [2, 8]), ("bias:0", [16]), ("moving:0", [2])] {
      try writer.addDataset(
        "inner/\(name)", FileArray([Float](repeating: 1, count: shape.reduce(1, *)), dtype: .float32, shape: shape))
    }
    try writer.setAttribute(
      "weight_names", .fixedTexts(["kernel:0", "recurrent:0", "bias:0", "moving:0", "moving:0"]), of: "inner")
    try withFile(writer) { path in
      let model = Sequential {
        Input(shape: [3, 2])
        Sequential {
          Input(shape: [3, 2])
          LSTM(2)
          BatchNormalization(center: false, scale: false)
        }
      }
      try model.loadWeights(path)
      #expect(try model.weights[2].value.scalars() == [Float](repeating: 2, count: 8))
    }
  }

  @Test func aFileWithoutAModelSaysSo() throws {
    try withFile(HDF5Writer()) { path in
      let error = #expect(throws: KerasError.self) { try loadModel(path) }
      #expect(
        error?.description.replacing(path, with: "x.h5") == """
          loadModel(_:) cannot use 'x.h5'.
            expected  a whole model, with an attribute 'model_config'
            received  HDF5 without one
            fix       files of weights alone are read by loadWeights into a model that is there
          """)
    }
  }
}
