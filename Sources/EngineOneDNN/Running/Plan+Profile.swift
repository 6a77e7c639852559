import Foundation
import Synchronization
import TensorGraph

/// Where a plan's time goes, step by step. With the environment variable `KERAS_PROFILE=1` every plan that ran is listed
/// on standard error when the process ends.
enum Profile {
  static let isOn = ProcessInfo.processInfo.environment["KERAS_PROFILE"] == "1"
  private static let plans = Mutex<[Plan]>([])

  static func register(_ plan: Plan) {
    let isFirst = plans.withLock { plans in
      plans.append(plan)
      return plans.count == 1
    }
    if isFirst { atexit { Profile.report() } }
  }

  private static func report() {
    for plan in plans.withLock({ $0 }) {
      try? FileHandle.standardError.write(contentsOf: Data((plan.summary() + "\n\n").utf8))
    }
  }

  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension Plan {
  /// One line per step in the order of running: its level and lane, the lane's pieces, microseconds per run over all
  /// threads, the step's name, and the name of oneDNN's implementation.
  func summary() -> String {
    let (runs, times) = profiled()
    var lines: [String] = []
    for (levelIndex, level) in levels.enumerated() {
      for laneIndex in Int(level.firstLane)..<Int(level.firstLane + level.laneCount) {
        let lane = lanes[laneIndex]
        for launch in Int(lane.firstLaunch)..<Int(lane.firstLaunch + lane.launchCount) {
          let kernel = kernels[Int(launches[launch].firstKernel)]
          let own = (kernel as? OneDNNKernel).map { " [\($0.implementation)]" } ?? ""
          let spent = runs == 0 ? 0 : Double(times[launch]) / Double(runs) / 1000
          let place = "level \(levelIndex) lane \(laneIndex) x\(lane.pieces)"
          lines.append(String(format: "%9.1f us  ", spent) + place + "  " + names[launch] + own)
        }
      }
    }
    if !interpretedOperations.isEmpty {
      lines.append("slow, no kernel: " + Set(interpretedOperations).sorted().joined(separator: ", "))
    }
    let memory =
      "arena \(arena.byteCount), kept \(kept.byteCount), per thread \(localByteCount) + \(scratchByteCount) bytes"
    lines.append("\(runs) runs on \(threads) threads, \(memory)")
    return lines.joined(separator: "\n")
  }
}
