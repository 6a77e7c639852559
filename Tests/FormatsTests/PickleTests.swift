import Testing

@testable import Formats

/// Pickles that Python wrote (see generate.py), and ones that nobody should trust.
@Suite struct PickleTests {
  private func read(_ name: String) throws -> Pickle {
    try Pickle(FileSource(path: file(name)).readAll(), label: "'\(name)'")
  }

  @Test(arguments: [2, 3, 4])
  func everythingThatDataSetsNeed(_ version: Int) throws {
    let pickle = try read("protocol\(version).pickle")
    let fields = try pickle.dictionary(pickle.root)
    let numbers = [0, 1, 255, 256, 65535, 65536, -1, -(1 << 31), 1 << 31, -(1 << 62), 1 << 62]
    #expect(try pickle.integers(#require(fields["numbers"])) == numbers)
    #expect(fields["real"] == .real(-2.5))
    #expect(fields["none"] == Pickle.Value.none)
    guard case .list(let flags) = fields["flags"], case .list(let tuples) = fields["tuples"],
      case .list(let shared) = fields["shared"]
    else {
      Issue.record("lists are missing")
      return
    }
    #expect(pickle.sequences[flags] == [.bool(true), .bool(false)])
    let lengths = pickle.sequences[tuples].map { item -> Int in
      if case .tuple(let index) = item { return pickle.sequences[index].count }
      return -1
    }
    #expect(lengths == [0, 1, 2, 3, 4])
    #expect(pickle.string(try #require(fields["text"])) == String(repeating: "x", count: 300))
    // One list, mentioned twice.
    #expect(pickle.sequences[shared][0] == pickle.sequences[shared][1])
    let images = try pickle.array(#require(fields["images"]))
    #expect(images.shape == [3, 4])
    #expect(images.elements(as: UInt8.self) == (0..<12).map { UInt8($0 * 20) })
    let columns = try pickle.array(#require(fields["columns"]))
    #expect(columns.shape == [2, 3])
    #expect(columns.elements(as: Int16.self) == [0, 1, 2, 3, 4, 5])
    #expect(try pickle.array(#require(fields["big"])).elements(as: Float.self) == [0, 1, 2])
  }

  @Test func arraysOfLists() throws {
    let pickle = try NPY.readObjects(from: FileSource(path: file("ragged.npy")))
    #expect(try pickle.objects(pickle.root).map { try pickle.integers($0) } == [[1, 2, 3], [], [70000]])
    let text = formatErrorText { _ = try NPY.readObjects(from: FileSource(path: file("vector.npy"))) }
    #expect(text.contains("received  an array of numbers"))
  }

  static let trust = "the file is damaged or another one: download it again from a source that you trust"

  /// No call is made, and no name but three is known.
  @Test func calls() throws {
    #expect(
      formatErrorText { _ = try read("call.pickle") } == """
        pickle 'call.pickle' cannot be read.
          expected  only the names that arrays of NumPy are made with
          received  'pathlib.PurePosixPath'
          fix       \(Self.trust)
        """)
    let text = formatErrorText { _ = try read("protocol5.pickle") }
    #expect(text.contains("received  'numpy._core.numeric._frombuffer'"))
    let shell = Array("\u{2}cos\nsystem\n(U\u{4}echoR.".utf8)
    #expect(
      formatErrorText { _ = try Pickle(ByteStorage([0x80] + shell)) }.contains("received  'os.system'"))
  }

  /// Each is wrong in another way; none may crash, hang, or take much memory.
  @Test(
    arguments: [
      ([], "its end at byte 0"),
      ([0x80], "its end at byte 1"),
      ([0x80, 9], "protocol 9 at byte 2"),
      (Array("K".utf8), "1 byte, more than there are, at byte 1"),
      (Array("T\u{7F}\u{7F}\u{7F}\u{7F}".utf8), "2139062143 bytes, more than there are, at byte 5"),
      (Array("a.".utf8), "an empty stack at byte 1"),
      (Array("t.".utf8), "the end of a list without its start at byte 1"),
      (Array("h\u{0}.".utf8), "a reference to nothing at byte 2"),
      (Array("N(q\u{0}.".utf8), "an empty stack at byte 4"),
      (Array("NNa.".utf8), "items for something that is no list at byte 3"),
      (Array("NNR.".utf8), "arguments that are no tuple at byte 3"),
      (Array("N)R.".utf8), "a call of something else than an array at byte 3"),
      (Array("NNb.".utf8), "a state that is no tuple at byte 3"),
      (Array("NN.".utf8), "2 objects at the end at byte 3"),
      (Array("(N.".utf8), "1 object at the end at byte 3"),
      ([0x8E, 255, 255, 255, 255, 255, 255, 255, 255], "a number beyond 63 bits at byte 9"),
      (Array("ios\nsystem\n.".utf8), "instruction 0x69 at byte 0"),
    ] as [([UInt8], String)])
  func damaged(_ bytes: [UInt8], _ received: String) throws {
    let text = formatErrorText { _ = try Pickle(ByteStorage(bytes)) }
    #expect(text.contains("received  \(received)\n"), "\(text)")
  }

  /// Lists in lists in lists: freeing them must not take the stack.
  @Test func deepNesting() throws {
    let depth = 300_000
    let bytes =
      Array(repeating: UInt8(ascii: "]"), count: depth) + Array(repeating: UInt8(ascii: "a"), count: depth - 1)
    let pickle = try Pickle(ByteStorage(bytes + [UInt8(ascii: ".")]))
    #expect(pickle.sequences.count == depth)
    // A list that holds itself.
    let cycle = try Pickle(ByteStorage(Array("]q\u{0}h\u{0}a.".utf8)))
    #expect(cycle.sequences == [[.list(0)]])
  }

  /// Every prefix of a good file, and every byte changed: an error or a value, never a crash.
  @Test(arguments: [2, 4])
  func anyDamage(_ version: Int) throws {
    let good = try bytes("protocol\(version).pickle")
    for count in 0..<good.count {
      #expect(throws: FormatError.self) { try Pickle(ByteStorage(Array(good[..<count]))) }
    }
    for place in good.indices {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var bad = good
        bad[place] ^= change
        guard let pickle = try? Pickle(ByteStorage(bad)), let fields = try? pickle.dictionary(pickle.root) else {
          continue
        }
        for value in fields.values {
          _ = try? pickle.array(value)
          _ = try? pickle.integers(value)
        }
      }
    }
  }
}
