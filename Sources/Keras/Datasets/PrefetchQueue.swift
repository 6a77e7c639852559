import Foundation

/// A bounded queue that a thread of its own keeps full; the thread ends when the queue is dropped.
final class PrefetchQueue<Element> {
  /// What both threads share; the thread holds only this, so that the queue itself can go away.
  private final class Shared: @unchecked Sendable {
    let condition = NSCondition()
    let capacity: Int
    let source: () -> Element?
    var waiting: [Element] = []
    var isFinished = false
    var isCancelled = false

    init(capacity: Int, source: @escaping () -> Element?) {
      self.capacity = capacity
      self.source = source
    }

    func fill() {
      while true {
        let element = source()
        condition.lock()
        defer { condition.unlock() }
        guard let element, !isCancelled else {
          isFinished = true
          condition.broadcast()
          return
        }
        waiting.append(element)
        condition.broadcast()
        while waiting.count >= capacity, !isCancelled { condition.wait() }
      }
    }
  }

  private let shared: Shared

  /// - Parameter source: called on the thread; it gives element after element, `nil` at the end.
  init(capacity: Int, _ source: @escaping () -> Element?) {
    shared = Shared(capacity: capacity, source: source)
    let thread = Thread { [shared] in shared.fill() }
    thread.stackSize = 8 << 20
    thread.name = "dataset prefetch"
    thread.start()
  }

  deinit {
    shared.condition.lock()
    shared.isCancelled = true
    shared.condition.broadcast()
    shared.condition.unlock()
  }

  func next() -> Element? {
    shared.condition.lock()
    defer { shared.condition.unlock() }
    while shared.waiting.isEmpty, !shared.isFinished { shared.condition.wait() }
    guard !shared.waiting.isEmpty else { return nil }
    let element = shared.waiting.removeFirst()
    shared.condition.broadcast()
    return element
  }
}
