import Synchronization

/// Names that nobody gave: `dense`, `dense_1`, … counted per class, as Keras does.
package enum Naming {
  private static let counts = Mutex<[String: Int]>([:])

  /// Whether names are given without counting, for objects that nobody keeps.
  @TaskLocal static var isSuspended = false

  /// The next unused name made of `base`.
  package static func unique(_ base: String) -> String {
    if isSuspended { return base }
    return counts.withLock { counts in
      let count = counts[base, default: 0]
      counts[base] = count + 1
      return count == 0 ? base : "\(base)_\(count)"
    }
  }

  /// Forgets all counts, so that names start anew (`keras.utils.clear_session`).
  package static func reset() { counts.withLock { $0 = [:] } }
}

/// Starts automatic layer names anew, as `keras.utils.clear_session` does.
public func clearSession() { Naming.reset() }
