#if THREAD_SANITIZER
  import Foundation

  /// Stands in for `Synchronization.Mutex` under the thread sanitizer, which knows POSIX locks but does not see into that
  /// one; each target that uses it has an alias.
  package struct WatchedMutex<Value>: ~Copyable, @unchecked Sendable {
    private final class Box: @unchecked Sendable {
      let lock = NSLock()
      nonisolated(unsafe) var value: Value
      init(_ value: Value) { self.value = value }
    }
    private let box: Box

    package init(_ value: consuming sending Value) { box = Box(value) }

    package borrowing func withLock<Result, Failure: Error>(
      _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      box.lock.lock()
      defer { box.lock.unlock() }
      return try body(&box.value)
    }
  }

  typealias Mutex = WatchedMutex
#endif
