import COneDNN
import Synchronization
import TensorGraph

/// Where a kernel's pointer comes from.
struct PointerRecord {
  /// A place in the table of buffers, or -1 for the worker's own memory.
  var base: Int32
  var offset: Int
  /// Bytes from one unit of the lane to the next.
  var unitStride: Int
  /// Bytes from one piece of the lane to the next.
  var pieceStride: Int
}

/// One step of a lane: its kernels, and where their pointers come from.
struct LaunchRecord {
  var firstPointer: Int32
  var pointerCount: Int32
  /// The first of the kernels: one for each piece, or one for the longer and one for the shorter pieces.
  var firstKernel: Int32
  var kernelPerPiece: Bool
}

struct LaneRecord {
  var firstLaunch: Int32
  var launchCount: Int32
  var pieces: Int32
  /// Units of a shorter piece; the first `longPieces` have one more.
  var unitsPerPiece: Int
  var longPieces: Int
}

struct LevelRecord {
  var firstLane: Int32
  var laneCount: Int32
  /// Pieces of all its lanes.
  var taskCount: Int32
}

/// A compiled program: flat arrays, immutable; all that changes in a run is in an `ExecutionContext`.
///
/// Unchecked: kernels are classes, but nothing in them changes once the plan is made.
final class Plan: Executable, @unchecked Sendable {
  let launches: [LaunchRecord]
  let pointers: [PointerRecord]
  let lanes: [LaneRecord]
  let levels: [LevelRecord]
  /// The first levels, which a run skips if its context has their results from inputs with the same stamps.
  let steadyLevelCount: Int
  /// The program's inputs that those levels read.
  let steadyInputs: [Int]
  let kernels: [Kernel]
  let callPrimitives: [OpaquePointer]
  let constants: [(base: Int, storage: Storage)]
  let inputBases: [[Int]]
  let outputBases: [[Int]]
  let baseCount: Int
  /// What a run works in.
  let arena: PlacedBuffers
  /// What later runs read, which each context has to itself.
  let kept: PlacedBuffers
  let isGuarded: Bool
  let localByteCount: Int
  let scratchByteCount: Int
  let mostPointers: Int
  let threads: Int
  /// Names of the launches, for profiles.
  let names: [String]
  /// A guess of the time of a run on one thread, in nanoseconds.
  let cost: Double
  private let memory: WorkingMemory
  private let constantByteCount: Int
  private let idle = Mutex<[ExecutionContext]>([])

  init(_ planner: Planner, options: OneDNNEngine.Options) throws {
    let scheduler = Scheduler(planner)
    var assembly = PlanAssembly(planner, scheduler)
    try assembly.assemble()
    launches = assembly.launches
    pointers = assembly.pointers
    lanes = assembly.lanes
    levels = assembly.levels
    steadyLevelCount = scheduler.steadyLevelCount
    steadyInputs = scheduler.steadyLevelCount > 0 ? planner.program.steadyInputs.sorted() : []
    kernels = assembly.kernels
    names = assembly.names
    callPrimitives = assembly.callPrimitives
    constants = assembly.constants
    inputBases = assembly.inputBases
    outputBases = assembly.outputBases
    baseCount = planner.buffers.count
    arena = assembly.arena
    kept = assembly.kept
    isGuarded = options.guardsMemory
    localByteCount = assembly.localByteCount
    scratchByteCount = assembly.kernels.map(\.scratchByteCount).max() ?? 0
    mostPointers = assembly.launches.map { Int($0.pointerCount) }.max() ?? 0
    // A region of several threads costs about as much as a few microseconds of work.
    cost = scheduler.lanes.reduce(0) { $0 + $1.cost }
    let isWorthThreads = cost > 25_000
    threads = isWorthThreads ? options.threadCount : 1
    memory = planner.memory
    // Others may hold those of the program too.
    let given = Set(planner.program.constants.map { ObjectIdentifier($0.storage) })
    constantByteCount = assembly.constants.reduce(0) {
      $0 + (given.contains(ObjectIdentifier($1.storage)) ? 0 : $1.storage.byteCount)
    }
    memory.reserve(byteCount: blockByteCount)
    if Profile.isOn { Profile.register(self) }
  }

  deinit { memory.release(byteCount: blockByteCount) }

  /// Runs so far, and nanoseconds spent in each launch by all threads; for plans that no run uses now.
  func profiled() -> (runs: Int, times: [UInt64]) {
    idle.withLock { contexts in
      var times = Array(repeating: UInt64(0), count: launches.count)
      for context in contexts { context.addTimes(to: &times) }
      return (contexts.reduce(0) { $0 + $1.runs }, times)
    }
  }

  /// Whether no run so far touched ground that belongs to nothing; for plans with guarded memory that no run uses now.
  var guardsAreIntact: Bool { idle.withLock { $0.allSatisfy(\.guardsAreIntact) } }

  static let interpretedSuffix = " (interpreted)"

  var interpretedOperations: [String] {
    names.filter { $0.hasSuffix(Self.interpretedSuffix) }.map { String($0.dropLast(Self.interpretedSuffix.count)) }
  }

  /// The names of oneDNN's implementations that the plan uses.
  var implementations: Set<String> { Set(kernels.compactMap { ($0 as? OneDNNKernel)?.implementation }) }

  var workingByteCount: Int { kept.byteCount + blockByteCount }

  /// Bytes of a worker's own memory: that of its lanes, then that of its kernels.
  var workerByteCount: Int {
    let guardByteCount = isGuarded ? MemoryPlan.guardByteCount : 0
    return MemoryPlan.aligned(localByteCount) + MemoryPlan.aligned(scratchByteCount + guardByteCount)
  }

  /// Bytes that a run borrows: the arena, then the memory of each worker.
  var blockByteCount: Int { MemoryPlan.aligned(arena.byteCount) + threads * workerByteCount }

  // The sizes of records, kernels and oneDNN's calls are what they come to on average.
  var keptByteCount: Int {
    kept.byteCount + constantByteCount + 512 * (launches.count + kernels.count) + 4096 * threads * callPrimitives.count
  }

  func run(inputs: [Storage], outputs: [Storage]) throws { try run(inputs: inputs, outputs: outputs, beside: nil) }

  func run(inputs: [Storage], outputs: [Storage], beside gather: RowGather?) throws {
    let failure = try withContext { context in
      for index in inputs.indices { setInput(index, inputs[index].pointer, context) }
      for index in outputs.indices { setOutput(index, outputs[index].pointer, context) }
      return context.run(inputs, beside: gather)
    }
    if failure == CheckedKernel.indexOutside { throw IndexOutside().error }
    if failure == InterpretedKernel.outOfMemory { throw memoryError }
    if failure != 0 {
      throw PlanError(description: "a step failed with status \(failure)")
    }
  }

  /// Lends the memory of a run; for several runs in a row.
  ///
  /// - Throws: if there is not enough of it.
  private func withContext(_ body: (ExecutionContext) -> Int32) throws -> Int32 {
    let context = try idle.withLock { $0.popLast() } ?? newContext()
    defer { idle.withLock { $0.append(context) } }
    if context.hasOwnBlock || blockByteCount == 0 { return body(context) }
    let block = try borrowed()
    defer { memory.giveBack(block) }
    context.use(block)
    return body(context)
  }

  /// The same within a kernel: what is thrown is its status.
  func lendingContext(_ body: (ExecutionContext) -> Int32) -> Int32 {
    (try? withContext(body)) ?? InterpretedKernel.outOfMemory
  }

  private func newContext() throws(KerasError) -> ExecutionContext {
    do { return try ExecutionContext(self) } catch { throw memoryError }
  }

  private func borrowed() throws(KerasError) -> Storage {
    do { return try memory.borrow(byteCount: blockByteCount) } catch { throw memoryError }
  }

  /// There is not enough memory beside what the program is given.
  private var memoryError: KerasError { Memory.error(nil, Size(workingByteCount)) }

  func setInput(_ index: Int, _ pointer: UnsafeMutableRawPointer, _ context: ExecutionContext) {
    for base in inputBases[index] { context.bases[base] = pointer }
  }

  func setOutput(_ index: Int, _ pointer: UnsafeMutableRawPointer, _ context: ExecutionContext) {
    for base in outputBases[index] { context.bases[base] = pointer }
  }
}
