import CKernels
import COneDNN
import Foundation
import Synchronization
import TensorGraph

/// What one run needs: places in a block of working memory, what is kept from run to run, oneDNN calls, and the counters
/// of pieces.
///
/// Used by one run at a time; a plan keeps those that are free, and outlives them.
///
/// Unchecked: the threads of a run share it and agree through its counters.
final class ExecutionContext: @unchecked Sendable {
  private typealias Counter = Atomic<Int32>

  let bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let callCount: Int
  private let launchCount: Int
  /// What later runs read.
  private let kept: Storage?
  /// A block for this context alone, where ground is guarded.
  private let ownBlock: Storage?
  /// Where the block of the run before lay.
  private var blockPointer: UnsafeMutableRawPointer?
  private let arenaPlaces: [(base: Int, offset: Int)]
  private let arenaByteCount: Int
  private let localByteCount: Int
  private let workerByteCount: Int
  private let workers: UnsafeMutablePointer<WorkerState>
  private let workerCount: Int
  /// For each level and each worker, how many pieces of the worker's share have been taken; for each level, how many
  /// pieces are done.
  private let taken: UnsafeMutablePointer<Counter>
  private let done: UnsafeMutablePointer<Counter>
  private let failure = Counter(0)
  /// What threads do while they would wait, and how many of its tasks have been taken.
  private var gather: RowGather?
  private var gatherCount: Int32 = 0
  private let gatherTaken = Counter(0)
  // Copies of the plan's arrays, to be read without counting references.
  private let launches: UnsafeMutablePointer<LaunchRecord>
  private let records: UnsafeMutablePointer<PointerRecord>
  private let lanes: UnsafeMutablePointer<LaneRecord>
  private let levels: UnsafeMutablePointer<LevelRecord>
  private let kernels: UnsafeMutablePointer<Unmanaged<Kernel>>
  /// Ground that nothing may touch, and what it was filled with: two bytes that are no number in any type.
  private let guards: [UnsafeMutableRawBufferPointer]
  static let guardPattern: [UInt8] = [0xC5, 0x7F]
  private let levelCount: Int
  private let steadyLevelCount: Int
  /// The program's steady inputs that the first levels read, and the stamps of those whose results lie in the arena.
  private let steadyInputs: [Int]
  private var stamps: [UInt64]
  private var hasSteadyResults = false
  private var firstLevel = 0
  /// Nanoseconds of each worker in each launch, where a profile is wanted.
  private let times: UnsafeMutablePointer<UInt64>?
  private(set) var runs = 0

  private struct WorkerState {
    var local: UnsafeMutableRawPointer
    var scratch: UnsafeMutableRawPointer
    var calls: UnsafeMutablePointer<OpaquePointer?>
    var pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  }

  /// - Throws: if the machine has no memory for it.
  init(_ plan: Plan) throws(KerasError) {
    kept = plan.kept.byteCount > 0 ? try Storage(byteCount: plan.kept.byteCount) : nil
    ownBlock = plan.isGuarded ? try Storage(byteCount: plan.blockByteCount) : nil
    arenaPlaces = plan.arena.places
    arenaByteCount = MemoryPlan.aligned(plan.arena.byteCount)
    localByteCount = MemoryPlan.aligned(plan.localByteCount)
    workerByteCount = plan.workerByteCount
    callCount = plan.callPrimitives.count
    launchCount = plan.launches.count
    workerCount = plan.threads
    bases = .allocate(capacity: max(plan.baseCount, 1))
    bases.initialize(repeating: nil, count: max(plan.baseCount, 1))
    for (base, storage) in plan.constants { bases[base] = storage.pointer }
    for (base, offset) in plan.kept.places { bases[base] = kept!.pointer + offset }
    workers = .allocate(capacity: workerCount)
    // Until there is a block; a plan that needs none never looks there.
    let nowhere = UnsafeMutableRawPointer(bases)
    for index in 0..<workerCount {
      let calls = UnsafeMutablePointer<OpaquePointer?>.allocate(capacity: max(callCount, 1))
      for (position, primitive) in plan.callPrimitives.enumerated() {
        calls[position] = onednn_call_create(primitive)
      }
      let pointers = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: max(plan.mostPointers, 1))
      pointers.initialize(repeating: nil, count: max(plan.mostPointers, 1))
      (workers + index).initialize(
        to: WorkerState(local: nowhere, scratch: nowhere, calls: calls, pointers: pointers))
    }
    guards = Self.guards(of: plan, kept, ownBlock)
    // What nobody wrote is no number, so that whoever reads it gives none.
    for block in [kept, ownBlock] where ownBlock != nil {
      if let block { Self.fillGuard(.init(start: block.pointer, count: block.byteCount)) }
    }
    levelCount = plan.levels.count
    steadyLevelCount = plan.steadyLevelCount
    steadyInputs = plan.steadyInputs
    stamps = Array(repeating: 0, count: plan.steadyInputs.count)
    let timeCount = workerCount * launchCount
    times = Profile.isOn ? .allocate(capacity: max(timeCount, 1)) : nil
    times?.initialize(repeating: 0, count: timeCount)
    let shareCount = levelCount * workerCount
    taken = .allocate(capacity: max(shareCount, 1))
    done = .allocate(capacity: max(levelCount, 1))
    for share in 0..<shareCount { (taken + share).initialize(to: Counter(0)) }
    for level in 0..<levelCount { (done + level).initialize(to: Counter(0)) }
    launches = Self.copy(plan.launches)
    records = Self.copy(plan.pointers)
    lanes = Self.copy(plan.lanes)
    levels = Self.copy(plan.levels)
    kernels = Self.copy(plan.kernels.map(Unmanaged.passUnretained))
    if let ownBlock { use(ownBlock) }
  }

  private static func guards(
    of plan: Plan, _ kept: Storage?, _ block: Storage?
  ) -> [UnsafeMutableRawBufferPointer] {
    guard let block else { return [] }
    var result: [UnsafeMutableRawBufferPointer] = []
    for part in plan.kept.guards { result.append(.init(start: kept!.pointer + part.lowerBound, count: part.count)) }
    for part in plan.arena.guards { result.append(.init(start: block.pointer + part.lowerBound, count: part.count)) }
    let scratch = MemoryPlan.aligned(plan.arena.byteCount) + MemoryPlan.aligned(plan.localByteCount)
    for worker in 0..<plan.threads {
      let start = block.pointer + (scratch + worker * plan.workerByteCount + plan.scratchByteCount)
      result.append(.init(start: start, count: MemoryPlan.guardByteCount))
    }
    return result
  }

  var hasOwnBlock: Bool { ownBlock != nil }

  /// Works in this block from now on.
  func use(_ block: Storage) {
    let start = block.pointer
    guard start != blockPointer else { return }
    blockPointer = start
    for (base, offset) in arenaPlaces { bases[base] = start + offset }
    for index in 0..<workerCount {
      workers[index].local = start + (arenaByteCount + index * workerByteCount)
      workers[index].scratch = start + (arenaByteCount + index * workerByteCount + localByteCount)
    }
  }

  deinit {
    for index in 0..<workerCount {
      for position in 0..<callCount { onednn_call_destroy(workers[index].calls[position]) }
      workers[index].calls.deallocate()
      workers[index].pointers.deallocate()
    }
    workers.deallocate()
    bases.deallocate()
    taken.deallocate()
    done.deallocate()
    launches.deallocate()
    records.deallocate()
    lanes.deallocate()
    levels.deallocate()
    kernels.deallocate()
    times?.deallocate()
  }

  func addTimes(to total: inout [UInt64]) {
    guard let times else { return }
    for index in 0..<(workerCount * total.count) { total[index % total.count] += times[index] }
  }

  static func fillGuard(_ bytes: UnsafeMutableRawBufferPointer) {
    for index in bytes.indices { bytes[index] = guardPattern[index % 2] }
  }

  static func isIntact(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
    bytes.indices.allSatisfy { bytes[$0] == guardPattern[$0 % 2] }
  }

  var guardsAreIntact: Bool { guards.allSatisfy(Self.isIntact) }

  private static func copy<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
    let result = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
    for (index, value) in values.enumerated() { (result + index).initialize(to: value) }
    return result
  }

  /// Runs all levels that need to, and all tasks of `gather`; returns 0 or the error number of a kernel that failed.
  /// `inputs` are the storages of the program's inputs; none for a program without steady ones.
  func run(_ inputs: [Storage] = [], beside gather: RowGather? = nil) -> Int32 {
    firstLevel = takeStamps(inputs) && hasSteadyResults ? steadyLevelCount : 0
    for share in 0..<(levelCount * workerCount) { taken[share].store(0, ordering: .relaxed) }
    for level in 0..<levelCount { done[level].store(0, ordering: .relaxed) }
    failure.store(0, ordering: .relaxed)
    runs += 1
    self.gather = gather
    gatherCount = Int32(gather?.taskCount ?? 0)
    gatherTaken.store(0, ordering: .relaxed)
    defer { self.gather = nil }
    // The engine cuts the work; oneDNN must not cut it again.
    let before = onednn_threads_single()
    if workerCount == 1 {
      work(0)
    } else {
      ck_parallel(
        { context, _, worker in
          Unmanaged<ExecutionContext>.fromOpaque(context!)._withUnsafeGuaranteedRef { $0.work(Int(worker)) }
        }, Unmanaged.passUnretained(self).toOpaque(), Int64(workerCount), Int32(workerCount))
    }
    onednn_threads_restore(before)
    let status = failure.load(ordering: .acquiring)
    hasSteadyResults = status == 0
    return status
  }

  /// Whether the steady inputs are those of the run before.
  private func takeStamps(_ inputs: [Storage]) -> Bool {
    var isSame = true
    for (position, input) in steadyInputs.enumerated() {
      let stamp = inputs[input].stamp
      if stamps[position] != stamp { isSame = false }
      stamps[position] = stamp
    }
    return isSame
  }

  /// What one thread does: takes pieces, level after level. A thread that comes late finds the work done by others.
  private func work(_ worker: Int) {
    let state = workers[worker]
    for level in firstLevel..<levelCount {
      let record = levels[level]
      // Its own share first, from run to run the same: weights and what belongs to them stay in the thread's cache.
      for next in 0..<workerCount {
        let owner = worker + next < workerCount ? worker + next : worker + next - workerCount
        let end = record.taskCount * Int32(owner + 1) / Int32(workerCount)
        let start = record.taskCount * Int32(owner) / Int32(workerCount)
        let share = level * workerCount + owner
        while taken[share].load(ordering: .relaxed) < end - start {
          let task = start + taken[share].add(1, ordering: .relaxed).oldValue
          if task >= end { break }
          run(task, of: record, state, worker)
          done[level].add(1, ordering: .acquiringAndReleasing)
        }
      }
      wait(level, for: record.taskCount)
    }
    while runGatherTask() {}
  }

  private func runGatherTask() -> Bool {
    guard gatherTaken.load(ordering: .relaxed) < gatherCount else { return false }
    let task = gatherTaken.add(1, ordering: .relaxed).oldValue
    guard task < gatherCount else { return false }
    gather!.run(Int(task))
    return true
  }

  private func wait(_ level: Int, for count: Int32) {
    var spins = 0
    while done[level].load(ordering: .acquiring) < count {
      if runGatherTask() { continue }
      spins += 1
      if spins > 4000 { sched_yield() } else { onednn_pause() }
    }
  }

  private func run(_ task: Int32, of level: LevelRecord, _ state: WorkerState, _ workerIndex: Int) {
    var piece = task
    var index = Int(level.firstLane)
    while piece >= lanes[index].pieces {
      piece -= lanes[index].pieces
      index += 1
    }
    let lane = lanes[index]
    let position = Int(piece)
    let start = position * lane.unitsPerPiece + min(position, lane.longPieces)
    let worker = Worker(scratch: state.scratch, calls: state.calls)
    for launchIndex in Int(lane.firstLaunch)..<Int(lane.firstLaunch + lane.launchCount) {
      let launch = launches[launchIndex]
      for slot in 0..<Int(launch.pointerCount) {
        let record = records[Int(launch.firstPointer) + slot]
        let base = record.base < 0 ? state.local : bases[Int(record.base)]!
        state.pointers[slot] = base + (record.offset + start * record.unitStride + position * record.pieceStride)
      }
      let begin = times == nil ? 0 : Profile.now()
      let variant = launch.kernelPerPiece ? position : position < lane.longPieces ? 0 : 1
      let status = kernels[Int(launch.firstKernel) + variant]._withUnsafeGuaranteedRef {
        $0.run(state.pointers, worker)
      }
      if status != 0 { failure.store(status, ordering: .releasing) }
      if let times { times[workerIndex * launchCount + launchIndex] += Profile.now() - begin }
    }
  }
}
