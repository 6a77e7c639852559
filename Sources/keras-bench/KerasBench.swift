import ArgumentParser
import Foundation
import Keras

/// Times the workloads that the peers' scripts time, in the same way, and prints one JSON line for each.
@main
struct KerasBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keras-bench",
    abstract: "Time training and prediction on the standard workloads.",
    discussion:
      "Prints one JSON line per workload; times in seconds. W0 is the start of a process up to its first step.")

  @Argument(help: "Workloads: \(Workload.names.joined(separator: ", ")).")
  var workloads: [String]

  @Option(
    help: "What layers compute in: float32, mixed_bfloat16, float16 or float64; heads and losses compute in float32.")
  var precision = "float32"

  @Option(help: "Seconds per timed window.")
  var window = 1.2

  @Option(help: "Timed windows of fit.")
  var windows = 3

  @Flag(help: "Leave out prediction.")
  var noPredict = false

  func run() throws {
    guard let policy = Self.policies[precision] else {
      throw ValidationError("'\(precision)' is no precision; choose from \(Self.policies.keys.sorted())")
    }
    DTypePolicy.global = policy
    for name in workloads {
      guard let workload = Workload(name) else {
        throw ValidationError("'\(name)' is no workload; choose from \(Workload.names.joined(separator: ", "))")
      }
      let record = try Measurement(workload, window: window, windows: windows, predicts: !noPredict).run()
      print(record.json)
    }
  }

  private static let policies: [String: DTypePolicy] = [
    "float32": .float32, "mixed_bfloat16": .mixedBFloat16, "float16": DTypePolicy(.float16), "float64": .float64,
  ]
}
