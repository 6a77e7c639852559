import Keras

/// Objects of every class that files know, for tests that go through all of them.
package enum ClassSamples {
  /// Each layer class at least once, with arguments of all kinds.
  package static var layers: [Layer] {
    [
      Dense(
        3, activation: .gelu, useBias: false, kernelInitializer: .heNormal(seed: 3), kernelRegularizer: .l1l2(l1: 0.1)),
      Dense(3, loraRank: 2, loraAlpha: 4), Conv1D(2, kernelSize: 3, loraRank: 1), Embedding(4, 2, loraRank: 2),
      EinsumDense("abc,cd->abd", outputShape: [nil, 4], biasAxes: "d"),
      Embedding(7, 3, embeddingsInitializer: .randomNormal(standardDeviation: 0.2), maskZero: true), IdentityLayer(),
      Masking(maskValue: 2), ActivationLayer(.elu(alpha: 0.5)), ELU(alpha: 0.3), LeakyReLU(negativeSlope: 0.7),
      PReLU(alphaInitializer: .constant(0.5), sharedAxes: [1]), ReLU(maxValue: 3, negativeSlope: 0.1),
      Softmax(axes: [1, 2]),
      Conv1D(2, kernelSize: 3, padding: .causal, dilationRate: 2),
      Conv2D(2, kernelSize: [1, 3], strides: 2, groups: 2, kernelConstraint: .maxNorm(3)), Conv3D(2, kernelSize: 2),
      Conv1DTranspose(2, kernelSize: 3, strides: 2, outputPadding: 1),
      Conv2DTranspose(2, kernelSize: 3, outputPadding: [0, 0]),
      Conv3DTranspose(2, kernelSize: 3, activation: .relu(negativeSlope: 0.1)),
      DepthwiseConv1D(kernelSize: 3, depthMultiplier: 2, depthwiseInitializer: .ones),
      DepthwiseConv2D(kernelSize: 3, depthwiseRegularizer: .l2(0.3)),
      SeparableConv1D(2, kernelSize: 3, pointwiseInitializer: .zeros),
      SeparableConv2D(2, kernelSize: 3, pointwiseConstraint: .unitNorm(axes: [0, 1])),
      LocallyConnected1D(2, kernelSize: 3, strides: 2, padding: .same, useBias: false),
      LocallyConnected2D(
        2, kernelSize: [3, 2], dataFormat: .channelsFirst, activation: .tanh, kernelRegularizer: .l2(0.1)),
      MaxPooling1D(poolSize: 3, strides: 2),
      MaxPooling2D(poolSize: [2, 3], padding: .same), MaxPooling3D(), AveragePooling1D(poolSize: 2),
      AveragePooling2D(poolSize: 2, dataFormat: .channelsFirst), AveragePooling3D(poolSize: 2),
      GlobalMaxPooling1D(keepDims: true), GlobalMaxPooling2D(), GlobalMaxPooling3D(), GlobalAveragePooling1D(),
      GlobalAveragePooling2D(dataFormat: .channelsFirst), GlobalAveragePooling3D(),
      AdaptiveMaxPooling1D(outputSize: 3), AdaptiveMaxPooling2D(outputSize: [2, 3]),
      AdaptiveMaxPooling3D(outputSize: 2),
      AdaptiveAveragePooling1D(outputSize: 4, dataFormat: .channelsFirst), AdaptiveAveragePooling2D(outputSize: 3),
      AdaptiveAveragePooling3D(outputSize: [1, 2, 3]), Add(), Subtract(), Multiply(),
      Average(), Maximum(), Minimum(), Concatenate(axis: 1), Dot(axes: (1, 2), normalize: true),
      BatchNormalization(axis: 1, momentum: 0.5, scale: false, movingMeanInitializer: .ones),
      GroupNormalization(groups: 2, gammaInitializer: .constant(2)),
      LayerNormalization(axes: [1, 2], betaRegularizer: .l1(0.2)), RMSNormalization(epsilon: 1e-3),
      UnitNormalization(axis: 1), Rescaling(scale: [1, 2], offset: [3, 4]),
      Normalization(axis: -1, mean: Tensor([1, 2] as [Float]), variance: Tensor([3, 4] as [Float])),
      LSTM(2, recurrentActivation: .hardSigmoid, unitForgetBias: false, dropout: 0.1, seed: 3, returnSequences: true),
      GRU(2, recurrentDropout: 0.2, stateful: true, resetAfter: false), SimpleRNN(2, goBackwards: true),
      LSTMCell(2, useBias: false), GRUCell(3), SimpleRNNCell(4), StackedRNNCells([LSTMCell(2), GRUCell(3)]),
      RNN([LSTMCell(2), SimpleRNNCell(3)], returnSequences: true), TimeDistributed(Dense(2)),
      ConvLSTM1D(2, kernelSize: 3, padding: .same, recurrentDropout: 0.1, stateful: true),
      ConvLSTM2D(2, kernelSize: [3, 2], dataFormat: .channelsFirst, unitForgetBias: false, returnSequences: true),
      ConvLSTM3D(2, kernelSize: 2, strides: [1, 2, 1], recurrentActivation: .hardSigmoid, kernelRegularizer: .l2(0.1)),
      Bidirectional(LSTM(2), mergeMode: .average, backwardLayer: LSTM(2, activation: .relu, goBackwards: true)),
      Attention(useScale: true, scoreMode: .concat, dropout: 0.1), AdditiveAttention(useScale: false, seed: 4),
      MultiHeadAttention(heads: 2, keyDim: 3, valueDim: 4, outputShape: [5], attentionAxes: [1]),
      GroupQueryAttention(headDim: 2, queryHeads: 4, keyValueHeads: 2, slidingWindow: 3),
      ActivityRegularization(l1: 0.1, l2: 0.2), Dropout(0.3, noiseShape: [nil, 1], seed: 5), AlphaDropout(0.1),
      GaussianDropout(0.2), GaussianNoise(0.3), SpatialDropout1D(0.1),
      SpatialDropout2D(0.1, dataFormat: .channelsFirst),
      SpatialDropout3D(0.1), Cropping1D(cropping: [1, 2]), Cropping2D(cropping: [[1, 2], [3, 4]]), Cropping3D(),
      ZeroPadding1D(padding: 2), ZeroPadding2D(padding: [1, 2]), ZeroPadding3D(), Flatten(), Permute([2, 1]),
      RepeatVector(3), Reshape([nil, 4]), UpSampling1D(size: 3), UpSampling2D(size: [2, 3], interpolation: .bilinear),
      UpSampling3D(), Resizing(height: 3, width: 4, interpolation: .nearest, fit: .pad(2)),
      CenterCrop(height: 2, width: 3),
      RandomFlip(.horizontal, seed: 3), RandomRotation(0.2, fillMode: .wrap),
      RandomTranslation(0.1, .range(-0.1...0.3), fillMode: .constant, fillValue: 2), RandomZoom(0.1),
      RandomBrightness(0.2, valueRange: 0...1), RandomContrast(.range(0.1...0.4)),
      RandomCrop(height: 3, width: 4, seed: 2), RandomHue(.range(0.1...0.4), valueRange: 0...1),
      RandomSaturation(0.2, dataFormat: .channelsFirst), RandomSharpness(.range(0.1...0.2), seed: 3),
      RandomColorDegeneration(0.3, valueRange: -1...1), RandomInvert(0.3), RandomGrayscale(0.2),
      IntegerLookup(
        maxTokens: 9, oovIndexCount: 2, maskToken: 0, vocabulary: [4, 5], idfWeights: [1, 2.5], outputMode: .tfIDF,
        padsToMaxTokens: true),
      IntegerLookup(oovToken: -7, vocabulary: [4, 5], invert: true),
      CategoryEncoding(tokenCount: 5, outputMode: .count), Discretization(boundaries: [1, 2.5], outputMode: .oneHot),
      Discretization(binCount: 4, epsilon: 0.1, outputMode: .count), BatchNormalization(renorm: true),
      BatchNormalization(
        renorm: true, renormClipping: .init(rmax: 2, dmax: 1), renormMomentum: 0.8, synchronized: true),
    ]
  }

  /// Each loss class.
  package static var losses: [Loss] {
    [
      MeanSquaredError(reduction: .sum), MeanAbsoluteError(), MeanAbsolutePercentageError(),
      MeanSquaredLogarithmicError(),
      Huber(delta: 0.5, name: "mine"), LogCosh(), Poisson(), KLDivergence(), Hinge(), SquaredHinge(),
      CategoricalHinge(),
      CosineSimilarity(axis: 1), Dice(axes: [1]), Tversky(alpha: 0.3), CTC(), BinaryCrossentropy(labelSmoothing: 0.1),
      CategoricalCrossentropy(fromLogits: true), SparseCategoricalCrossentropy(ignoreClass: 3),
      BinaryFocalCrossentropy(appliesClassBalancing: true), CategoricalFocalCrossentropy(alpha: [0.1, 0.2]),
    ]
  }

  /// Each metric class.
  package static var metrics: [Metric] {
    [
      Metrics.Mean(), Metrics.Sum(), Metrics.Accuracy(), Metrics.BinaryAccuracy(threshold: 0.3),
      Metrics.CategoricalAccuracy(), Metrics.SparseCategoricalAccuracy(), Metrics.TopKCategoricalAccuracy(k: 2),
      Metrics.SparseTopKCategoricalAccuracy(k: 3), Metrics.MeanSquaredError(name: "mse"), Metrics.MeanAbsoluteError(),
      Metrics.RootMeanSquaredError(), Metrics.MeanAbsolutePercentageError(), Metrics.MeanSquaredLogarithmicError(),
      Metrics.LogCoshError(), Metrics.Poisson(), Metrics.KLDivergence(), Metrics.Hinge(), Metrics.SquaredHinge(),
      Metrics.CategoricalHinge(), Metrics.CosineSimilarity(), Metrics.BinaryCrossentropy(fromLogits: true),
      Metrics.CategoricalCrossentropy(labelSmoothing: 0.1), Metrics.SparseCategoricalCrossentropy(ignoreClass: 1),
      Metrics.Precision(thresholds: [0.2, 0.7]), Metrics.Recall(topK: 2), Metrics.TruePositives(),
      Metrics.TrueNegatives(thresholds: [0.3]), Metrics.FalsePositives(), Metrics.FalseNegatives(),
      Metrics.PrecisionAtRecall(recall: 0.4, thresholdCount: 50), Metrics.RecallAtPrecision(precision: 0.3, classID: 1),
      Metrics.SensitivityAtSpecificity(specificity: 0.6), Metrics.SpecificityAtSensitivity(sensitivity: 0.6),
      Metrics.AUC(thresholdCount: 30, curve: .precisionRecall, summation: .majoring),
      Metrics.IoU(classCount: 3, targetClassIDs: [0, 2]), Metrics.MeanIoU(classCount: 4, sparsePredictions: false),
      Metrics.BinaryIoU(threshold: 0.3), Metrics.FBetaScore(average: .macro, beta: 2),
      Metrics.F1Score(threshold: 0.4), Metrics.R2Score(regressorCount: 2),
    ]
  }

  /// Each optimizer and each schedule.
  package static var optimizers: [Optimizer] {
    [
      SGD(learningRate: 0.3, momentum: 0.5, nesterov: true), RMSprop(centered: true),
      Adam(beta1: 0.8).clipping(norm: 2),
      AdamW(weightDecay: 0.02), Adamax().clipping(value: 0.5), Nadam().clipping(globalNorm: 3),
      Adagrad(initialAccumulatorValue: 0.2), Adadelta().ema(momentum: 0.8, overwriteFrequency: 5),
      Adafactor(relativeStep: false), Lion().accumulatingGradients(steps: 4), Ftrl(l1: 0.1, l2Shrinkage: 0.2),
      LossScaleOptimizer(Adam(learningRate: 0.02), initialScale: 64, dynamicGrowthSteps: 7),
      Adam(learningRate: ExponentialDecay(initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5, staircase: true)),
      Adam(learningRate: InverseTimeDecay(initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5)),
      Adam(learningRate: PolynomialDecay(initialLearningRate: 0.1, decaySteps: 10, power: 2, cycle: true)),
      Adam(learningRate: PiecewiseConstantDecay(boundaries: [5, 9], values: [1, 0.5, 0.1])),
      Adam(learningRate: CosineDecay(initialLearningRate: 0.1, decaySteps: 10, warmupTarget: 0.2, warmupSteps: 3)),
      Adam(learningRate: CosineDecayRestarts(initialLearningRate: 0.1, firstDecaySteps: 10, lengthFactor: 3)),
    ]
  }
}
