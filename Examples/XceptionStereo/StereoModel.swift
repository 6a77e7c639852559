import Keras

/// Estimates how far something is from the pictures of two cameras.
///
/// Both pictures go through the same Xception, which isn't trained; one dense layer learns from its features.
/// Inputs: `[batch, size, size, 3]` from -1 to 1, twice; output: `[batch, 1]`.
func stereoModel(imageSize: Int, weights: String? = nil) throws -> Model {
  let leftCamera = Input(shape: [imageSize, imageSize, 3], name: "left")
  let rightCamera = Input(shape: [imageSize, imageSize, 3], name: "right")
  let xception = try Applications.xception(
    weights: weights, includeTop: false, inputShape: [imageSize, imageSize, 3], pooling: .average)
  xception.isTrainable = false
  let features = Concatenate()([xception(leftCamera), xception(rightCamera)])
  return try Model(inputs: [leftCamera, rightCamera], outputs: Dense(1, name: "distance")(features))
}
