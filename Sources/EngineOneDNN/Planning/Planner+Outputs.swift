import TensorGraph

extension Planner {
  private struct PendingUpdate {
    var output: Int
    var input: Int
    var view: View
  }

  /// Lets results be written where the caller wants them, in place where an output takes an input's memory.
  func planOutputs() throws {
    var updates: [PendingUpdate] = []
    // First everything that reads: an update in place must come after all reads of the old value.
    for (output, id) in program.outputs.enumerated() {
      let result = view(id)
      if let input = program.aliases.indices.contains(output) ? program.aliases[output] : nil {
        updates.append(PendingUpdate(output: output, input: input, view: result))
      } else if isWholeBuffer(result) {
        buffers[result.buffer].home = .output(output)
      } else {
        let target = addBuffer(result.shape, result.dtype, home: .output(output))
        addCopy(from: result, to: target)
      }
    }
    for index in updates.indices where isInput(updates[index].view) {
      // Other updates may overwrite an input before it is copied from.
      updates[index].view = copy(updates[index].view)
    }
    ordersUpdates = true
    let readers = readersOfInputs()
    var remaining: [PendingUpdate] = []
    for update in updates where !updateInPlace(update, readers[update.input] ?? []) { remaining.append(update) }
    for update in remaining {
      let target = addBuffer(update.view.shape, update.view.dtype, home: .input(update.input))
      addCopy(from: update.view, to: target)
      let last = steps.last!
      last.after = (readers[update.input] ?? []).filter { $0 !== last }
    }
  }

  private func isWholeBuffer(_ view: View) -> Bool {
    guard view.isContiguous, view.offset == 0, case .arena = buffers[view.buffer].home else { return false }
    return buffers[view.buffer].byteCount == max(view.count * view.dtype.byteCount, 1)
  }

  private func isInput(_ view: View) -> Bool {
    if case .input = buffers[view.buffer].home { return true }
    return false
  }

  /// The steps that read each of the program's inputs.
  private func readersOfInputs() -> [Int: [Step]] {
    var readers: [Int: [Step]] = [:]
    for step in steps {
      let read = step.group.map { Array($0.inputBuffers) } ?? step.reads.map(\.buffer)
      let inputs = Set(
        read.compactMap { index -> Int? in
          if case .input(let input) = buffers[index].home { return input }
          return nil
        })
      for input in inputs { readers[input, default: []].append(step) }
    }
    return readers
  }

  /// Gives the update's buffer the input's memory, if its writer can come after everything that reads the old value.
  private func updateInPlace(_ update: PendingUpdate, _ readers: [Step]) -> Bool {
    let view = update.view
    guard isWholeBuffer(view), buffers[view.buffer].producers.count == 1 else { return false }
    let writer = buffers[view.buffer].producers[0]
    if readers.contains(where: { $0 === writer }) {
      // Only elementwise operations may read and write the same memory.
      guard let group = writer.group, group.endings.allSatisfy({ $0.view.buffer != view.buffer }),
        view.count == group.total
      else { return false }
      for outer in group.outers {
        guard case .input(update.input) = buffers[outer.view.buffer].home else { continue }
        guard outer.kind == .full, outer.view.isContiguous, outer.view.offset == 0,
          outer.view.count == group.total
        else { return false }
      }
    }
    let others = readers.filter { $0 !== writer }
    guard !anyDepends(others, on: writer) else { return false }
    buffers[view.buffer].home = .input(update.input)
    writer.after += others
    return true
  }
}
