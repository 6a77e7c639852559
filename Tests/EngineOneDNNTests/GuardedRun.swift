import Foundation

@testable import EngineOneDNN
@testable import TensorGraph

/// One run of a program in memory whose buffers all have ground behind them that nothing may touch.
struct GuardedRun {
  let outputs: [HostArray]
  /// oneDNN's implementations that ran.
  let implementations: Set<String>
  let isIntact: Bool

  init(_ program: Program, _ inputs: [HostArray]) throws {
    var options = OneDNNEngine.Options(threadCount: 1)
    options.guardsMemory = true
    let plan = try OneDNNEngine(options: options).plan(program)
    let storages = inputs.map { GuardedStorage(byteCount: $0.type.byteCount, copying: $0.storage) }
    let results = program.outputTypes.map { GuardedStorage(byteCount: $0.byteCount) }
    try plan.run(inputs: storages.map(\.storage), outputs: results.map(\.storage))
    outputs = try zip(results, program.outputTypes).map { HostArray(storage: try $0.storage.copy(), type: $1) }
    implementations = plan.implementations
    isIntact = plan.guardsAreIntact && (storages + results).allSatisfy(\.isIntact)
  }
}

/// A tensor's memory between two pieces of guarded ground.
private final class GuardedStorage {
  let storage: Storage
  private let guards: [UnsafeMutableRawBufferPointer]

  init(byteCount: Int, copying source: Storage? = nil) {
    let size = MemoryPlan.guardByteCount
    let start = UnsafeMutableRawPointer.allocate(byteCount: byteCount + 2 * size, alignment: 64)
    guards = [.init(start: start, count: size), .init(start: start + size + byteCount, count: size)]
    for part in guards { ExecutionContext.fillGuard(part) }
    if let source {
      (start + size).copyMemory(from: source.pointer, byteCount: byteCount)
    } else {
      ExecutionContext.fillGuard(.init(start: start + size, count: byteCount))
    }
    storage = Storage(adopting: start + size, byteCount: byteCount, release: {})
  }

  deinit { guards[0].baseAddress!.deallocate() }

  var isIntact: Bool { guards.allSatisfy(ExecutionContext.isIntact) }
}
