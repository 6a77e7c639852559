import Synchronization

/// How many compiled programs are kept.
///
/// A program is compiled for each shape of the data. Every model, `Predictor` and compiled function keeps its own, and plain code with
/// tensors keeps them together; beyond these limits the one used least recently is let go, and compiled anew when it is needed again.
/// The program in use always stays. Memory that programs only need while they run is shared among those of one owner, and not counted.
public enum ProgramCache {
  private struct Limits {
    var count = 256
    var byteCount = Memory.limit / 8
  }
  private static let limits = Mutex(Limits())

  /// The most programs that one owner keeps; 256 at first.
  public static var countLimit: Int {
    get { limits.withLock { $0.count } }
    set { limits.withLock { $0.count = newValue } }
  }

  /// The most bytes that one owner's programs keep between runs; an eighth of the machine's memory at first.
  public static var byteLimit: Int {
    get { limits.withLock { $0.byteCount } }
    set { limits.withLock { $0.byteCount = newValue } }
  }

  /// Other limits for the current task, for tests.
  @TaskLocal package static var override: (count: Int, byteCount: Int)?

  fileprivate static var current: (count: Int, byteCount: Int) {
    override ?? limits.withLock { ($0.count, $0.byteCount) }
  }
}

/// Compiled programs by what they were compiled for, within the limits of `ProgramCache`. All that keeps programs keeps them here.
package struct Programs<Key: Hashable, Value> {
  private struct Entry {
    let value: Value
    let byteCount: Int
    var lastUse: UInt64
  }
  private var entries: [Key: Entry] = [:]
  private var useCount: UInt64 = 0
  private var byteCount = 0
  /// What the programs run in.
  package let memory = WorkingMemory()

  package init() {}

  package var count: Int { entries.count }
  package var values: some Collection<Value> { entries.values.lazy.map(\.value) }

  /// The program for `key`, if it is still there.
  package mutating func find(_ key: Key) -> Value? {
    guard let index = entries.index(forKey: key) else { return nil }
    useCount += 1
    entries.values[index].lastUse = useCount
    return entries.values[index].value
  }

  /// Keeps a program, and lets go of others if it is one too many.
  ///
  /// - Parameter byteCount: what it holds between runs.
  package mutating func insert(_ value: Value, for key: Key, byteCount: Int) {
    useCount += 1
    self.byteCount += byteCount
    let old = entries.updateValue(Entry(value: value, byteCount: byteCount, lastUse: useCount), forKey: key)
    self.byteCount -= old?.byteCount ?? 0
    let limits = ProgramCache.current
    while entries.count > 1, entries.count > limits.count || self.byteCount > limits.byteCount {
      let oldest = entries.min { $0.value.lastUse < $1.value.lastUse }!
      self.byteCount -= oldest.value.byteCount
      entries[oldest.key] = nil
    }
  }
}
