import Foundation
import Testing

@testable import Formats

@Suite struct FileTests {
  @Test func missingFile() {
    for read in [{ _ = try NPY.read(path: $0) }, { _ = try NPZ.read(path: $0) }, { _ = try IDX.read(path: $0) }]
      as [(String) throws -> Void]
    {
      #expect(
        formatErrorText { try read("no/such/file") } == """
          File 'no/such/file' cannot be opened.
            expected  a readable file
            received  No such file or directory
            fix       check the path and its permissions
          """)
    }
  }

  /// A named pipe that nobody writes to would keep a reader waiting for ever.
  @Test func folderAndPipe() throws {
    try withTemporaryFolder { folder in
      #expect(
        formatErrorText { _ = try NPZ.read(path: folder) } == """
          File '\(folder)' cannot be opened.
            expected  a regular file
            received  a folder
            fix       give the path of the file itself
          """)
      let pipe = folder + "/pipe"
      try #require(mkfifo(pipe, 0o600) == 0)
      #expect(
        formatErrorText { _ = try NPY.read(path: pipe) } == """
          File '\(pipe)' cannot be opened.
            expected  a regular file
            received  a device, pipe or socket
            fix       give the path of the file itself
          """)
    }
  }

  @Test func failedWriteLeavesTheOldFile() throws {
    struct Interruption: Error {}
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try AtomicFile.write([ByteStorage([1])], to: path)
      #expect(throws: Interruption.self) {
        try AtomicFile.write(to: path) { temporary in
          try Data([2]).write(to: URL(filePath: temporary))
          throw Interruption()
        }
      }
      #expect(try FileSource(path: path).readAll().array == [1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
      try AtomicFile.write([ByteStorage([3]), ByteStorage([]), ByteStorage([4, 5])], to: path)
      #expect(try FileSource(path: path).readAll().array == [3, 4, 5])
    }
  }

  @Test func linksStayLinks() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write([ByteStorage([1])], to: folder + "/real")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real")
      try AtomicFile.write([ByteStorage([2])], to: folder + "/link")
      #expect(try FileSource(path: folder + "/real").readAll().array == [2])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
    }
  }

  @Test func unwritable() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/none/a.npy"
      let array = try sampleArray(.uint8)
      for write in [{ try NPY.write(array, to: path) }, { try NPZ.write([.init("a", array)], to: path) }]
        as [() throws -> Void]
      {
        #expect(
          formatErrorText(write) == """
            File '\(path)' cannot be written.
              expected  a folder that exists, may be written to and has room
              received  No such file or directory
              fix       create the folder, free space on the disk, or choose another path
            """)
      }
    }
  }

  @Test func impossibleAllocation() {
    #expect(
      formatErrorText { _ = try ByteStorage(count: .max, who: "A test cannot be read.") } == """
        A test cannot be read.
          expected  9223372036854775807 bytes of free memory
          received  an allocation that the system refused
          fix       free memory, or read the data in smaller files
        """)
  }
}
