import Keras
import TestKit
import Testing

/// Layers for images on one picture without a batch axis, as Keras takes it.
@Suite struct SinglePictureTests {
  private static var layers: [any UnaryLayer] {
    [
      CenterCrop(height: 2, width: 3), Resizing(height: 3, width: 5), RandomCrop(height: 2, width: 3, seed: 1),
      RandomFlip(seed: 1), RandomRotation(0.1, seed: 1), RandomZoom(0.1, seed: 1), RandomTranslation(0.1, 0.1, seed: 1),
      RandomContrast(0.1, seed: 1), RandomBrightness(0.1, seed: 1), RandomHue(0.1, seed: 1),
      RandomSaturation(0.5, seed: 1), RandomGrayscale(0.5, seed: 1), RandomInvert(0.5, seed: 1),
      RandomSharpness(0.5, seed: 1), RandomColorDegeneration(0.5, seed: 1),
    ]
  }

  @Test func aPictureIsABatchOfOne() throws {
    let picture = Random.uniform([6, 7, 3], maximum: 255, seed: SeedGenerator(seed: 3))
    for training in [false, true] {
      for (one, batch) in zip(Self.layers, Self.layers) {
        let y = one(picture, training: training)
        let expected = batch(picture.expandedDimensions(0), training: training).squeezed(axis: 0)
        #expect(y.rank == 3, "\(one)")
        expectClose(y, expected, "\(one)")
        #expect(one(Tensor.zeros([2, 6, 7, 3]), training: training).rank == 4)
      }
    }
  }

  /// In a model three axes with the batch are a batch of pictures that lack their channels.
  @Test func aBatchWithoutChannelsIsAnError() {
    let y = RandomFlip(name: "flip")(Input(shape: [28, 28], name: "x"), file: "App.swift", line: 3)
    #expect(
      y.error?.description == """
        RandomFlip 'flip' cannot accept this input.
          expected  4 axes, with the batch
          received  [batch, 28, 28] float32   from 'x'
          fix       add an axis: give Input a shape with 3 axes, or use Reshape
          at        App.swift:3
        """)
  }
}
