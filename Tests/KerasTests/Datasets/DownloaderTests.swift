import Formats
import Foundation
import Testing

@testable import Keras

@Suite struct DownloaderTests {
  typealias Answer = ScriptedTransport.Answer
  static let content = Array("the quick brown fox jumps over the lazy dog".utf8)
  static let digest = SHA256.hexDigest(of: content)
  static let first = "https://first.example/a.bin"
  static let second = "https://second.example/a.bin"

  static func file(_ addresses: [String] = [first]) -> RemoteFile {
    RemoteFile(name: "a.bin", byteCount: content.count, sha256: digest, addresses: addresses)
  }

  static func part(_ range: Range<Int>) -> [UInt8] { Array(content[range]) }

  static func stored(_ path: String) throws -> [UInt8] { try FileSource(path: path).readAll().array }

  @Test func wholeFile() throws {
    try withTemporaryFolder { folder in
      let network = ScriptedTransport([
        Self.first: [Answer(chunks: [Self.part(0..<10), Self.part(10..<Self.content.count)])]
      ])
      var reports: [DownloadProgress] = []
      let downloader = Downloader(transport: network) { reports.append($0) }
      let path = try downloader.fetch(Self.file(), into: folder + "/deep/cache")
      #expect(path == folder + "/deep/cache/a.bin")
      #expect(try Self.stored(path) == Self.content)
      #expect(reports.map(\.received) == [10, 43])
      #expect(reports.allSatisfy { $0.total == 43 && $0.name == "a.bin" })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/deep/cache") == ["a.bin"])
      // A file that is there is not asked for again.
      #expect(try downloader.fetch(Self.file(), into: folder + "/deep/cache") == path)
      #expect(network.requests == [.init(address: Self.first, offset: 0)])
    }
  }

  @Test func goesOnWhereItWasCutOff() throws {
    try withTemporaryFolder { folder in
      let network = ScriptedTransport([
        Self.first: [
          Answer(chunks: [Self.part(0..<20)], failure: "connection reset"),
          Answer(status: 206, chunks: [Self.part(20..<43)]),
        ]
      ])
      let downloader = Downloader(transport: network)
      #expect(throws: DownloadFailure(attempts: ["\(Self.first): connection reset"])) {
        try downloader.fetch(Self.file(), into: folder)
      }
      #expect(try Self.stored(folder + "/a.bin.part") == Self.part(0..<20))
      let path = try downloader.fetch(Self.file(), into: folder)
      #expect(try Self.stored(path) == Self.content)
      #expect(network.requests == [.init(address: Self.first, offset: 0), .init(address: Self.first, offset: 20)])
    }
  }

  @Test func goesOnAtTheNextAddress() throws {
    try withTemporaryFolder { folder in
      let network = ScriptedTransport([
        Self.first: [Answer(chunks: [Self.part(0..<20)])],
        Self.second: [Answer(status: 206, chunks: [Self.part(20..<43)])],
      ])
      let path = try Downloader(transport: network).fetch(Self.file([Self.first, Self.second]), into: folder)
      #expect(try Self.stored(path) == Self.content)
      #expect(network.requests.last == .init(address: Self.second, offset: 20))
    }
  }

  @Test func serverWithoutRanges() throws {
    try withTemporaryFolder { folder in
      try Data(Self.part(0..<20)).write(to: URL(filePath: folder + "/a.bin.part"))
      let network = ScriptedTransport([Self.first: [Answer(status: 200, chunks: [Self.content])]])
      let path = try Downloader(transport: network).fetch(Self.file(), into: folder)
      #expect(try Self.stored(path) == Self.content)
    }
  }

  /// The rest of an earlier attempt may be of another file, or the machine may have crashed while it was written.
  @Test(arguments: [Array("THE".utf8), Array(repeating: 0, count: 43), Array(repeating: 0, count: 99)])
  func wrongPartIsDroppedOnce(_ part: [UInt8]) throws {
    try withTemporaryFolder { folder in
      try Data(part).write(to: URL(filePath: folder + "/a.bin.part"))
      var answers = [Answer(chunks: [Self.content])]
      if part.count < 43 { answers.insert(Answer(status: 206, chunks: [Self.part(part.count..<43)]), at: 0) }
      let network = ScriptedTransport([Self.first: answers])
      let path = try Downloader(transport: network).fetch(Self.file(), into: folder)
      #expect(try Self.stored(path) == Self.content)
      #expect(network.requests.last == .init(address: Self.first, offset: 0))
    }
  }

  @Test func everyReasonIsTold() throws {
    try withTemporaryFolder { folder in
      let changed = Self.content.map { $0 ^ 1 }
      let addresses = (0..<5).map { "https://\($0).example/a.bin" }
      let network = ScriptedTransport([
        addresses[0]: [Answer(status: 404, chunks: [Array("nothing here".utf8)])],
        addresses[1]: [Answer(chunks: [changed])],
        addresses[2]: [Answer(chunks: [Self.content, Self.content])],
        addresses[3]: [Answer(chunks: [Self.part(0..<3)])],
      ])
      let failure = DownloadFailure(attempts: [
        "https://0.example/a.bin: HTTP status 404",
        "https://1.example/a.bin: SHA-256 \(SHA256.hexDigest(of: changed)) instead of \(Self.digest)",
        "https://2.example/a.bin: more than 43 bytes",
        "https://3.example/a.bin: 3 of 43 bytes, then nothing more",
        "https://4.example/a.bin: no route to host",
      ])
      #expect(throws: failure) { try Downloader(transport: network).fetch(Self.file(addresses), into: folder) }
      #expect(!FileManager.default.fileExists(atPath: folder + "/a.bin"))
    }
  }

  @Test func folderThatCannotBeMade() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: URL(filePath: folder + "/file"))
      let downloader = Downloader(transport: ScriptedTransport([:]))
      do {
        _ = try downloader.fetch(Self.file(), into: folder + "/file/cache")
        Issue.record("a folder inside a file was made")
      } catch let failure as DownloadFailure {
        #expect(failure.attempts.count == 1)
        #expect(failure.attempts[0].hasPrefix("'\(folder)/file/cache' cannot be written to: "))
      }
    }
  }

  @Test func progressText() {
    func lines(isTerminal: Bool) -> String {
      var text = ""
      let print = DownloadProgress.printer(isTerminal: isTerminal) { text += $0 }
      for received in [1_000_000, 1_000_001, 5_149_000, 11_490_434] {
        print(DownloadProgress(name: "mnist.npz", received: received, total: 11_490_434))
      }
      return text
    }
    #expect(
      lines(isTerminal: true)
        == "\rmnist.npz  1.0 MB of 11 MB\rmnist.npz  5.1 MB of 11 MB\rmnist.npz  11 MB of 11 MB\n")
    #expect(lines(isTerminal: false) == "mnist.npz  11 MB of 11 MB\n")
    #expect(DownloadProgress(name: "labels", received: 1500, total: 4542).text == "labels  1.5 kB of 4.5 kB")
  }
}
