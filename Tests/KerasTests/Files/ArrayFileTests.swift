import Foundation
import Testing

@testable import Keras

/// Arrays from and to files, through the public functions alone.
@Suite struct ArrayFileTests {
  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "arrays-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path + "/")
  }

  private static func message(_ body: () throws -> Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      var error = error as? KerasError
      #expect(error?.file?.hasSuffix("ArrayFileTests.swift") == true)
      error?.file = nil
      return error?.description ?? "another error"
    }
  }

  @Test(arguments: [DType.float32, .float16, .bfloat16, .float64, .bool, .int8, .uint8, .int64])
  func tensorsComeBack(dtype: DType) throws {
    try Self.withFolder { folder in
      let x = Tensor([0, 1, 2, 3, 4, 5] as [Float], shape: [2, 3]).cast(to: dtype)
      for name in ["x.npy", "x.npz"] {
        try x.write(to: folder + name)
        let y = try Tensor(contentsOf: folder + name)
        #expect(y.type == x.type)
        #expect(try y.scalars() == x.scalars())
      }
      try x.write(to: folder + "x.csv")
      #expect(try Tensor(contentsOf: folder + "x.csv").scalars() == x.scalars())
    }
  }

  @Test func archivesKeepNamesAndOrder() throws {
    try Self.withFolder { folder in
      let map = TensorMap([
        .init(name: "z", tensor: Tensor([1, 2] as [Float])), .init(name: nil, tensor: Tensor([3] as [Int32])),
        .init(name: "a", tensor: Tensor([4] as [UInt8])),
      ])
      for compressed in [false, true] {
        try map.write(to: folder + "x.npz", compressed: compressed)
        let again = try TensorMap(contentsOf: folder + "x.npz")
        #expect(again.names == ["z", "arr_1", "a"])
        #expect(again["a"]?.dtype == .uint8)
        #expect(try again["z"]?.scalars() == [1, 2])
      }
      let twice = TensorMap([.init(name: "a", tensor: Tensor(1)), .init(name: "a", tensor: Tensor(2))])
      #expect(
        Self.message { try twice.write(to: folder + "y.npz") } == """
          '\(folder)y.npz' cannot be written.
            expected  a name of its own for each tensor
            received  'a' twice
            fix       give the tensors other names
          """)
      #expect(
        Self.message { try Tensor(contentsOf: folder + "x.npz") } == """
          '\(folder)x.npz' is not one array.
            expected  one array in the file
            received  3 arrays
            fix       read them by name: let data = try TensorMap(contentsOf: path)
          """)
    }
  }

  @Test func otherFilesAreRefused() throws {
    #expect(
      Self.message { try Tensor(contentsOf: "cat.png") } == """
        'cat.png' is of another kind.
          expected  a name that ends in .npy, .npz or .csv
          received  .png
          fix       save it with numpy.save; pictures are read by KerasImages' loadImage
        """)
    #expect(Self.message { try Tensor(contentsOf: "/nowhere.npy") }.hasPrefix("File '/nowhere.npy' cannot be opened."))
    let unwritable = Self.message { try Tensor(1).write(to: "/nowhere/x.npy") }
    #expect(unwritable.hasPrefix("File '/nowhere/x.npy' cannot be written."))
    #expect(Self.message { try Tensor(1).write(to: "x.txt") }.hasPrefix("'x.txt' is of another kind."))
    let failed = Tensor([1, 2] as [Float]) + Tensor([1, 2, 3] as [Float])
    #expect(throws: KerasError.self) { try failed.write(to: "/tmp/never.npy") }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/never.npy"))
  }
}
