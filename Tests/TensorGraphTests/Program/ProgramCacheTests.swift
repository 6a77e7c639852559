import Testing

@testable import TensorGraph

@Suite struct ProgramCacheTests {
  private func filled(_ byteCounts: [Int]) -> Programs<Int, String> {
    var programs = Programs<Int, String>()
    for (key, byteCount) in byteCounts.enumerated() { programs.insert("\(key)", for: key, byteCount: byteCount) }
    return programs
  }

  private func left(_ programs: Programs<Int, String>) -> [String] { programs.values.sorted() }

  @Test func theLeastRecentlyUsedGoes() {
    ProgramCache.$override.withValue((count: 3, byteCount: 1000)) {
      var programs = filled([1, 1, 1])
      #expect(programs.find(0) == "0")
      programs.insert("3", for: 3, byteCount: 1)
      #expect(left(programs) == ["0", "2", "3"])
      #expect(programs.find(1) == nil)
      #expect(programs.count == 3)
    }
  }

  @Test func bytesAreCounted() {
    ProgramCache.$override.withValue((count: 100, byteCount: 1000)) {
      #expect(left(filled([400, 400, 400])) == ["1", "2"])
      #expect(left(filled([1, 1, 1, 999])) == ["2", "3"])
      // One that takes the place of another counts once.
      var programs = filled([600, 300])
      programs.insert("again", for: 0, byteCount: 600)
      #expect(left(programs) == ["1", "again"])
    }
  }

  /// The program in use stays, however small the limits are.
  @Test(arguments: [(count: 0, byteCount: 1000), (count: -1, byteCount: -1), (count: 100, byteCount: 10)])
  func oneAlwaysStays(_ limits: (count: Int, byteCount: Int)) {
    ProgramCache.$override.withValue(limits) { #expect(left(filled([500, 500, 500])) == ["2"]) }
  }

  @Test func evaluationCompilesAnew() throws {
    try ProgramCache.$override.withValue((count: 1, byteCount: .max)) {
      for _ in 0..<3 {
        for length in 1...4 {
          let sum = try (Tensor.arange(length, dtype: .float32) * 2 + 1).sum().scalar()
          #expect(sum == Double(length * length))
        }
      }
    }
  }

  @Test func compiledFunctionsCompileAnew() throws {
    try ProgramCache.$override.withValue((count: 2, byteCount: .max)) {
      let double = compiled { (x: Tensor) in x * 2 }
      for length in [1, 2, 3, 3, 2, 1] {
        let found = try double(Tensor.ones([length])).scalars()
        #expect(found == Array(repeating: 2, count: length))
      }
      #expect(double.traceCount == 4)
    }
  }
}

@Suite struct WorkingMemoryTests {
  @Test func blocksAreShared() throws {
    let memory = WorkingMemory()
    let large = try memory.borrow(byteCount: 1 << 20)
    let small = try memory.borrow(byteCount: 100)
    #expect(large.pointer != small.pointer)
    memory.giveBack(large)
    memory.giveBack(small)
    // Each gets the smallest that will do.
    let again = try memory.borrow(byteCount: 50)
    #expect(again === small)
    let other = try memory.borrow(byteCount: 50)
    #expect(other === large)
    memory.giveBack(other)
    memory.giveBack(again)
    #expect(memory.idleByteCount == (1 << 20) + 100)
    // A larger one takes the place of the largest.
    memory.giveBack(try memory.borrow(byteCount: 2 << 20))
    #expect(memory.idleByteCount == (2 << 20) + 100)
  }

  @Test func blocksGoWithThosePrograms() throws {
    let memory = WorkingMemory()
    for byteCount in [1000, 1000, 500] { memory.reserve(byteCount: byteCount) }
    memory.giveBack(try memory.borrow(byteCount: 1000))
    memory.release(byteCount: 1000)
    #expect(memory.idleByteCount == 1000)
    memory.release(byteCount: 1000)
    #expect(memory.idleByteCount == 0)
    memory.giveBack(try memory.borrow(byteCount: 500))
    #expect(memory.idleByteCount == 500)
  }

  @Test func moreThanThereIsIsAnError() {
    let memory = WorkingMemory()
    #expect(throws: KerasError.self) { try memory.borrow(byteCount: 1 << 60) }
  }
}
