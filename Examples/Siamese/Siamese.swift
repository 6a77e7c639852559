import Keras

func euclideanDistance(_ pair: [Tensor]) -> Tensor {
  sqrt(maximum(square(pair[0] - pair[1]).sum(axis: 1, keepDims: true), 1e-7))
}
func contrastive(margin: Float) -> Loss {
  Loss("contrastive") { yTrue, yPred in
    (yTrue * square(yPred) + (1 - yTrue) * square(maximum(margin - yPred, 0))).mean()
  }
}

/// The distance of two images behind one network. Inputs: two of `[batch, 28, 28]`, output: `[batch, 1]`.
func siameseNetwork() throws -> Model {
  let image = Input(shape: [28, 28])
  var embedding = Flatten()(image)
  for _ in 0..<2 {
    embedding = Dense(128, activation: .relu)(embedding)
    embedding = Dropout(0.1)(embedding)
  }
  embedding = Dense(128, activation: .relu)(embedding)
  let base = try Model(inputs: image, outputs: embedding)

  let left = Input(shape: [28, 28], name: "left"), right = Input(shape: [28, 28], name: "right")
  let distance = Lambda(euclideanDistance)([base(left), base(right)])
  return try Model(inputs: [left, right], outputs: distance)
}
