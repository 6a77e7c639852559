import CKernels
import TensorGraph

extension Planner {
  /// Adds an elementwise operation or a reduction to a group, if the fused kernel has it.
  func planFused(_ instruction: Program.Instruction) -> Bool {
    guard FusedOperations.supports(instruction, program) else { return false }
    // Groups that hold operands; they become one if they can.
    var candidates: [Group] = []
    if options.fusesElementwise {
      for id in instruction.inputs {
        guard let group = owner(of: id) else { continue }
        if !candidates.contains(where: { $0 === group }) { candidates.append(group) }
      }
    }
    while candidates.count > 1, merge(candidates[1], into: candidates[0]) {
      let merged = candidates.remove(at: 1)
      groups.removeAll { $0 === merged }
    }
    for group in candidates.sorted(by: { $0.total > $1.total }) where join(instruction, group) { return true }
    let total = FusedOperations.space(of: instruction, program)
    let group = Group(step: addStep(), total: total)
    group.step.order = position
    group.step.group = group
    guard join(instruction, group) else {
      steps.removeAll { $0 === group.step }
      return false
    }
    groups.append(group)
    return true
  }

  private func join(_ instruction: Program.Instruction, _ group: Group) -> Bool {
    guard group.members.count < 160, group.outers.count < 48, isIndependent(instruction, of: group) else {
      return false
    }
    switch instruction.operation {
    case let operation as Reduce: return joinReduction(operation, instruction, group)
    case let operation as ArgReduce: return joinArgReduction(operation, instruction, group)
    case let operation as RandomBits:
      guard shape(instruction.outputs[0]).reduce(1, *) == group.total else { return false }
      let key = group.addOuter(Group.Outer(view: contiguous(instruction.inputs[0]), kind: .scalar, shape: []))
      add(operation, [.outer(key)], instruction, .full, to: group)
      return true
    default: return joinElementwise(instruction, group)
    }
  }

  private func add(
    _ operation: any Primitive, _ operands: [Group.Operand], _ instruction: Program.Instruction, _ kind: Group.Kind,
    to group: Group
  ) {
    let id = instruction.outputs[0]
    group.members.append(
      Group.Member(operation: operation, operands: operands, output: id, dtype: dtype(id), order: position))
    group.kinds[id] = kind
    group.shapes[id] = shape(id)
    group.step.lastOrder = position
    values[id] = .fused
    owners[id] = group
  }

  private func isInner(_ id: ValueID, of group: Group) -> Bool {
    group.kinds[group.resolve(id)] != nil
  }

  // MARK: - Elementwise

  private func joinElementwise(_ instruction: Program.Instruction, _ group: Group) -> Bool {
    let target = shape(instruction.outputs[0])
    let count = target.reduce(1, *)
    let inner = instruction.inputs.filter { isInner($0, of: group) }
    let innerKinds = Set(inner.map { group.kinds[group.resolve($0)]! })
    let role: Group.Kind
    if count == group.total, innerKinds.isEmpty || innerKinds.contains(.full) || group.columns != nil {
      role = .full
    } else if innerKinds == [.column], count == group.rows {
      role = .column
    } else {
      return false
    }
    return role == .full ? joinFull(instruction, target, group) : joinColumn(instruction, target, group)
  }

  /// For values that vary along both rows and columns.
  private func joinFull(_ instruction: Program.Instruction, _ target: [Int], _ group: Group) -> Bool {
    // A row ends where the operands that do not vary along all of the space say so.
    for id in instruction.inputs {
      if case .constant = values[id]! { continue }
      let operand = shape(id)
      if operand.reduce(1, *) == group.total || group.columns != nil { continue }
      if operand.reduce(1, *) == 1, !isInner(id, of: group) { continue }
      for split in stride(from: target.count - 1, through: 1, by: -1)
      where Group.kind(of: operand, in: target, split: split) != nil {
        if group.fix(columns: target[split...].reduce(1, *)) { break }
      }
    }
    if let columns = group.columns, Group.split(target, columns: columns) == nil { return false }
    let split = group.columns.map { Group.split(target, columns: $0)! }
    for id in instruction.inputs where isInner(id, of: group) {
      let value = group.resolve(id)
      if let split {
        guard Group.kind(of: shape(id), in: target, split: split) == group.kinds[value]! else { return false }
      } else {
        guard group.kinds[value] == .full, shape(id).reduce(1, *) == group.total else { return false }
      }
    }
    let operands = instruction.inputs.map { operand($0, target, split, group) }
    add(instruction.operation, operands, instruction, .full, to: group)
    return true
  }

  /// For values that vary along rows only: nothing is repeated among them.
  private func joinColumn(_ instruction: Program.Instruction, _ target: [Int], _ group: Group) -> Bool {
    let count = target.reduce(1, *)
    for id in instruction.inputs {
      let size = shape(id).reduce(1, *)
      guard size == count || size == 1 else { return false }
      if isInner(id, of: group), size != count { return false }
    }
    let operands: [Group.Operand] = instruction.inputs.map { id in
      if case .constant(let value) = values[id]! { return .constant(value, dtype(id)) }
      if isInner(id, of: group) { return .inner(group.resolve(id)) }
      let source = contiguous(id)
      let kind: Group.Kind = source.count == 1 ? .scalar : .column
      return .outer(group.addOuter(Group.Outer(view: source, kind: kind, shape: [])))
    }
    add(instruction.operation, operands, instruction, .column, to: group)
    return true
  }

  private func operand(_ id: ValueID, _ target: [Int], _ split: Int?, _ group: Group) -> Group.Operand {
    if case .constant(let value) = values[id]! { return .constant(value, dtype(id)) }
    if isInner(id, of: group) { return .inner(group.resolve(id)) }
    return .outer(group.addOuter(outer(view(id), target, split)))
  }

  /// How a value in memory is loaded where a result has shape `target`.
  private func outer(_ source: View, _ target: [Int], _ split: Int?) -> Group.Outer {
    let count = source.shape.reduce(1, *)
    if count == 1 {
      return Group.Outer(view: source, kind: .scalar, shape: [])
    }
    if source.isContiguous, count == target.reduce(1, *) {
      return Group.Outer(view: source, kind: .full, shape: [])
    }
    // A broadcast view may be just a row, a column or one number.
    var small = source
    for axis in source.shape.indices where source.strides[axis] == 0 { small.shape[axis] = 1 }
    if small.count == 1 { return Group.Outer(view: small, kind: .scalar, shape: []) }
    if let split, small.isContiguous,
      let kind = Group.kind(of: small.shape, in: target, split: split), kind != .full
    {
      return Group.Outer(view: small, kind: kind, shape: [])
    }
    let wide = source.broadcast(to: target)
    if let split, wide.mergedStride(split..<target.count) == nil {
      return Group.Outer(view: contiguous(wide), kind: .full, shape: [])
    }
    return Group.Outer(view: wide, kind: nil, shape: target)
  }

  // MARK: - Reductions

  private func joinReduction(_ operation: Reduce, _ instruction: Program.Instruction, _ group: Group) -> Bool {
    let id = instruction.inputs[0]
    let source = shape(id)
    let kind = FusedOperations.reduction(operation.kind)
    let varying = source.indices.filter { source[$0] != 1 }
    let axes = operation.axes.filter { source[$0] != 1 }
    let inner = isInner(id, of: group)
    let innerKind = inner ? group.kinds[group.resolve(id)]! : .full
    guard innerKind == .full || (innerKind == .column && axes.count == varying.count) else { return false }
    if innerKind == .full, source.reduce(1, *) != group.total { return false }
    if axes.count == varying.count {
      let load = reduced(id, source, group)
      return end(load, .all, kind, instruction, group)
    }
    let firstAxis = axes.first!
    let lastAxis = axes.last!
    guard axes.count == varying.filter({ $0 >= firstAxis && $0 <= lastAxis }).count else { return false }
    if lastAxis == varying.last! {
      guard group.fix(columns: source[firstAxis...].reduce(1, *)) else { return false }
      let load = reduced(id, source, group)
      add(operation, [load], instruction, .column, to: group)
      return true
    }
    let columns = source[(lastAxis + 1)...].reduce(1, *)
    let rowsPerResult = source[firstAxis...lastAxis].reduce(1, *)
    guard group.columns == nil || group.columns == columns,
      group.endings.allSatisfy({ $0.scope == .all }) || group.rowsPerResult == rowsPerResult,
      group.fix(columns: columns)
    else { return false }
    group.rowsPerResult = rowsPerResult
    let load = reduced(id, source, group)
    return end(load, .rows, kind, instruction, group)
  }

  private func joinArgReduction(_ operation: ArgReduce, _ instruction: Program.Instruction, _ group: Group) -> Bool {
    let id = instruction.inputs[0]
    let source = shape(id)
    guard operation.axis == source.count - 1, source.reduce(1, *) == group.total else { return false }
    if isInner(id, of: group), group.kinds[group.resolve(id)] != .full { return false }
    guard group.fix(columns: source[operation.axis]) else { return false }
    let load = reduced(id, source, group)
    add(operation, [load], instruction, .column, to: group)
    return true
  }

  private func reduced(_ id: ValueID, _ source: [Int], _ group: Group) -> Group.Operand {
    let split = group.columns.flatMap { Group.split(source, columns: $0) }
    return operand(id, source, split, group)
  }

  private func end(
    _ operand: Group.Operand, _ scope: Group.Ending.Scope, _ operation: ck_reduction,
    _ instruction: Program.Instruction, _ group: Group
  ) -> Bool {
    let id = instruction.outputs[0]
    let result = addResult(id)
    buffers[result.buffer].producers = [group.step]
    group.endings.append(
      Group.Ending(operand: operand, scope: scope, operation: operation, view: result, order: position))
    group.step.lastOrder = position
    return true
  }

  // MARK: - Order

  /// Whether `instruction` may run together with `group`: nothing else that it needs comes after the group.
  private func isIndependent(_ instruction: Program.Instruction, of group: Group) -> Bool {
    let producers = instruction.inputs.flatMap { id -> [Step] in
      switch values[id]! {
      case .constant: []
      case .view(let view): buffers[view.buffer].producers
      case .fused: [owner(of: id)!.step]
      }
    }
    // A value that the group itself gives but not as it is needed would make it wait for itself.
    for id in instruction.inputs {
      if case .view(let view) = values[id]!, buffers[view.buffer].producers.contains(where: { $0 === group.step }),
        group.kinds[group.resolve(id)] == nil
      {
        return false
      }
    }
    return !anyDepends(producers.filter { $0 !== group.step }, on: group.step)
  }

  /// Whether any of `steps` is `target` or needs it, directly or not.
  func anyDepends(_ starts: [Step], on target: Step) -> Bool {
    searchCount += 1
    var open = starts
    while let step = open.popLast() {
      if step === target { return true }
      // What the program made before the target can't need it, except through an order that updates in place demand.
      guard step.mark != searchCount, ordersUpdates || step.lastOrder >= target.order else { continue }
      step.mark = searchCount
      open += upstream(step)
    }
    return false
  }

  private func upstream(_ step: Step) -> [Step] {
    let inputs = step.group.map { Array($0.inputBuffers) } ?? step.reads.map(\.buffer)
    return inputs.flatMap { buffers[$0].producers }.filter { $0 !== step } + step.after
  }

  /// Moves everything of `other` into `group` if both can run at once over one space.
  private func merge(_ other: Group, into group: Group) -> Bool {
    guard other.total == group.total, other.members.count + group.members.count < 160,
      other.outers.count + group.outers.count < 48,
      !anyDepends(upstream(other.step), on: group.step), !anyDepends(upstream(group.step), on: other.step)
    else { return false }
    let endings = [group, other].filter { group in group.endings.contains { $0.scope == .rows } }
    if endings.count == 2, group.rowsPerResult != other.rowsPerResult { return false }
    switch (group.columns, other.columns) {
    case (let a?, let b?): guard a == b else { return false }
    case (nil, let b?): guard group.fix(columns: b) else { return false }
    case (let a?, nil): guard other.fix(columns: a) else { return false }
    case (nil, nil): break
    }
    let moved = other.outers.map { group.addOuter($0) }
    func mapped(_ operand: Group.Operand) -> Group.Operand {
      if case .outer(let index) = operand { return .outer(moved[index]) }
      return operand
    }
    for var member in other.members {
      member.operands = member.operands.map(mapped)
      group.members.append(member)
    }
    for var ending in other.endings {
      ending.operand = mapped(ending.operand)
      group.endings.append(ending)
    }
    group.members.sort { $0.order < $1.order }
    group.outputs.merge(other.outputs) { $1 }
    group.kinds.merge(other.kinds) { $1 }
    group.shapes.merge(other.shapes) { $1 }
    group.names.merge(other.names) { $1 }
    group.rowsPerResult = group.rowsPerResult ?? other.rowsPerResult
    other.replacement = group
    for index in buffers.indices {
      for position in buffers[index].producers.indices where buffers[index].producers[position] === other.step {
        buffers[index].producers[position] = group.step
      }
    }
    // Whatever depends on either must now be seen as depending on both.
    group.step.order = min(group.step.order, other.step.order)
    group.step.lastOrder = max(group.step.lastOrder, other.step.lastOrder)
    steps.removeAll { $0 === other.step }
    return true
  }
}
