import Foundation
import TestKit
import Testing

@Suite struct KilledRunTests {
  /// Starts the program beside the test runner, which trains with a backup in this folder.
  private func started(_ backup: String, isSlow: Bool) throws -> (process: Process, output: Pipe) {
    let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "killed-run")
    process.arguments = [backup] + (isSlow ? ["slow"] : [])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    return (process, pipe)
  }

  private func finished(_ run: (process: Process, output: Pipe)) -> String {
    let text = String(decoding: run.output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    run.process.waitUntilExit()
    return text
  }

  /// A process that is killed without warning leaves a backup that is whole, and the next one goes on from it.
  @Test func aKilledProcessIsGoneOnFrom() throws {
    try withTemporaryFolder { (folder: String) throws in
      let expected = finished(try started(folder + "/whole", isSlow: false))
      #expect(expected.contains("val_loss"))
      var kills = 0
      // The later ones have to get further: a process needs some time to begin.
      while kills < 12 {
        let run = try started(folder + "/backup", isSlow: true)
        usleep(useconds_t(60_000 + 17_000 * (kills * 5 % 8)))
        kill(run.process.processIdentifier, SIGKILL)
        if finished(run) == expected, run.process.terminationReason == .exit { break }
        kills += 1
      }
      #expect(kills > 3)
      let run = try started(folder + "/backup", isSlow: false)
      #expect(finished(run) == expected)
      #expect(run.process.terminationStatus == 0)
    }
  }
}
