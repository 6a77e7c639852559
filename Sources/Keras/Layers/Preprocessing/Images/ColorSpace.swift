/// Colours as hue, saturation and value, each in 0...1 where red, green and blue are (`tf.image.rgb_to_hsv`).
struct HueSaturationValue {
  var hue: Tensor
  var saturation: Tensor
  var value: Tensor

  /// - Parameter images: `[batch, height, width, 3]`; the parts are `[batch, height, width, 1]`.
  init(_ images: Tensor) {
    let (red, green, blue) = (images.channel(0), images.channel(1), images.channel(2))
    value = maximum(maximum(red, green), blue)
    let range = value - minimum(minimum(red, green), blue)
    let isColored = range .> 0
    // What is not taken must stay finite: its infinity times 0 would be the gradient's NaN.
    saturation = which(value .> 0, range / which(value .> 0, value, 1), 0)
    let sixth = (1.0 / 6) / which(isColored, range, 1)
    let afterGreen = which(
      green .== value, (blue - red) * sixth + 1.0 / 3, (red - green) * sixth + 2.0 / 3)
    let angle = which(red .== value, (green - blue) * sixth, afterGreen)
    hue = which(isColored, which(angle .< 0, angle + 1, angle), 0)
  }

  /// Red, green and blue: `[batch, height, width, 3]`.
  var images: Tensor {
    let turn = hue * 6
    let shares = [abs(turn - 3) - 1, 2 - abs(turn - 2), 2 - abs(turn - 4)]
    let grey = 1 - saturation
    return concatenated(shares.map { share in value * (grey + saturation * clip(share, 0, 1)) }, axis: -1)
  }
}

extension Tensor {
  /// One channel of images with channels last: `[batch, height, width, 1]`.
  fileprivate func channel(_ index: Int) -> Tensor { slice(axis: rank - 1, from: index, count: 1) }

  /// The brightness of colours: `[batch, height, width, 1]` of `[batch, height, width, 3]`.
  var grayscale: Tensor { channel(0) * 0.2989 + channel(1) * 0.587 + channel(2) * 0.114 }
}

extension RandomImageLayer {
  /// Refuses images that are not of three colours.
  func requireColors(_ input: Shape) {
    let axis = dataFormat == .channelsLast ? -1 : 1
    guard let channels = input[axis], channels != 3 else { return }
    fail(
      expected: "3 channels: red, green and blue", received: "\(channels) channels in \(input.batchDescription)",
      fix: "check dataFormat: .\(dataFormat)")
  }
}
