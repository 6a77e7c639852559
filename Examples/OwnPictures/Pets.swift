import ExampleSupport
import Foundation
import Keras
import KerasImages

/// Writes small pictures in two folders: cats have stripes across, dogs along, and all of them noise.
func writePets(to folder: String, count: Int) throws {
  var generator = SeededGenerator(seed: 1)
  for name in ["cat", "dog"] {
    try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    for number in 0..<count {
      let phase = Double.random(in: 0..<6, using: &generator)
      let pixels = (0..<(32 * 32 * 3)).map { index in
        let place = Double(name == "cat" ? index / 96 : index / 3 % 32)
        return Float(128 + 80 * sin(place + phase) + Double.random(in: -40...40, using: &generator))
      }
      try saveImage(Tensor(pixels, shape: [32, 32, 3]), to: "\(folder)/\(name)/\(number).png", scale: false)
    }
  }
}
