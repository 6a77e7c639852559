/// What `Resizing` does, for other layers too.
struct ImageResizing {
  var height: Int
  var width: Int
  var interpolation = Interpolation.bilinear
  var fit: Resizing.Fit
  var antialias = false

  func callAsFunction(_ x: Tensor, axes: [Int]) -> Tensor {
    guard let old = x.shape[axes[0]], let oldWidth = x.shape[axes[1]] else {
      return unsettled(x, axes)
    }
    // Keras counts in float32, towards zero.
    let fittingHeight = Int(Float(oldWidth * height) / Float(width))
    let fittingWidth = Int(Float(old * width) / Float(height))
    var y = x
    switch fit {
    case .stretch: break
    case .crop:
      for (axis, length, kept) in [(axes[0], old, fittingHeight), (axes[1], oldWidth, fittingWidth)] {
        let count = Swift.max(Swift.min(length, kept), 1)
        y = y.slice(axis: axis, from: (length - count) / 2, count: count)
      }
    case .pad(let value):
      var widths = Array(repeating: (0, 0), count: 4)
      for (axis, length, wanted) in [(axes[0], old, fittingHeight), (axes[1], oldWidth, fittingWidth)] {
        let margin = (Swift.max(length, wanted) - length) / 2
        widths[axis] = (margin, margin)
      }
      y = y.padded(widths, value: value)
    }
    return interpolation.resize(y, axes: axes, to: [height, width], antialias: antialias)
  }

  // As long as lengths are open only the shape matters.
  private func unsettled(_ x: Tensor, _ axes: [Int]) -> Tensor {
    var target = x.shape
    target.dimensions[axes[0]] = height
    target.dimensions[axes[1]] = width
    let pixel = x.max(axes: axes, keepDims: true)
    return pixel.broadcast(to: target)
  }
}
