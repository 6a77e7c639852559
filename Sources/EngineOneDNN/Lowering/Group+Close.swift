import CKernels
import TensorGraph

extension Group {
  /// Settles rows and columns and says what the step touches.
  func close(_ planner: Planner) {
    guard !isClosed else { return }
    isClosed = true
    // Without a value that anything needs the step stays empty and is dropped.
    if outputs.isEmpty && endings.isEmpty { return }
    settle()
    let layout = GroupLayout(self)
    var reads: [Access] = []
    for (index, outer) in outers.enumerated() where !layout.keys.contains(index) {
      reads.append(layout.access(outer))
    }
    for member in members where member.operation is RandomBits {
      guard case .outer(let index) = member.operands[0] else { continue }
      reads.append(Access(outers[index].view.buffer, byteOffset: outers[index].view.byteOffset, .whole))
    }
    var writes: [Access] = []
    let work = GroupWork(self, layout)
    for member in members {
      for name in storedNames(of: member.output) {
        let view = outputs[name]!
        let kind = kinds[member.output]!
        writes.append(layout.access(view, kind))
        work.stores.append(
          GroupWork.Store(value: member.output, kind: kind, view: view, alias: alias(of: view, planner)))
      }
    }
    for ending in endings {
      let stride = layout.resultsPerUnit * layout.columns * ending.view.dtype.byteCount
      if ending.scope == .rows, stride > 0 {
        writes.append(Access(ending.view.buffer, .rows(stride: stride)))
        work.endings.append(GroupWork.End(ending: ending, isPartial: false))
        continue
      }
      // Every piece of the lane leaves a part of the result; a step of its own puts them together.
      let laneType = ending.view.dtype.laneType
      planner.buffers[ending.view.buffer].producers = []
      let partial = planner.addPartial(
        count: ending.view.count, laneType, operation: ending.operation, to: ending.view, order: ending.order)
      writes.append(Access(partial, .pieces))
      work.endings.append(GroupWork.End(ending: ending, isPartial: true))
    }
    planner.connect(step, reads: reads, writes: writes)
    step.extent = layout.units
    step.cost = 60 + work.cost
    step.mostPieces = endings.isEmpty ? 64 : 16
    step.work = work
    step.group = nil
  }

  private func storedNames(of id: Program.ValueID) -> [Program.ValueID] {
    ([id] + names.filter { $0.value == id }.map(\.key).sorted()).filter { outputs[$0] != nil }
  }

  /// The operand whose memory the output takes, if it is updated in place.
  private func alias(of view: View, _ planner: Planner) -> Int? {
    guard case .input(let input) = planner.buffers[view.buffer].home else { return nil }
    return outers.firstIndex { outer in
      if case .input(input) = planner.buffers[outer.view.buffer].home { return true }
      return false
    }
  }

  private func settle() {
    guard columns == nil else { return }
    let shape = members.first.map { shapes[$0.output]! } ?? outers.first?.view.shape ?? []
    var candidates: [Int] = []
    if outers.contains(where: { $0.kind == nil }) {
      // Rows must be runs of one stride in everything that is read with strides.
      let split = stride(from: 1, to: max(shape.count, 1), by: 1).first { split in
        outers.allSatisfy { outer in
          outer.kind != nil || split >= outer.shape.count
            || outer.view.mergedStride(split..<outer.shape.count) != nil
        }
      }
      if let split { candidates.append(shape[split...].reduce(1, *)) }
    } else if let rows = shape.first, rows > 1, shape.count > 1 {
      candidates.append(total / rows)
    } else {
      // One long line: rows of a length that divides it and still fills the vector loops.
      for length in stride(from: 4096, through: 256, by: -1) where total % length == 0 && total > length {
        candidates.append(length)
        break
      }
      candidates.append(total)
    }
    candidates.append(shape.last ?? 1)
    for candidate in candidates where fix(columns: candidate) { return }
    // Single elements end every shape.
    columns = 1
  }
}

/// How a closed group's space is cut into units, and what a unit touches.
struct GroupLayout {
  let rows: Int
  let columns: Int
  /// Pieces are cut between units only.
  let units: Int
  let rowsPerUnit: Int
  /// Results of a reduction over groups of rows in each unit; 0 if a result covers all rows.
  let resultsPerUnit: Int
  /// The outer operands that are random keys.
  let keys: Set<Int>

  init(_ group: Group) {
    columns = group.columns!
    rows = group.total / columns
    keys = Set(
      group.members.compactMap { member in
        guard member.operation is RandomBits, case .outer(let index) = member.operands[0] else { return nil }
        return index
      })
    let perResult = group.rowsPerResult.flatMap { $0 < group.total / group.columns! ? $0 : nil }
    var unit = perResult ?? 1
    for outer in group.outers where outer.kind == nil {
      let leading = outer.shape.first { $0 > 1 } ?? 1
      let rowsOfLeading = rows % leading == 0 ? rows / leading : rows
      unit = rowsOfLeading % unit == 0 ? rowsOfLeading : rows
    }
    if let perResult, unit % perResult != 0 { unit = rows }
    rowsPerUnit = max(unit, 1)
    units = max(rows / max(unit, 1), 1)
    resultsPerUnit = perResult.map { max(unit, 1) / $0 } ?? 0
  }

  func access(_ view: View, _ kind: Group.Kind) -> Access {
    let size = view.dtype.byteCount
    return switch kind {
    case .full: Access(view.buffer, byteOffset: view.byteOffset, .rows(stride: rowsPerUnit * columns * size))
    case .column: Access(view.buffer, byteOffset: view.byteOffset, .rows(stride: rowsPerUnit * size))
    case .row, .scalar: Access(view.buffer, byteOffset: view.byteOffset, .whole)
    }
  }

  func access(_ outer: Group.Outer) -> Access {
    if let kind = outer.kind { return access(outer.view, kind) }
    guard units > 1, let axis = outer.shape.firstIndex(where: { $0 > 1 }) else {
      return Access(outer.view.buffer, byteOffset: outer.view.byteOffset, .whole)
    }
    let stride = outer.view.strides[axis] * outer.view.dtype.byteCount * outer.shape[axis] / units
    return Access(outer.view.buffer, byteOffset: outer.view.byteOffset, .interleaved(stride: stride))
  }
}
