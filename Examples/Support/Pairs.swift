import Keras

/// Pairs of images, every other one of the same digit.
public struct Pairs {
  /// The first image of each pair, and the second: float32 [count, 28, 28] from 0 to 1.
  public let left: Tensor, right: Tensor
  /// 1 where both show the same digit, 0 elsewhere: float32 [count, 1].
  public let same: Tensor

  /// Joins each image with the next one of its digit, and with one of the digit after it.
  public init(of images: Datasets.Split) throws {
    let labels = try images.y.scalars(as: UInt8.self)
    var ofDigit = [[Int]](repeating: [], count: 10)
    for (row, label) in labels.enumerated() { ofDigit[Int(label)].append(row) }
    let count = (ofDigit.map(\.count).min() ?? 1) - 1
    var leftRows: [Int] = []
    var rightRows: [Int] = []
    for digit in 0..<10 {
      for index in 0..<count {
        leftRows += [ofDigit[digit][index], ofDigit[digit][index]]
        rightRows += [ofDigit[digit][index + 1], ofDigit[(digit + 1) % 10][index]]
      }
    }
    let pixels = images.x.cast(to: .float32) / 255
    left = pixels.take(leftRows, axis: 0)
    right = pixels.take(rightRows, axis: 0)
    same = Tensor(leftRows.indices.map { $0 % 2 == 0 ? Float(1) : 0 }, shape: [leftRows.count, 1])
  }
}
