import TensorGraph

/// Steps that run one after the other on the same piece of their rows, without waiting for other pieces.
final class Lane {
  var level: Int
  /// Whether it need not run again while the program's steady inputs stay the same.
  let isSteady: Bool
  var steps: [Step] = []
  /// Pieces are cut between units; every step's extent is a multiple of this.
  var extent: Int
  var cost = 0.0
  var mostPieces = 64
  /// Filled when all steps are in: the number of pieces.
  var pieces = 1

  init(level: Int, isSteady: Bool, extent: Int) {
    self.level = level
    self.isSteady = isSteady
    self.extent = extent
  }

  /// The units of piece `index`.
  func units(of index: Int) -> Range<Int> {
    let (size, rest) = extent.quotientAndRemainder(dividingBy: pieces)
    let start = index * size + min(index, rest)
    return start..<(start + size + (index < rest ? 1 : 0))
  }
}

/// Orders steps and gathers them in lanes and levels. All lanes of a level may run at once; a level starts when the one
/// before it is done. The first levels are those of the steady steps, which a run may skip.
struct Scheduler {
  private let planner: Planner
  private(set) var lanes: [Lane] = []
  private(set) var steadyLevelCount = 0

  init(_ planner: Planner) {
    self.planner = planner
    let steps = order()
    for step in steps { step.isSteady = isSteady(step) }
    for step in steps where step.isSteady { place(step) }
    steadyLevelCount = lanes.map { $0.level + 1 }.max() ?? 0
    for step in steps where !step.isSteady { place(step) }
    lanes.removeAll { $0.steps.isEmpty }
    for lane in lanes { lane.pieces = pieces(of: lane) }
  }

  private func dependencies(_ step: Step) -> [Step] {
    step.reads.flatMap { planner.buffers[$0.buffer].producers }.filter { $0 !== step } + step.after
  }

  /// The steps in an order that respects their dependencies and otherwise follows the program.
  private func order() -> [Step] {
    for step in planner.steps { step.mark = 0 }
    var result: [Step] = []
    for root in planner.steps.sorted(by: { $0.order < $1.order }) where root.mark == 0 {
      var stack: [(step: Step, rest: [Step])] = [(root, dependencies(root))]
      root.mark = 1
      while let top = stack.last {
        var rest = top.rest
        guard let next = rest.popLast() else {
          top.step.mark = 2
          result.append(top.step)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].rest = rest
        precondition(next.mark != 1, "the plan's steps wait for each other: \(next.work.name)")
        if next.mark == 0 {
          next.mark = 1
          stack.append((next, dependencies(next)))
        }
      }
    }
    return result
  }

  /// Whether the step depends on nothing but constants and steady inputs.
  private func isSteady(_ step: Step) -> Bool {
    let readsSteady = step.reads.allSatisfy { access in
      let buffer = planner.buffers[access.buffer]
      switch buffer.home {
      case .input(let input): return buffer.producers.isEmpty && planner.program.steadyInputs.contains(input)
      case .constant: return true
      case .arena, .local: return buffer.producers.allSatisfy(\.isSteady)
      case .output: return false
      }
    }
    let writesArena = step.writes.allSatisfy { access in
      if case .arena = planner.buffers[access.buffer].home { true } else { false }
    }
    return readsSteady && writesArena && step.after.allSatisfy(\.isSteady)
  }

  private mutating func place(_ step: Step) {
    let needed = dependencies(step)
    let first = step.isSteady ? 0 : steadyLevelCount
    let level = max(needed.map { lanes[$0.lane].level }.max() ?? -1, first - 1)
    let candidates = Set(needed.map(\.lane)).filter {
      lanes[$0].level == level && lanes[$0].isSteady == step.isSteady
    }.sorted()
    if planner.options.chainsSteps, let lane = chain(step, candidates) {
      append(step, to: lane)
      return
    }
    lanes.append(Lane(level: level + 1, isSteady: step.isSteady, extent: step.extent))
    append(step, to: lanes.count - 1)
  }

  private mutating func append(_ step: Step, to index: Int) {
    let lane = lanes[index]
    step.lane = index
    lane.steps.append(step)
    lane.extent = Self.common(lane.extent, step.extent) ?? lane.extent
    lane.cost += step.cost
    lane.mostPieces = min(lane.mostPieces, step.mostPieces)
  }

  /// The coarser of two ways to cut, if pieces of one are whole numbers of the other's.
  private static func common(_ a: Int, _ b: Int) -> Int? {
    if a % b == 0 { return b }
    return b % a == 0 ? a : nil
  }

  /// The lane that the step may continue, after making one of several if need be.
  private mutating func chain(_ step: Step, _ candidates: [Int]) -> Int? {
    guard let first = candidates.first else { return nil }
    var extent = step.extent
    for index in candidates {
      guard let common = Self.common(extent, lanes[index].extent) else { return nil }
      extent = common
    }
    // Joining must not take the pieces away from work that is worth cutting.
    let widest = max(step.extent, candidates.map { lanes[$0].extent }.max()!)
    let cost = step.cost + candidates.reduce(0) { $0 + lanes[$1].cost }
    if extent < 16, widest > extent, cost > 8000 { return nil }
    for access in step.reads {
      for producer in planner.buffers[access.buffer].producers where candidates.contains(producer.lane) {
        for written in producer.writes where written.buffer == access.buffer {
          guard Self.sameRows(written, producer, access, step) else { return nil }
        }
      }
    }
    // What must merely come after a reader of the old value waits for all of it.
    for earlier in step.after where candidates.contains(earlier.lane) { return nil }
    for index in candidates.dropFirst() {
      let merged = lanes[index]
      let target = lanes[first]
      for moved in merged.steps { moved.lane = first }
      target.steps += merged.steps
      target.cost += merged.cost
      target.mostPieces = min(target.mostPieces, merged.mostPieces)
      merged.steps = []
    }
    // Two lanes may each fit the step and not each other: all of them are cut as coarsely as the step.
    lanes[first].extent = extent
    return first
  }

  /// Whether row r of one access lies in the same part of the buffer as row r of the other, for any way to cut.
  static func sameRows(_ a: Access, _ aStep: Step, _ b: Access, _ bStep: Step) -> Bool {
    guard case .rows(let aStride) = a.pattern, case .rows(let bStride) = b.pattern,
      aStride * aStep.extent == bStride * bStep.extent, bStride > 0, aStride > 0
    else { return false }
    let widest = max(aStride, bStride)
    return a.byteOffset / widest == b.byteOffset / widest
  }

  /// How many pieces a lane is cut into: a matter of its work alone, never of the machine's threads.
  private func pieces(of lane: Lane) -> Int {
    let wanted = min(Int(lane.cost / 20_000), lane.mostPieces, lane.extent)
    if lane.cost < 8000 || lane.extent == 1 { return 1 }
    let least = max(min(wanted, lane.extent), 2)
    // Pieces of one size need one kernel only.
    for count in stride(from: least, through: max(least / 2 + 1, 2), by: -1)
    where lane.extent % count == 0 && count % 2 == 0 { return count }
    return least
  }
}
