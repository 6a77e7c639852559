import Foundation

/// Wall time, processor time and memory, of this process and of the whole machine.
enum Clock {
  static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  /// Seconds since the process was started by the system.
  static func sinceProcessStart() -> Double {
    guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      let uptime = try? String(contentsOfFile: "/proc/uptime", encoding: .utf8),
      let close = stat.lastIndex(of: ")")
    else { return .nan }
    // Fields after the name in parentheses; the 22nd field of all is the start in ticks.
    let fields = stat[stat.index(close, offsetBy: 2)...].split(separator: " ")
    guard fields.count > 19, let start = Double(fields[19]), let up = Double(uptime.split(separator: " ")[0]) else {
      return .nan
    }
    return up - start / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The largest resident size so far, in megabytes.
  static func residentMegabytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }

  static func ownProcessorTime() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Seconds that all processors were busy, and that the hypervisor took.
  static func machineTime() -> (busy: Double, steal: Double) {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return (0, 0) }
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    let values = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard values.count > 7 else { return (0, 0) }
    return ((values[0] + values[1] + values[2] + values[5] + values[6]) / ticks, values[7] / ticks)
  }
}

/// One timed stretch: how long it took, and how many cores others and the hypervisor took meanwhile.
struct Window {
  var wall: Double
  var other: Double
  var steal: Double
  var own: Double

  /// A window counts as undisturbed if others took less than this many cores.
  static let cleanLimit = 0.12
  var isClean: Bool { other + steal < Window.cleanLimit }

  static func measure(_ body: () throws -> Void) rethrows -> Window {
    let meter = Meter()
    try body()
    return meter.stop()
  }
}

/// Starts a window that ends elsewhere, as an epoch does.
struct Meter {
  private let own = Clock.ownProcessorTime()
  private let machine = Clock.machineTime()
  private let start = Clock.now()

  func stop() -> Window {
    let wall = max(Clock.now() - start, 1e-9)
    let own = Clock.ownProcessorTime() - self.own
    let machine = Clock.machineTime()
    return Window(
      wall: wall, other: max(0, (machine.busy - self.machine.busy - own) / wall),
      steal: max(0, (machine.steal - self.machine.steal) / wall), own: own / wall)
  }
}

/// Medians over the undisturbed windows, as the peers' scripts take them.
struct Summary {
  let median: Double
  let minimum: Double
  let count: Int
  let other: Double
  let steal: Double
  let all: [[Double]]

  init(_ windows: [Window], per divisor: Double) {
    var good = windows.filter(\.isClean)
    if good.count < 3 { good = Array(windows.sorted { $0.other + $0.steal < $1.other + $1.steal }.prefix(3)) }
    let values = good.map { $0.wall / divisor }.sorted()
    median = Summary.median(values)
    minimum = values.first ?? .nan
    count = values.count
    other = good.map(\.other).max() ?? 0
    steal = good.map(\.steal).max() ?? 0
    all = windows.map { [$0.wall / divisor, $0.other, $0.steal, $0.own] }
  }

  static func isEnough(_ windows: [Window], want: Int) -> Bool {
    windows.filter(\.isClean).count >= want || windows.count >= 2 * want + 1
  }

  static func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
