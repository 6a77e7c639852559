import TensorGraph
import Testing

/// What the process' control groups allow, from files as Linux writes them.
struct ControlGroupTests {
  private struct Case {
    let name: String
    let files: [String: String]
    let limits: [Int]
  }

  private static let cases = [
    Case(
      name: "version 2: the own group and all above it",
      files: [
        "/proc/self/cgroup": "0::/user.slice/app.scope\n",
        "/proc/self/mountinfo":
          "24 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
          + "31 24 0:27 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
        "/sys/fs/cgroup/user.slice/app.scope/memory.max": "max\n",
        "/sys/fs/cgroup/user.slice/memory.max": "4294967296\n",
      ], limits: [4_294_967_296]),
    Case(
      name: "version 2 in a container with a group of its own",
      files: [
        "/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": "31 24 0:27 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n",
        "/sys/fs/cgroup/memory.max": "1073741824\n",
      ], limits: [1_073_741_824]),
    Case(
      name: "version 1 beside version 2",
      files: [
        "/proc/self/cgroup": "9:name=systemd:/x\n4:cpu,memory:/jobs/one\n0::/\n",
        "/proc/self/mountinfo":
          "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,cpu,memory\n"
          + "36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices\n"
          + "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n",
        "/sys/fs/cgroup/memory/jobs/one/memory.limit_in_bytes": "9223372036854771712\n",
        "/sys/fs/cgroup/memory/jobs/memory.limit_in_bytes": "2000000000\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      ], limits: [9_223_372_036_854_771_712, 2_000_000_000, 9_223_372_036_854_771_712]),
    Case(
      name: "version 1 in a container that is told the path outside it",
      files: [
        "/proc/self/cgroup": "4:memory:/docker/abc/inner\n",
        "/proc/self/mountinfo": "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
        "/sys/fs/cgroup/memory/inner/memory.limit_in_bytes": "500\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "700\n",
      ], limits: [500, 700]),
    Case(
      name: "a group outside what is mounted",
      files: [
        "/proc/self/cgroup": "0::/../other\n",
        "/proc/self/mountinfo": "31 24 0:27 / /sys/fs/cgroup ro - cgroup2 c rw\n",
        "/sys/fs/cgroup/memory.max": "600\n",
      ], limits: [600]),
    Case(name: "no files", files: [:], limits: []),
    Case(
      name: "other text", files: ["/proc/self/cgroup": "::::\n:\n", "/proc/self/mountinfo": "- - -\n1 2 3 4 5 6 -\n"],
      limits: []),
  ]

  @Test func limitsOfGroups() {
    for item in Self.cases {
      #expect(ControlGroups.memoryLimits { item.files[$0] } == item.limits, "\(item.name)")
    }
  }
}
