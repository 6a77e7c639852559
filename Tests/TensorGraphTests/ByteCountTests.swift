import Testing

@testable import TensorGraph

@Suite struct ByteCountTests {
  @Test(arguments: [
    (0, "0 bytes", "0.00 B"), (9, "9 bytes", "9.00 B"), (999, "999 bytes", "999.00 B"), (1000, "1.0 kB", "1000.00 B"),
    (1024, "1.0 kB", "1.00 KB"), (417_024, "417 kB", "407.25 KB"), (11_490_434, "11 MB", "10.96 MB"),
    (4_000_000_000_000, "4.0 TB", "3.64 TB"), (Int.max, "9.2 EB", "8388608.00 TB"),
  ])
  func bytes(count: Int, text: String, keras: String) {
    #expect(ByteCount.text(count) == text)
    #expect(ByteCount.kerasText(count) == keras)
  }
}
