import Testing

@testable import Formats

/// The full text of messages about HDF5.
@Suite struct HDF5MessageTests {
  @Test func notHDF5() {
    #expect(
      formatErrorText { _ = try HDF5File(RandomAccessMemory(Array("PK\u{3}\u{4} a zip archive".utf8) as [UInt8])) }
        == """
        HDF5 data in memory cannot be opened.
          expected  \\x89HDF\\x0d\\x0a\\x1a\\x0a at the start
          received  'PK\\x03\\x04 a z'
          fix       give a file written by Keras' save_weights or h5py; if it is one, it is damaged: download it again
        """)
    #expect(formatErrorText { _ = try HDF5File(RandomAccessMemory([])) }.contains("an empty file"))
  }

  @Test func cutShort() throws {
    let good = try FileSource(path: hdf5File("keras2.h5")).readAll().array
    #expect(
      formatErrorText { _ = try HDF5File(RandomAccessMemory(Array(good.dropLast(1)))) } == """
        HDF5 data in memory cannot be opened.
          expected  \(good.count) bytes, as its superblock says
          received  \(good.count - 1) bytes
          fix       the file is cut short or damaged: download or write it again
        """)
  }

  @Test func linksAreNotFollowed() throws {
    let path = hdf5File("links.h5")
    let root = try HDF5File(path: path).root
    #expect(try root.names() == ["data", "external", "soft"])
    #expect(try root.dataset("data")?.read().elements(as: Int8.self) == [1])
    #expect(
      formatErrorText { _ = try root.object("soft") } == """
        object '/soft' of HDF5 file '\(path)' cannot be read.
          expected  a group or dataset of the file
          received  a soft link to '/data'
          fix       put a copy in the place of the link with h5py; links are not followed, so that no file can reach for others
        """)
    #expect(
      formatErrorText { try root.forEachObject { _, _ in } }.contains(
        "received  a link to '/data' in the file 'other.h5'"))
  }

  /// What reports on a file goes on behind what can't be read.
  @Test func unreadableObjectsCanBePassedOver() throws {
    var visited: [String] = []
    var unreadable: [String] = []
    try HDF5File(path: hdf5File("links.h5")).root.forEachObject(
      unreadable: { path, _ in unreadable.append(path) }, { path, _ in visited.append(path) })
    #expect(visited == ["/data"])
    #expect(unreadable == ["/external", "/soft"])
  }

  @Test func elementsThatArraysCannotHave() throws {
    let path = hdf5File("types_latest.h5")
    let root = try HDF5File(path: path).root
    #expect(
      formatErrorText { _ = try root.dataset("record")?.read() } == """
        dataset '/record' of HDF5 file '\(path)' cannot be read.
          expected  bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, bfloat16, float32, float64 \
        or complex numbers
          received  elements of type records with 3 fields
          fix       write the dataset with one of the expected types
        """)
    let text = formatErrorText { _ = try root.dataset("texts")?.read() }
    #expect(text.hasSuffix("fix       read it as text"))
    #expect(
      formatErrorText { _ = try root.dataset("scalar")?.readTexts() } == """
        dataset '/scalar' of HDF5 file '\(path)' cannot be read.
          expected  text
          received  elements of type float64
          fix       read it as an array of numbers
        """)
  }

  @Test func damagedInTheMiddle() throws {
    var bytes = try FileSource(path: hdf5File("types_latest.h5")).readAll().array
    let place = try #require(bytes.indices.last { bytes[$0...].starts(with: "BTLF".utf8) })
    bytes[place + 6] ^= 1
    let text = formatErrorText { _ = try HDF5File(RandomAccessMemory(bytes)).root.names() }
    let other = formatErrorText { _ = try HDF5File(RandomAccessMemory(bytes)).root.attributes() }
    #expect(
      [text, other].contains(
        """
        group '/' of HDF5 data in memory cannot be read.
          expected  a B-tree node without damage
          received  a wrong checksum
          fix       the file is cut short or damaged: download or write it again
        """))
  }

  @Test func missingNames() throws {
    let root = try HDF5File(path: hdf5File("keras2.h5")).root
    #expect(try root.object("model_weights/none") == nil)
    #expect(try root.object("none/none") == nil)
    #expect(try root.group("model_weights/dense_1/dense_1/kernel:0") == nil)
    #expect(try root.dataset("model_weights") == nil)
    #expect(try root.attributes().value("none") == nil)
    #expect(try root.attributes().value("keras_version")?.text == "2.2.4")
  }
}
