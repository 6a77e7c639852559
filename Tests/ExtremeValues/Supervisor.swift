import Foundation
import Keras

/// Runs the cases in processes of their own: what kills one, or takes too long, is found by its number, and the next goes on behind it.
struct Supervisor {
  let stride: Int
  let offset: Int

  struct Failure {
    let number: Int
    let reason: String
  }

  func run(count: Int) throws -> [Failure] {
    var failures: [Failure] = []
    var next = offset
    while next < count {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["child", "\(next)", "\(stride)"]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(
        separator: "\n")
      process.waitUntilExit()
      for line in lines where line.hasPrefix("wrong ") {
        let parts = line.split(separator: " ", maxSplits: 2)
        failures.append(Failure(number: Int(parts[1]) ?? -1, reason: String(parts[2])))
      }
      guard let last = lines.last(where: { $0.hasPrefix("case ") }).flatMap({ Int($0.dropFirst(5)) }) else {
        return failures + [Failure(number: next, reason: "the process said nothing")]
      }
      if lines.last == "end" { break }
      let isSignal = process.terminationReason == .uncaughtSignal
      let reason =
        isSignal && process.terminationStatus == SIGALRM
        ? "took longer than \(Child.seconds) s"
        : "ended with \(isSignal ? "signal" : "status") \(process.terminationStatus)"
      if lines.last != "part" { failures.append(Failure(number: last, reason: reason)) }
      next = last + stride
    }
    return failures
  }
}

/// What runs in a process of its own.
enum Child {
  static let seconds: UInt32 = 20
  private static let bytes: UInt = 6 << 30

  static func run(_ cases: [Case], from start: Int, stride: Int) {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    var core = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
    for number in Swift.stride(from: start, to: cases.count, by: stride) {
      say("case \(number)")
      alarm(seconds)
      // The second time nothing is known of the machine's memory, so that it is the system that refuses.
      for limit in [nil, 1 << 60] {
        do { try Memory.$override.withValue(limit) { try cases[number].run() } } catch is KerasError {} catch {
          say("wrong \(number) threw \(type(of: error)): \(error)")
        }
      }
    }
    alarm(0)
    say("end")
  }

  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
