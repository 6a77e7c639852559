import Foundation
import Synchronization

/// Lets one thread after another use a model; the one that holds it may take it again.
final class ModelLock: Sendable {
  private let lock = NSRecursiveLock()
  private let waitingCount = Atomic<Int>(0)

  func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    if !lock.try() {
      waitingCount.add(1, ordering: .relaxed)
      lock.lock()
      waitingCount.subtract(1, ordering: .relaxed)
    }
    defer { lock.unlock() }
    return try body()
  }

  /// Lets threads that wait go first: a loop that takes the lock again at once would keep them waiting to its end.
  func letOthersPass() {
    var tries = 0
    while waitingCount.load(ordering: .relaxed) > 0, tries < 1000 {
      sched_yield()
      tries += 1
    }
  }
}
