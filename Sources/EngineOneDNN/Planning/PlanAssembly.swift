import TensorGraph

/// Turns scheduled steps into the flat arrays of a plan.
struct PlanAssembly {
  private let planner: Planner
  private let scheduledLanes: [Lane]
  var launches: [LaunchRecord] = []
  var pointers: [PointerRecord] = []
  var lanes: [LaneRecord] = []
  var levels: [LevelRecord] = []
  var kernels: [Kernel] = []
  var names: [String] = []
  var callPrimitives: [OpaquePointer] = []
  var constants: [(base: Int, storage: Storage)] = []
  var inputBases: [[Int]]
  var outputBases: [[Int]]
  /// Planned memory of a run.
  var arena = PlacedBuffers()
  /// Planned memory of what later runs read.
  var kept = PlacedBuffers()
  var localByteCount = 0
  private var localOffsets: [Int: Int] = [:]

  init(_ planner: Planner, _ scheduler: Scheduler) {
    self.planner = planner
    scheduledLanes = scheduler.lanes.sorted { ($0.level, $0.steps[0].order) < ($1.level, $1.steps[0].order) }
    inputBases = planner.program.inputs.map { _ in [] }
    outputBases = planner.program.outputs.map { _ in [] }
  }

  mutating func assemble() throws {
    for lane in scheduledLanes {
      for step in lane.steps {
        for access in step.writes where access.pattern == .pieces {
          planner.buffers[access.buffer].partial!.pieces = lane.pieces
        }
      }
    }
    placeBuffers()
    for lane in scheduledLanes { try add(lane) }
  }

  // MARK: - Memory

  private struct Use {
    var lane: Int
    var step: Int
    var access: Access
  }

  private mutating func placeBuffers() {
    var users: [Int: [Use]] = [:]
    for (laneIndex, lane) in scheduledLanes.enumerated() {
      for (stepIndex, step) in lane.steps.enumerated() {
        for access in step.accesses {
          users[access.buffer, default: []].append(Use(lane: laneIndex, step: stepIndex, access: access))
        }
      }
    }
    var arenaItems: [MemoryPlan.Item] = []
    var arenaPlaces: [Int: Int] = [:]
    var localItems: [Int: [MemoryPlan.Item]] = [:]
    var localBuffers: [Int: [Int]] = [:]
    for (index, buffer) in planner.buffers.enumerated() {
      switch buffer.home {
      case .input(let input): inputBases[input].append(index)
      case .output(let output): outputBases[output].append(index)
      case .constant(let storage): constants.append((index, storage))
      case .arena:
        guard let uses = users[index] else { continue }
        let lane = uses[0].lane
        if let unitBytes = localUnitBytes(uses) {
          planner.buffers[index].home = .local
          let longest = scheduledLanes[lane].units(of: 0).count
          localItems[lane, default: []].append(
            MemoryPlan.Item(
              byteCount: unitBytes * longest, first: uses.map(\.step).min()!, last: uses.map(\.step).max()!))
          localBuffers[lane, default: []].append(index)
        } else {
          let levels = uses.map { scheduledLanes[$0.lane].level }
          let pieces = buffer.partial?.pieces ?? 1
          let last = outlivesRun(uses) ? Int.max : levels.max()!
          let item = MemoryPlan.Item(byteCount: buffer.byteCount * pieces, first: levels.min()!, last: last)
          if let predecessor = buffer.predecessor, let place = arenaPlaces[predecessor],
            arenaItems[place].byteCount == item.byteCount, !outlivesRun(users[predecessor]!),
            isRead(users[predecessor]!, upTo: uses[0])
          {
            arenaItems[place].last = max(arenaItems[place].last, item.last)
            arenaPlaces[index] = place
          } else {
            arenaPlaces[index] = arenaItems.count
            arenaItems.append(item)
          }
        }
      case .local: break
      }
    }
    let isGuarded = planner.options.guardsMemory
    arena = PlacedBuffers(arenaItems, arenaPlaces, isGuarded: isGuarded) { $0.last < Int.max }
    kept = PlacedBuffers(arenaItems, arenaPlaces, isGuarded: isGuarded) { $0.last == Int.max }
    for (lane, items) in localItems {
      let plan = MemoryPlan(items)
      for (item, buffer) in zip(plan.items, localBuffers[lane]!) { localOffsets[buffer] = item.offset }
      localByteCount = max(localByteCount, plan.byteCount)
    }
  }

  /// Whether no step reads the buffer after the one of `last`, nor beside it.
  private func isRead(_ uses: [Use], upTo last: Use) -> Bool {
    uses.allSatisfy {
      $0.lane == last.lane ? $0.step <= last.step : scheduledLanes[$0.lane].level < scheduledLanes[last.lane].level
    }
  }

  /// Whether later runs read what a steady step wrote in an earlier one.
  private func outlivesRun(_ uses: [Use]) -> Bool {
    uses.contains { scheduledLanes[$0.lane].isSteady } && uses.contains { !scheduledLanes[$0.lane].isSteady }
  }

  /// Bytes per unit of a buffer that only one lane touches, each piece its own rows; `nil` for all others.
  private func localUnitBytes(_ uses: [Use]) -> Int? {
    let lane = scheduledLanes[uses[0].lane]
    guard planner.options.chainsSteps, !planner.options.guardsMemory else { return nil }
    var unitBytes: Int?
    for use in uses {
      guard use.lane == uses[0].lane, case .rows(let stride) = use.access.pattern else { return nil }
      let bytes = stride * (lane.steps[use.step].extent / lane.extent)
      guard unitBytes == nil || unitBytes == bytes, use.access.byteOffset < bytes else { return nil }
      unitBytes = bytes
    }
    return unitBytes
  }

  // MARK: - Records

  private mutating func add(_ lane: Lane) throws {
    let firstLaunch = launches.count
    for step in lane.steps { try add(step, of: lane) }
    let (size, rest) = lane.extent.quotientAndRemainder(dividingBy: lane.pieces)
    if levels.isEmpty || scheduledLanes[lanes.count - 1].level != lane.level {
      levels.append(LevelRecord(firstLane: Int32(lanes.count), laneCount: 0, taskCount: 0))
    }
    levels[levels.count - 1].laneCount += 1
    levels[levels.count - 1].taskCount += Int32(lane.pieces)
    lanes.append(
      LaneRecord(
        firstLaunch: Int32(firstLaunch), launchCount: Int32(lane.steps.count), pieces: Int32(lane.pieces),
        unitsPerPiece: size, longPieces: rest))
  }

  private mutating func add(_ step: Step, of lane: Lane) throws {
    let rowsPerUnit = step.extent / lane.extent
    let firstPointer = pointers.count
    for access in step.accesses {
      let buffer = planner.buffers[access.buffer]
      var record = PointerRecord(base: Int32(access.buffer), offset: access.byteOffset, unitStride: 0, pieceStride: 0)
      switch access.pattern {
      case .whole: break
      case .rows(let stride), .interleaved(let stride): record.unitStride = stride * rowsPerUnit
      case .pieces: record.pieceStride = buffer.byteCount
      }
      if case .local = buffer.home {
        record.base = -1
        record.unitStride = 0
        record.offset += localOffsets[access.buffer]!
      }
      pointers.append(record)
    }
    let firstKernel = kernels.count
    if step.work.dependsOnPosition {
      for piece in 0..<lane.pieces {
        let units = lane.units(of: piece)
        try add(
          step.work.prepare(
            first: units.lowerBound * rowsPerUnit, rows: units.count * rowsPerUnit, pieces: lane.pieces))
      }
    } else {
      let (size, rest) = lane.extent.quotientAndRemainder(dividingBy: lane.pieces)
      if rest > 0 { try add(step.work.prepare(first: 0, rows: (size + 1) * rowsPerUnit, pieces: lane.pieces)) }
      try add(step.work.prepare(first: 0, rows: size * rowsPerUnit, pieces: lane.pieces))
      // Without longer pieces the one kernel stands in both places.
      if rest == 0 { kernels.append(kernels.last!) }
    }
    names.append(step.work.name)
    launches.append(
      LaunchRecord(
        firstPointer: Int32(firstPointer), pointerCount: Int32(step.accesses.count), firstKernel: Int32(firstKernel),
        kernelPerPiece: step.work.dependsOnPosition))
  }

  private mutating func add(_ kernel: Kernel) {
    if let call = kernel as? OneDNNKernel {
      call.callIndex = callPrimitives.count
      callPrimitives.append(call.primitive)
    }
    kernels.append(kernel)
  }
}
