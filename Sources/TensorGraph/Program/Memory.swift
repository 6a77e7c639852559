import Foundation

/// How much memory the machine can give. Systems promise more than they have, and end the process that believes them; so
/// what can never fit is refused before it is asked for.
package enum Memory {
  /// Bytes in the machine, or what the process' control groups or its limit of address space allow if that is less.
  private static let machine: Int = {
    let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let groups = ControlGroups.memoryLimits { try? String(contentsOfFile: $0, encoding: .utf8) }
    return (groups + [addressSpace]).reduce(machine) { min($0, $1) }
  }()

  /// What `ulimit -v` says.
  private static var addressSpace: Int {
    var limit = rlimit()
    #if os(Linux)
      let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    #else
      let isKnown = getrlimit(RLIMIT_AS, &limit) == 0
    #endif
    return isKnown ? Int(clamping: limit.rlim_cur) : .max
  }

  /// A smaller machine, for tests.
  @TaskLocal package static var override: Int?

  package static var limit: Int { override ?? machine }

  /// Throws if a program can't run: the memory of its results and the working memory together are more than there is.
  package static func check(results: [TensorType], workingByteCount: Int = 0) throws(KerasError) {
    let total = results.reduce(Size(workingByteCount)) { $0 + Size($1.byteCount) }
    guard total > Size(limit) else { return }
    throw error(results.max { $0.byteCount < $1.byteCount }, total)
  }

  /// Uninitialised memory, to be given back with `free`; `nil` if there is not so much.
  package static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    guard byteCount <= limit else { return nil }
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, LargePages.alignment(of: byteCount), max(byteCount, 64)) == 0, let memory else {
      return nil
    }
    LargePages.advise(memory, byteCount)
    return memory
  }

  /// Throws if so much can't be had now. Swift's arrays end the process then, so it is asked before they are made.
  ///
  /// - Parameter type: what the bytes are for.
  package static func check(_ total: Size, for type: TensorType? = nil) throws(KerasError) {
    // Less than this is not worth the question.
    guard total > Size(64 << 20) else { return }
    guard let byteCount = total.exact, let memory = allocate(byteCount) else { throw error(type, total) }
    free(memory)
  }

  /// The error of a result, with all that is needed beside it.
  package static func error(_ largest: TensorType?, _ total: Size) -> KerasError {
    KerasError(
      "The result does not fit into memory.",
      expected: total > Size(limit)
        ? "at most \(ByteCount.text(limit)), all that this process may use" : "as much as the system can give now",
      received: "\(ByteCount.text(total.length))" + (largest.map { ", with a result of \($0)" } ?? ""),
      fix: "compute it in parts, or sum before shapes broadcast")
  }
}
