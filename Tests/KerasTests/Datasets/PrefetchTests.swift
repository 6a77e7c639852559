import Foundation
import Keras
import Synchronization
import Testing

/// The thread that makes elements ahead.
struct PrefetchTests {
  /// Counts what is made of it, and who makes it.
  private final class Source: Sequence, IteratorProtocol, @unchecked Sendable {
    private let made: Mutex<(count: Int, threads: Set<ObjectIdentifier>)> = Mutex((0, []))
    private let length: Int

    init(length: Int = .max) { self.length = length }

    var count: Int { made.withLock { $0.count } }
    var threads: Set<ObjectIdentifier> { made.withLock { $0.threads } }

    func next() -> Tensor? {
      let thread = ObjectIdentifier(Thread.current)
      return made.withLock { made in
        guard made.count < length else { return nil }
        made.count += 1
        made.threads.insert(thread)
        return Tensor(Float(made.count))
      }
    }
  }

  /// Whether a condition comes true within ten seconds.
  private func becomesTrue(_ condition: () -> Bool) -> Bool {
    for _ in 0..<2000 {
      if condition() { return true }
      usleep(5000)
    }
    return condition()
  }

  @Test func elementsAreMadeOnOneOtherThread() throws {
    let source = Source(length: 20)
    let elements = Array(Dataset(source).prefetched(3))
    let values = try elements.map { try $0.scalar() }
    #expect(values == (1...20).map(Double.init))
    #expect(source.threads.count == 1)
    #expect(!source.threads.contains(ObjectIdentifier(Thread.current)))
  }

  @Test(arguments: [1, 2, 5])
  func soManyAreMadeAheadAndNoMore(_ count: Int) throws {
    let source = Source()
    let elements = Dataset(source).prefetched(count).makeIterator()
    #expect(becomesTrue { source.count == count })
    usleep(50_000)
    #expect(source.count == count)
    _ = elements.next()
    #expect(becomesTrue { source.count == count + 1 })
    usleep(50_000)
    #expect(source.count == count + 1)
    withExtendedLifetime(elements) {}
  }

  @Test func theThreadEndsWithTheLastReference() throws {
    weak var source: Source?
    do {
      let endless = Source()
      source = endless
      let elements = Dataset(endless).prefetched(2).makeIterator()
      _ = elements.next()
    }
    // The thread held the source until it ended.
    #expect(becomesTrue { source == nil })
  }

  @Test func breakingOutOfALoopEndsTheThread() throws {
    weak var source: Source?
    do {
      let endless = Source()
      source = endless
      for element in Dataset(endless).prefetched() where try element.scalar() > 4 { break }
    }
    #expect(becomesTrue { source == nil })
  }
}
