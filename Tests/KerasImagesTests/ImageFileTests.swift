import Formats
import Foundation
import Keras
import KerasImages
import Testing

/// Single pictures are read, resized and written as Keras does with Pillow.
@Suite struct ImageFileTests {
  static let names = [
    "Zebra/z1.png", "apple/photo.jpg", "apple/grey.png", "apple/clear.png", "b-side/palette.png", "b/deeper/gamma.png",
  ]

  @Test(arguments: names) func pixelsAreKeras(name: String) throws {
    for (mode, word) in [(ColorMode.rgb, "rgb"), (.grayscale, "grayscale"), (.rgba, "rgba")] {
      let image = try loadImage(ImageDatasetTests.pictures + "/" + name, colorMode: mode)
      try ImageDatasetTests.match(image, "load.\(name).\(word)", 0)
    }
  }

  /// A height that shrinks is left out for opacity: Pillow 13 begins with it, and dividing by the opacity makes more of the difference.
  @Test(arguments: ["Zebra/z1.png", "apple/clear.png"]) func sizesAreKerasToTheBit(name: String) throws {
    let methods: [(Interpolation, String)] = [
      (.nearest, "nearest"), (.bilinear, "bilinear"), (.bicubic, "bicubic"), (.lanczos3, "lanczos"),
    ]
    for (interpolation, word) in methods {
      for keeps in [false, true] {
        for size in name.contains("clear") ? [(30, 21)] : [(7, 5), (30, 21), (11, 40)] {
          let image = try loadImage(
            ImageDatasetTests.pictures + "/" + name, colorMode: name.contains("clear") ? .rgba : .rgb,
            targetSize: size, interpolation: interpolation, keepAspectRatio: keeps)
          try ImageDatasetTests.match(image, "resize.\(name).\(word).\(keeps ? 1 : 0).\(size.0)x\(size.1)", 0)
        }
      }
    }
  }

  private func path(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)").path
  }

  @Test func writesAsKeras() throws {
    let x = try #require(try ImageDatasetTests.expected("save.x"))
    let file = path("scaled.png")
    defer { try? FileManager.default.removeItem(atPath: file) }
    try saveImage(x, to: file)
    try ImageDatasetTests.match(loadImage(file), "save.scaled", 0)
    for channels in [1, 3, 4] {
      let pixels = Tensor((0..<(6 * channels)).map { UInt8($0 * 9) }, shape: [2, 3, channels])
      try saveImage(pixels, to: file, scale: false)
      let mode: ColorMode = channels == 1 ? .grayscale : channels == 3 ? .rgb : .rgba
      #expect(try loadImage(file, colorMode: mode).scalars() == pixels.scalars())
      #expect(try loadImage(file, colorMode: mode, dataFormat: .channelsFirst).shape == [channels, 2, 3])
      try saveImage(pixels.transposed([2, 0, 1]), to: file, dataFormat: .channelsFirst, scale: false)
      #expect(try loadImage(file, colorMode: mode).scalars() == pixels.scalars())
    }
    let photo = path("photo.jpg")
    defer { try? FileManager.default.removeItem(atPath: photo) }
    try saveImage(Tensor.zeros([8, 8, 3], dtype: .float32) + 200, to: photo, scale: false)
    #expect(try loadImage(photo).mean().scalar() == 200)
  }

  @Test func refusesWhatIsNoPicture() throws {
    let file = path("no.png")
    #expect {
      try saveImage(Tensor.zeros([4, 4], dtype: .float32), to: file)
    } throws: {
      var error = $0 as? KerasError
      error?.file = nil
      return error?.description == """
        Picture '\(file)' cannot be written.
          expected  [height, width, channels] with 1, 3 or 4 channels
          received  [4, 4] float32
          fix       give one picture of a batch: images[0]
        """
    }
    let pixels = Tensor.zeros([2, 2, 3], dtype: .float32)
    for bad in [Double.nan, .infinity, -1, 256] {
      #expect(throws: KerasError.self) { try saveImage(pixels + bad, to: file, scale: false) }
    }
    #expect(throws: KerasError.self) { try saveImage(pixels, to: file + ".gif") }
    #expect(throws: KerasError.self) { try saveImage(pixels, to: "/nowhere/at/all.png") }
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(throws: KerasError.self) { try loadImage(ImageDatasetTests.pictures + "/apple/notes.txt") }
    #expect(throws: KerasError.self) { try loadImage(ImageDatasetTests.pictures) }
    let zebra = ImageDatasetTests.pictures + "/Zebra/z1.png"
    for size in [(0, 1), (1, -1), (.max, .max)] {
      #expect(throws: KerasError.self) { try loadImage(zebra, targetSize: size) }
    }
    #expect(throws: KerasError.self) { try loadImage(zebra, targetSize: (4, 4), interpolation: .lanczos5) }
  }
}
