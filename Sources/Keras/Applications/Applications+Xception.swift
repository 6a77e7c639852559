extension Applications {
  /// Xception: 36 convolutional layers, nearly all of them separable, with residual connections around blocks of them.
  ///
  /// Input: `[batch, height, width, 3]`, brought to -1 to 1 by ``preprocessXception(_:)``; output: `[batch, classes]` with
  /// the top, else `[batch, height / 32, width / 32, 2048]` (rounded up), or `[batch, 2048]` with `pooling`.
  /// 22,910,480 parameters with the top. All layers have Keras' names.
  ///
  /// - Parameters:
  ///   - weights: a file of weights, Keras' own `.h5` of the ImageNet weights too; `nil` starts with random weights.
  ///   - includeTop: whether the layers that classify are a part of the model.
  ///   - inputTensor: a symbolic tensor to use instead of a new input.
  ///   - inputShape: height, width and channels; 299 x 299 x 3 with the top unless given, any size without it; at least 71.
  ///   - pooling: what becomes of the features without the top; `nil` leaves them as they are.
  ///   - classes: the number of classes of the top.
  ///   - classifierActivation: of the top; `.linear` gives logits.
  /// - Throws: if the input does not fit, or the weights can't be loaded.
  ///
  /// Source: F. Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017;
  /// `keras.applications.Xception`.
  public static func xception(
    weights: String? = nil, includeTop: Bool = true, inputTensor: Tensor? = nil, inputShape: Shape? = nil,
    pooling: Pooling? = nil, classes: Int = 1000, classifierActivation: Activation = .softmax,
    name: String = "xception", file: String = #fileID, line: Int = #line
  ) throws -> Model {
    let requirements = ImageRequirements(name: "Xception", standardLength: 299, leastLength: 71)
    do {
      let input = Input(shape: try requirements.shape(inputShape, includeTop: includeTop))
      var x = Xception.features(inputTensor ?? input)
      if includeTop {
        x = GlobalAveragePooling2D(name: "avg_pool")(x)
        x = Dense(classes, activation: classifierActivation, name: "predictions")(x)
      } else if let pooling {
        x = pooling == .average ? GlobalAveragePooling2D()(x) : GlobalMaxPooling2D()(x)
      }
      let inputs = inputTensor.map { $0.sourceInputs.tensorMap } ?? input.tensorMap
      let model = try Model(inputs: inputs, outputs: x, name: name)
      if let weights { try model.loadWeights(weights) }
      return model
    } catch let error as KerasError {
      throw error.located(file: file, line: line)
    }
  }
}

/// The convolutions of Xception.
private enum Xception {
  static func features(_ input: Tensor) -> Tensor {
    var x = normalized(
      Conv2D(32, kernelSize: 3, strides: 2, useBias: false, name: "block1_conv1")(input), "block1_conv1")
    x = ActivationLayer(.relu, name: "block1_conv1_act")(x)
    x = normalized(Conv2D(64, kernelSize: 3, useBias: false, name: "block1_conv2")(x), "block1_conv2")
    x = ActivationLayer(.relu, name: "block1_conv2_act")(x)

    for (block, filters) in [(2, 128), (3, 256), (4, 728)] {
      let residual = shortcut(x, filters)
      // The first block follows an activation; Keras names the one between its convolutions after the second.
      if block > 2 { x = ActivationLayer(.relu, name: "block\(block)_sepconv1_act")(x) }
      x = separable(x, filters, "block\(block)_sepconv1")
      x = ActivationLayer(.relu, name: "block\(block)_sepconv2_act")(x)
      x = separable(x, filters, "block\(block)_sepconv2")
      x = Add()([pooled(x, block), residual])
    }
    for block in 5...12 {
      let residual = x
      for convolution in 1...3 {
        x = ActivationLayer(.relu, name: "block\(block)_sepconv\(convolution)_act")(x)
        x = separable(x, 728, "block\(block)_sepconv\(convolution)")
      }
      x = Add()([x, residual])
    }
    let residual = shortcut(x, 1024)
    for (convolution, filters) in [(1, 728), (2, 1024)] {
      x = ActivationLayer(.relu, name: "block13_sepconv\(convolution)_act")(x)
      x = separable(x, filters, "block13_sepconv\(convolution)")
    }
    x = Add()([pooled(x, 13), residual])
    for (convolution, filters) in [(1, 1536), (2, 2048)] {
      x = separable(x, filters, "block14_sepconv\(convolution)")
      x = ActivationLayer(.relu, name: "block14_sepconv\(convolution)_act")(x)
    }
    return x
  }

  private static func normalized(_ x: Tensor, _ name: String) -> Tensor { BatchNormalization(name: "\(name)_bn")(x) }

  private static func separable(_ x: Tensor, _ filters: Int, _ name: String) -> Tensor {
    normalized(SeparableConv2D(filters, kernelSize: 3, padding: .same, useBias: false, name: name)(x), name)
  }

  private static func pooled(_ x: Tensor, _ block: Int) -> Tensor {
    MaxPooling2D(poolSize: 3, strides: 2, padding: .same, name: "block\(block)_pool")(x)
  }

  private static func shortcut(_ x: Tensor, _ filters: Int) -> Tensor {
    BatchNormalization()(Conv2D(filters, kernelSize: 1, strides: 2, padding: .same, useBias: false)(x))
  }
}

extension Tensor {
  /// The inputs of the graph that the symbolic tensor comes from, in the order in which they are found.
  fileprivate var sourceInputs: [Tensor] {
    var found: [Tensor] = []
    var seen: Set<TensorID> = []
    var open = [self]
    while let tensor = open.popLast() {
      guard seen.insert(TensorID(tensor)).inserted else { continue }
      if tensor.inputOrigin != nil { found.append(tensor) }
      open += tensor.node.inputs.reversed()
    }
    return found
  }
}
