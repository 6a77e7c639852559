import Synchronization

/// Names that nobody gave: `dense`, `dense_1`, … counted per class, as Keras does.
package enum Naming {
  private struct State {
    var counts: [String: Int] = [:]
    /// Names that users gave: no automatic name is one of them, as a model can't have a name twice.
    var given: Set<String> = []
  }
  private static let state = Mutex(State())

  /// Whether names are given without counting, for objects that nobody keeps.
  @TaskLocal static var isSuspended = false

  /// The next unused name made of `base`.
  package static func unique(_ base: String) -> String {
    if isSuspended { return base }
    return state.withLock { state in
      while true {
        let count = state.counts[base, default: 0]
        state.counts[base] = count + 1
        let name = count == 0 ? base : "\(base)_\(count)"
        if !state.given.contains(name) { return name }
      }
    }
  }

  /// A name as given, or the next unused one made of `base`.
  package static func name(_ given: String?, base: @autoclosure () -> String) -> String {
    guard let given else { return unique(base()) }
    if !isSuspended { state.withLock { _ = $0.given.insert(given) } }
    return given
  }

  /// Forgets all counts, so that names start anew (`keras.utils.clear_session`).
  package static func reset() { state.withLock { $0 = State() } }
}

/// Starts automatic layer names anew, as `keras.utils.clear_session` does.
public func clearSession() { Naming.reset() }
