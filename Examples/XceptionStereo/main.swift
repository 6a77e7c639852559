// Xception as a feature extractor that two cameras share.
//   XceptionStereo [--tiny] [--weights FILE]     a file that saveWeights wrote; random weights without it
import ExampleSupport
import Keras

let size = 71

/// A bright bar in front of a dark background, as both cameras see it: the nearer it is, the wider and the more shifted.
func scenes(_ count: Int) -> (x: [Tensor], y: Tensor) {
  let distances = (0..<count).map { _ in Float.random(in: 1...5) }
  let columns = Tensor.arange(size).cast(to: .float32).reshaped([1, 1, size, 1])
  let nearness = 1 / Tensor(distances, shape: [count, 1, 1, 1])
  func picture(shift: Tensor) -> Tensor {
    let isBar = (abs(columns - 35 - shift) .< 12 * nearness).cast(to: .float32)
    return Applications.preprocessXception(30 + 190 * isBar).broadcast(to: [count, size, size, 3])
  }
  return ([picture(shift: -15 * nearness), picture(shift: 15 * nearness)], Tensor(distances, shape: [count, 1]))
}

let train = scenes(isTiny ? 16 : 512), test = scenes(isTiny ? 8 : 64)
let model = try stereoModel(imageSize: size, weights: argument("--weights"))
model.summary()
try plotModel(model, to: "xception-stereo.svg", showShapes: true)
model.compile(optimizer: .adam(), loss: .mse, metrics: [.meanAbsoluteError])
try model.fit(train.x, train.y, batchSize: 8, epochs: isTiny ? 1 : 3)
let result = try model.evaluate(test.x, test.y, batchSize: 8)
print("mean error of the distance \(result["mean_absolute_error"]!)")
