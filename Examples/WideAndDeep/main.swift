// Two inputs, two outputs: a wide and deep network estimates made-up house prices.
import ExampleSupport
import Keras

// Eight features of a house, of which the first five are the wide input and the last six the deep input; three are in both.
let features = Random.uniform([isTiny ? 512 : 8_192, 8], key: Tensor([1, 2] as [UInt32]))
let area = features[..., 0], age = features[..., 1], rooms = features[..., 5], distance = features[..., 7]
let prices = (2 * area - age + 3 * rooms * rooms / (1 + 4 * distance)).expandedDimensions(-1)
let wide = features[..., 0..<5], deep = features[..., 2..<8]

let model = WideAndDeep()
model.compile(optimizer: .adam(), loss: [.mse, .mse], lossWeights: [0.9, 0.1])
let history = try model.fit(
  [wide, deep], [prices, prices], epochs: isTiny ? 5 : 20, validationSplit: 0.1)
model.summary()
print("losses", history.names)
let result = try model.evaluate([wide, deep], [prices, prices])
print("loss \(result["loss"]!), variance of the prices \(try prices.variance().scalar())")
