import Synchronization

/// Names that nobody gave: `dense`, `dense_1`, … counted per class, as Keras does.
package enum Naming {
  private static let counts = Mutex<[String: Int]>([:])

  /// The next unused name made of `base`.
  package static func unique(_ base: String) -> String {
    counts.withLock { counts in
      let count = counts[base, default: 0]
      counts[base] = count + 1
      return count == 0 ? base : "\(base)_\(count)"
    }
  }

  /// `MaxPooling2D` becomes `max_pooling2d`, by Keras' rule.
  package static func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
      if letter.isUppercase, index > 0 {
        let afterLower = letters[index - 1].isLowercase
        let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
        if afterLower || startsWord { result.append("_") }
      }
      result += letter.lowercased()
    }
    return result
  }

  /// Forgets all counts, so that names start anew (`keras.utils.clear_session`).
  package static func reset() { counts.withLock { $0 = [:] } }
}

/// Starts automatic layer names anew, as `keras.utils.clear_session` does.
public func clearSession() { Naming.reset() }
