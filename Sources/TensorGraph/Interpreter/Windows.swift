/// Which input position each place of a window meets, for every window: what convolutions and poolings share.
struct Windows {
  let inputCount: Int
  let outputCount: Int
  let windowCount: Int
  /// Row `o`, column `w`: the flattened spatial input position under place `w` of window `o`; -1 in the padding.
  private let positions: [Int]

  init(input: [Int], window: [Int], geometry: WindowGeometry) {
    let output = input.indices.map { axis in
      geometry.outputLength(input[axis], window: window[axis], axis: axis) ?? 0
    }
    inputCount = input.reduce(1, *)
    outputCount = output.reduce(1, *)
    windowCount = window.reduce(1, *)
    let strides = Strides.ofRows(input)
    var positions = [0]
    // Axis by axis: rows of outputs and columns of window places multiply, and padding on any axis stays padding.
    var (rows, columns) = (1, 1)
    for axis in input.indices {
      var next = Array(repeating: -1, count: rows * output[axis] * columns * window[axis])
      for row in 0..<rows {
        for o in 0..<output[axis] {
          for column in 0..<columns {
            for w in 0..<window[axis] {
              let place = o * geometry.strides[axis] + w * geometry.dilation[axis] - geometry.padLow[axis]
              let before = positions[row * columns + column]
              guard before >= 0, (0..<input[axis]).contains(place) else { continue }
              let target = (row * output[axis] + o) * (columns * window[axis]) + column * window[axis] + w
              next[target] = before + place * strides[axis]
            }
          }
        }
      }
      positions = next
      rows *= output[axis]
      columns *= window[axis]
    }
    self.positions = positions
  }

  /// The input position under place `place` of window `output`; `nil` in the padding.
  func position(output: Int, place: Int) -> Int? {
    let position = positions[output * windowCount + place]
    return position < 0 ? nil : position
  }
}
