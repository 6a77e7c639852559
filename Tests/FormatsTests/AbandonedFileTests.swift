import Foundation
import Formats
import TestKit
import Testing

/// What a killed writer leaves behind is removed by the next one; what others still write is left alone.
struct AbandonedFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func theNextWriteRemovesThem() throws {
    try withFolder { folder in
      let manager = FileManager.default
      // As a killed write leaves it, and three files that are somebody else's.
      for name in [".m.bin.k3j9.tmp", ".m.bin.notes.txt.tmp", ".other.bin.k3j9.tmp", "m.bin.k3j9.tmp"] {
        #expect(manager.createFile(atPath: "\(folder)/\(name)", contents: Data([1, 2, 3])))
      }
      try AtomicFile.write([ByteStorage([9])], to: "\(folder)/m.bin")
      let left = try manager.contentsOfDirectory(atPath: folder).sorted()
      #expect(left == [".m.bin.notes.txt.tmp", ".other.bin.k3j9.tmp", "m.bin", "m.bin.k3j9.tmp"])
    }
  }

  @Test func whatIsBeingWrittenStays() throws {
    try withFolder { folder in
      try AtomicFile.write(to: "\(folder)/m.bin") { temporary in
        try AtomicFile.write([ByteStorage([1])], to: "\(folder)/m.bin")
        #expect(FileManager.default.fileExists(atPath: temporary))
        try Data([2]).write(to: URL(filePath: temporary))
      }
      #expect(try Data(contentsOf: URL(filePath: "\(folder)/m.bin")) == Data([2]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["m.bin"])
    }
  }
}
