import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// The convolution of one sample is cut along the picture, so that several threads work on it.
@Suite struct SlabTests {
  struct Picture: Sendable, CustomTestStringConvertible {
    let lengths: [Int]
    let channels: Int
    let kernel: [Int]
    let filters: Int
    var stride = 1
    var dilation = 1
    var groups = 1
    /// What is added in front of each axis and behind it; half of the kernel's reach unless given.
    var padding: Int?
    var testDescription: String {
      "\(lengths)x\(channels)->\(filters) k\(kernel) s\(stride) d\(dilation) g\(groups)"
    }

    var geometry: WindowGeometry {
      let reach = kernel.map { ($0 - 1) * dilation }
      return WindowGeometry(
        strides: kernel.map { _ in stride }, padLow: reach.map { padding ?? $0 / 2 },
        padHigh: reach.map { padding ?? $0 - $0 / 2 }, dilation: kernel.map { _ in dilation })
    }

    /// The plan for a batch of so many samples, and its program: convolution, bias and relu.
    func plan(samples: Int) throws -> (plan: Plan, program: Program) {
      let program = try traced(try inputs(samples: samples)) { inputs in
        [relu(apply(Convolution(geometry: geometry, groups: groups), [inputs[0], inputs[1]]) + inputs[2])]
      }
      return (try Way.usual.engine.plan(program), program)
    }

    func inputs(samples: Int) throws -> [HostArray] {
      let one = sample([1] + lengths + [channels], seed: 1)
      let storage = try Storage(byteCount: samples * one.count * 4)
      for index in 0..<samples {
        (storage.pointer + index * one.count * 4).copyMemory(from: one.storage.pointer, byteCount: one.count * 4)
      }
      let x = HostArray(storage: storage, type: TensorType(Shape([samples] + lengths + [channels]), .float32))
      return [x, sample(kernel + [channels / groups, filters], seed: 2), sample([filters], seed: 3)]
    }
  }

  static let pictures = [
    Picture(lengths: [80, 80], channels: 32, kernel: [3, 3], filters: 64),
    Picture(lengths: [161, 160], channels: 16, kernel: [3, 3], filters: 128, stride: 2),
    Picture(lengths: [83, 80], channels: 32, kernel: [3, 3], filters: 64, dilation: 2),
    Picture(lengths: [61, 60], channels: 256, kernel: [1, 1], filters: 128),
    Picture(lengths: [80, 80], channels: 64, kernel: [1, 1], filters: 256, padding: 1),
    Picture(lengths: [81, 80], channels: 64, kernel: [3, 3], filters: 64, groups: 2),
    Picture(lengths: [16, 200], channels: 32, kernel: [15, 3], filters: 64),
    Picture(lengths: [80, 80], channels: 32, kernel: [4, 3], filters: 64, padding: 0),
    Picture(lengths: [4001], channels: 64, kernel: [5], filters: 128),
    Picture(lengths: [20, 24, 24], channels: 16, kernel: [3, 3, 3], filters: 32),
  ]

  @Test(arguments: pictures) func oneSampleAsInABatch(_ picture: Picture) throws {
    try expectAsInABatch(picture, isCut: true)
  }

  /// Where a slab would see nothing but padding, and where there is little to do, the sample stays whole.
  @Test(arguments: [
    Picture(lengths: [80, 80], channels: 64, kernel: [2, 1], filters: 256, padding: 2),
    Picture(lengths: [20, 20], channels: 32, kernel: [3, 3], filters: 64),
  ])
  func staysWhole(_ picture: Picture) throws {
    try expectAsInABatch(picture, isCut: false)
  }

  private func expectAsInABatch(_ picture: Picture, isCut: Bool) throws {
    let (one, program) = try picture.plan(samples: 1)
    #expect(
      isCut == one.lanes.contains { $0.pieces > 1 && one.names[Int($0.firstLaunch)].hasPrefix("convolution") })
    let (two, programOfTwo) = try picture.plan(samples: 2)
    let actual = try run(one, of: program, picture.inputs(samples: 1))[0]
    let expected = try run(two, of: programOfTwo, picture.inputs(samples: 2))[0]
    #expect((0..<actual.count).contains { actual.double($0) > 0 })
    #expect(distance(actual, expected) < 1e-4)
  }
}
