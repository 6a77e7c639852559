import Synchronization

final class Counter: Sendable {
  private let storage = Mutex(0)
  var value: Int { storage.withLock { $0 } }
  func add() { storage.withLock { $0 += 1 } }
}
