/// Places things with known lifetimes in one piece of memory: the largest first, each in the tightest gap that is free
/// for all of its life.
struct MemoryPlan {
  struct Item {
    var byteCount: Int
    var first: Int
    var last: Int
    var offset = 0
  }

  private(set) var items: [Item]
  private(set) var byteCount = 0
  /// Bytes behind each item that belong to nothing; none if memory is not guarded.
  private(set) var guards: [Range<Int>] = []
  static let alignment = 64
  static let guardByteCount = 1 << 16

  init(_ wanted: [Item], isGuarded: Bool = false) {
    items = wanted
    if isGuarded {
      placeApart()
      return
    }
    var placed: [Int] = []
    let order = wanted.indices.sorted { (wanted[$0].byteCount, $1) > (wanted[$1].byteCount, $0) }
    for index in order {
      let size = Self.aligned(items[index].byteCount)
      let neighbours = placed.filter { items[$0].first <= items[index].last && items[$0].last >= items[index].first }
        .sorted { items[$0].offset < items[$1].offset }
      var best: (offset: Int, gap: Int)?
      var end = 0
      for neighbour in neighbours {
        let gap = items[neighbour].offset - end
        if gap >= size, best.map({ gap < $0.gap }) ?? true { best = (end, gap) }
        end = max(end, items[neighbour].offset + Self.aligned(items[neighbour].byteCount))
      }
      items[index].offset = best?.offset ?? end
      byteCount = max(byteCount, items[index].offset + size)
      placed.append(index)
    }
  }

  private mutating func placeApart() {
    for index in items.indices {
      items[index].offset = byteCount
      let end = byteCount + items[index].byteCount
      byteCount = Self.aligned(end + Self.guardByteCount)
      guards.append(end..<byteCount)
    }
  }

  static func aligned(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

/// Where buffers lie in one piece of memory.
struct PlacedBuffers {
  /// Offsets of buffers.
  private(set) var places: [(base: Int, offset: Int)] = []
  private(set) var byteCount = 0
  /// Parts that nothing may touch.
  private(set) var guards: [Range<Int>] = []

  init() {}

  /// Places those of the items that belong here; `items[itemOfBase[base]]` is that of a buffer.
  init(
    _ items: [MemoryPlan.Item], _ itemOfBase: [Int: Int], isGuarded: Bool, where belongs: (MemoryPlan.Item) -> Bool
  ) {
    let chosen = items.indices.filter { belongs(items[$0]) }
    let plan = MemoryPlan(chosen.map { items[$0] }, isGuarded: isGuarded)
    let offsets = Dictionary(uniqueKeysWithValues: zip(chosen, plan.items.map(\.offset)))
    places = itemOfBase.compactMap { base, item in offsets[item].map { (base, $0) } }
    byteCount = plan.byteCount
    guards = plan.guards
  }
}
