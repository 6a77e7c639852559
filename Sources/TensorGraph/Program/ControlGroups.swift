/// The control groups that the process is in, which may have less memory than the machine.
package enum ControlGroups {
  /// Where a hierarchy of groups is mounted.
  private struct Mount {
    /// The group that is seen at `folder`.
    let root: String
    let folder: String
    let isUnified: Bool
  }

  /// The limits in bytes of the process' own groups and of all above them, of both versions of control groups.
  ///
  /// - Parameter read: the text of a file, `nil` if there is none.
  package static func memoryLimits(read: (String) -> String?) -> [Int] {
    let groups = lines(read("/proc/self/cgroup"))
    let mounts = lines(read("/proc/self/mountinfo")).compactMap(mount)
    return mounts.flatMap { mount -> [Int] in
      let own = groups.lazy.compactMap { group($0, isUnified: mount.isUnified) }.first
      var names = own.map { path($0, under: mount.root) } ?? []
      var limits: [Int] = []
      while true {
        let folder = mount.folder + names.map { "/\($0)" }.joined()
        let text = read(folder + (mount.isUnified ? "/memory.max" : "/memory.limit_in_bytes"))
        if let limit = text.flatMap({ Int($0.prefix { $0.isNumber }) }) { limits.append(limit) }
        if names.popLast() == nil { return limits }
      }
    }
  }

  private static func lines(_ text: String?) -> [Substring] { text?.split(separator: "\n") ?? [] }

  /// The path of the group for memory in a line such as `4:memory:/path`, or `0::/path` in version 2.
  private static func group(_ line: Substring, isUnified: Bool) -> String? {
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let isMemory = isUnified ? parts[0] == "0" : parts[1].split(separator: ",").contains("memory")
    return isMemory ? String(parts[2]) : nil
  }

  /// The names of the groups from the one that is mounted to the process' own. In a container that sees only its own group, the
  /// path may be one outside it: then it is that group.
  private static func path(_ group: String, under root: String) -> [Substring] {
    let names = group.split(separator: "/")
    let mounted = root.split(separator: "/")
    return names.starts(with: mounted) && !names.contains("..") ? Array(names.dropFirst(mounted.count)) : []
  }

  /// Fields of a line: number, parent, device, root, folder, options, …, `-`, type, source, options of the file system.
  private static func mount(_ line: Substring) -> Mount? {
    let fields = line.split(separator: " ")
    guard let end = fields.firstIndex(of: "-"), end >= 6, fields.count > end + 1 else { return nil }
    let (root, folder) = (String(fields[3]), String(fields[4]))
    switch fields[end + 1] {
    case "cgroup2": return Mount(root: root, folder: folder, isUnified: true)
    case "cgroup" where fields[fields.count - 1].split(separator: ",").contains("memory"):
      return Mount(root: root, folder: folder, isUnified: false)
    default: return nil
    }
  }
}
