import Keras

/// Grey images with a disc and a square in noise, and which of them each pixel shows.
struct Shapes {
  /// float32 `[count, size, size, 1]`.
  let images: Tensor
  /// uint8 `[count, size, size]`: 0 background, 1 disc, 2 square.
  let masks: Tensor

  init(count: Int, size: Int) {
    var pixels: [Float] = []
    var classes: [UInt8] = []
    for _ in 0..<count {
      func place() -> (x: Int, y: Int, radius: Int) {
        (.random(in: 0..<size), .random(in: 0..<size), .random(in: (size / 8)...(size / 5)))
      }
      let disc = place(), square = place()
      for y in 0..<size {
        for x in 0..<size {
          let dx = x - disc.x, dy = y - disc.y
          let isInDisc = dx * dx + dy * dy <= disc.radius * disc.radius
          let isInSquare = max(Swift.abs(x - square.x), Swift.abs(y - square.y)) <= square.radius
          classes.append(isInSquare ? 2 : isInDisc ? 1 : 0)
          // Both are as bright, so that only their outline tells them apart.
          pixels.append((isInDisc || isInSquare ? 0.7 : 0.2) + .random(in: -0.2...0.2))
        }
      }
    }
    images = Tensor(pixels, shape: [count, size, size, 1])
    masks = Tensor(classes, shape: [count, size, size])
  }
}
