import Foundation

/// How much memory the machine can give. Systems promise more than they have, and end the process that believes them; so
/// what can never fit is refused before it is asked for.
package enum Memory {
  /// Bytes in the machine, or the limit of the process' control group if that is less.
  private static let machine: Int = {
    let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let groups = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    let limits = groups.compactMap { path in
      let text = try? String(contentsOfFile: path, encoding: .utf8)
      return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    return limits.reduce(machine) { min($0, $1) }
  }()

  /// A smaller machine, for tests.
  @TaskLocal package static var override: Int?

  package static var limit: Int { override ?? machine }

  /// Throws if a program can't run: the memory of its results and the working memory together are more than there is.
  package static func check(results: [TensorType], workingByteCount: Int = 0) throws(KerasError) {
    let total = results.reduce(Size(workingByteCount)) { $0 + Size($1.byteCount) }
    guard total > Size(limit) else { return }
    throw error(results.max { $0.byteCount < $1.byteCount }, total)
  }

  /// The error of a result, with all that is needed beside it.
  package static func error(_ largest: TensorType?, _ total: Size) -> KerasError {
    KerasError(
      "The result does not fit into memory.", expected: "at most \(text(limit)), all that this process may use",
      received: "\(text(total.length))" + (largest.map { ", with a result of \($0)" } ?? ""),
      fix: "compute it in parts, or sum before shapes broadcast")
  }

  /// A number of bytes as people say it: `4 TB`, `1.5 GB`.
  package static func text(_ byteCount: Int) -> String {
    var value = Double(byteCount)
    var units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"][...]
    while value >= 1000, units.count > 1 {
      value /= 1000
      units = units.dropFirst()
    }
    let digits = value < 10 && units.first != "bytes" ? String(format: "%.1f", value) : String(format: "%.0f", value)
    return "\(digits) \(units.first!)"
  }
}
