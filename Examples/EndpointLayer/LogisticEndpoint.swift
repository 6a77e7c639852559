import Keras

/// The last layer of a classifier, with its own loss and metric: given targets, it adds the loss of its logits to the model's.
/// Inputs: logits and, for training, targets, both `[batch, classes]`; output: probabilities `[batch, classes]`.
final class LogisticEndpoint: Layer, MergeLayer {
  let loss = BinaryCrossentropy(fromLogits: true)
  let accuracy = Metrics.BinaryAccuracy(name: "accuracy")

  func call(_ inputs: [Tensor]) -> Tensor {
    let logits = inputs[0]
    if inputs.count > 1 {
      addLoss(loss(inputs[1], logits))
      accuracy.update(inputs[1], logits)
    }
    return softmax(logits)
  }
}

/// A model whose targets are one of its inputs, and one for prediction, which needs none; they share all weights.
func endpointModels(features count: Int, classes: Int) throws -> (training: Model, inference: Model) {
  let features = Input(shape: [count], name: "features"), targets = Input(shape: [classes], name: "targets")
  let logits = Dense(classes)(features)
  let endpoint = LogisticEndpoint()
  let training = try Model(
    inputs: ["features": features, "targets": targets], outputs: endpoint([logits, targets]))
  return (training, try Model(inputs: features, outputs: endpoint([logits])))
}
