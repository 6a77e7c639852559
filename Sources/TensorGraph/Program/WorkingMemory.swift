import Synchronization

/// Memory that the programs of one owner take turns in: a run borrows a block and gives it back when it is done, so that
/// programs that never run at once need no more than the largest of them.
package final class WorkingMemory: Sendable {
  private struct State {
    var idle: [Storage] = []
    /// How many programs need a block of so many bytes.
    var needs: [Int: Int] = [:]
  }
  private let state = Mutex(State())

  package init() {}

  /// Bytes of the blocks that no run uses now.
  package var idleByteCount: Int { state.withLock { $0.idle.reduce(0) { $0 + $1.byteCount } } }

  /// Says that a program will borrow blocks of so many bytes, until `release` is called.
  package func reserve(byteCount: Int) { state.withLock { $0.needs[byteCount, default: 0] += 1 } }

  /// Says that a program is gone; blocks that no other needs go with it.
  package func release(byteCount: Int) {
    let freed = state.withLock { state in
      let count = state.needs[byteCount, default: 0] - 1
      state.needs[byteCount] = count > 0 ? count : nil
      guard count <= 0 else { return [Storage]() }
      let most = state.needs.keys.max() ?? 0
      let freed = state.idle.filter { $0.byteCount > most }
      if !freed.isEmpty { state.idle.removeAll { $0.byteCount > most } }
      return freed
    }
    withExtendedLifetime(freed) {}
  }

  /// A block of at least so many bytes, for one run.
  ///
  /// - Throws: if the machine has no such memory.
  package func borrow(byteCount: Int) throws(KerasError) -> Storage {
    let found = state.withLock { state -> (block: Storage?, isLargeEnough: Bool) in
      var best: Int?
      for (index, block) in state.idle.enumerated() where block.byteCount >= byteCount {
        if best.map({ block.byteCount < state.idle[$0].byteCount }) ?? true { best = index }
      }
      if let best { return (state.idle.remove(at: best), true) }
      // A larger one takes the place of the largest.
      guard let largest = state.idle.indices.max(by: { state.idle[$0].byteCount < state.idle[$1].byteCount }) else {
        return (nil, false)
      }
      return (state.idle.remove(at: largest), false)
    }
    if found.isLargeEnough, let block = found.block { return block }
    return try Storage(byteCount: byteCount)
  }

  /// Takes a borrowed block back.
  package func giveBack(_ block: Storage) { state.withLock { $0.idle.append(block) } }
}
