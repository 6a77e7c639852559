import CKernels
import Foundation
import Testing

@Suite struct ForkTests {
  /// The child has none of the parent's threads: it works on its own one instead of waiting for them.
  @Test func theChildOfAForkFinishes() throws {
    let body: ck_task = { context, task, _ in
      context!.assumingMemoryBound(to: Int32.self)[Int(task)] += 1
    }
    var counts = [Int32](repeating: 0, count: 8)
    ck_parallel(body, &counts, 8, 2)
    #expect(counts == Array(repeating: 1, count: 8))
    // Swift leaves fork out, since most of what a child may call is not safe; this one calls C alone.
    let fork = unsafeBitCast(dlsym(nil, "fork"), to: (@convention(c) () -> Int32).self)
    let memory = UnsafeMutablePointer<Int32>.allocate(capacity: 8)
    memory.initialize(repeating: 0, count: 8)
    defer { memory.deallocate() }
    let child = fork()
    if child == 0 {
      ck_parallel(body, memory, 8, 2)
      _exit(memory[0] + memory[7] == 2 ? 0 : 1)
    }
    var status: Int32 = -1
    var ended: Int32 = 0
    for _ in 0..<200 where ended == 0 {
      usleep(50_000)
      ended = waitpid(child, &status, WNOHANG)
    }
    if ended == 0 { kill(child, SIGKILL) }
    #expect(ended == child)
    #expect(status == 0)
  }
}
