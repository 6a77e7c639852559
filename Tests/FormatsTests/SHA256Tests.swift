import Foundation
import Testing

@testable import Formats

@Suite struct SHA256Tests {
  /// The examples of the standard (FIPS 180-4) and lengths around the block of 64, whose digests Python's hashlib gives.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ("x", 55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"),
    ("x", 63, "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"),
    ("x", 64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"),
    ("x", 65, "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"),
  ])
  func digests(text: String, count: Int, digest: String) {
    let message = Array(String(repeating: text, count: count).utf8)
    #expect(SHA256.hexDigest(of: message) == digest)
    for piece in [1, 7, 64, 100] where message.count < 1000 {
      var hash = SHA256()
      for start in stride(from: 0, to: message.count, by: piece) {
        Array(message[start..<min(start + piece, message.count)]).withUnsafeBytes { hash.update($0) }
      }
      #expect(hash.finalizedHex() == digest)
    }
  }

  @Test func files() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Data/mnist").standardized.path
    #expect(
      try SHA256.hexDigest(ofFile: folder + "/train-images-idx3-ubyte.gz")
        == "0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971")
    #expect(throws: FormatError.self) { try SHA256.hexDigest(ofFile: folder) }
  }
}
