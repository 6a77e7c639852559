extension LayeredLayout {
  /// Positions across, by turns: each row is moved to where its neighbours want it, as near as its order and gaps allow.
  mutating func assignPositions() {
    for row in rows {
      var across = 0.0
      for (place, node) in row.enumerated() {
        if place > 0 { across += distance(row[place - 1], node) }
        nodes[node].across = across
      }
      let middle = across / 2
      for node in row { nodes[node].across -= middle }
    }
    for turn in 0..<10 {
      for row in rows.indices { settle(row, turn.isMultiple(of: 2) ? [\.above] : [\.above, \.below]) }
      for row in rows.indices.reversed() { settle(row, turn.isMultiple(of: 2) ? [\.below] : [\.above, \.below]) }
    }
    straighten()
    for _ in 0..<4 { for row in rows.indices { settle(row, [\.above, \.below], movesDummies: false) } }
    let left = nodes.map { $0.across - $0.width / 2 }.min() ?? 0
    for index in nodes.indices { nodes[index].across -= left }
  }

  /// The least distance between the middles of neighbours in a row.
  private func distance(_ a: Int, _ b: Int) -> Double {
    let gap = nodes[a].item == nil && nodes[b].item == nil ? gaps.dummies : gaps.items
    return (nodes[a].width + nodes[b].width) / 2 + gap
  }

  /// How strongly a link is straightened: long edges most, then links of two nodes that have no other on that side.
  private func weight(_ a: Int, _ b: Int, isUp: Bool) -> Double {
    let (upper, lower) = isUp ? (b, a) : (a, b)
    let isOnly = nodes[upper].below.count == 1 && nodes[lower].above.count == 1
    return switch (nodes[a].item, nodes[b].item) {
    case (nil, nil): 8
    case (nil, _), (_, nil): 2
    default: isOnly ? 6 : 1
    }
  }

  private mutating func settle(_ row: Int, _ sides: [KeyPath<Node, [Link]>], movesDummies: Bool = true) {
    let order = rows[row]
    var offsets: [Double] = []
    var wanted: [(position: Double, weight: Double)] = []
    for (place, node) in order.enumerated() {
      offsets.append(place == 0 ? 0 : offsets[place - 1] + distance(order[place - 1], node))
      var (sum, total) = (0.0, 0.0)
      for side in sides {
        for link in nodes[node][keyPath: side] {
          let strength = weight(node, link.node, isUp: side == \.above)
          sum += strength * (nodes[link.node].across + (link.other ?? 0) - (link.own ?? 0))
          total += strength
        }
      }
      let isFixed = !movesDummies && nodes[node].item == nil
      let target = total == 0 || isFixed ? nodes[node].across : sum / total
      wanted.append((target - offsets[place], isFixed ? 1e6 : total == 0 ? 0.01 : total))
    }
    for (place, position) in Self.increasing(wanted).enumerated() {
      nodes[order[place]].across = position + offsets[place]
    }
  }

  /// The values nearest to the wanted ones, by weighted squares, that do not decrease: neighbours in the wrong order are pooled.
  static func increasing(_ wanted: [(position: Double, weight: Double)]) -> [Double] {
    var pools: [(position: Double, weight: Double, count: Int)] = []
    for item in wanted {
      pools.append((item.position, item.weight, 1))
      while pools.count > 1, pools[pools.count - 2].position > pools[pools.count - 1].position {
        let last = pools.removeLast()
        let before = pools.removeLast()
        let weight = before.weight + last.weight
        let position = (before.position * before.weight + last.position * last.weight) / weight
        pools.append((position, weight, before.count + last.count))
      }
    }
    return pools.flatMap { Array(repeating: $0.position, count: $0.count) }
  }

  /// Puts the dummies of a long edge on one line where all their rows have room for it.
  private mutating func straighten() {
    var places: [Int: (row: Int, place: Int)] = [:]
    for (row, order) in rows.enumerated() {
      for (place, node) in order.enumerated() { places[node] = (row, place) }
    }
    for _ in 0..<3 {
      for chain in chains where chain.count > 3 {
        let dummies = chain.dropFirst().dropLast()
        var (low, high) = (-Double.infinity, Double.infinity)
        for dummy in dummies {
          let (row, place) = places[dummy]!
          let order = rows[row]
          if place > 0 { low = max(low, nodes[order[place - 1]].across + distance(order[place - 1], dummy)) }
          if place + 1 < order.count {
            high = min(high, nodes[order[place + 1]].across - distance(dummy, order[place + 1]))
          }
        }
        guard low <= high else { continue }
        let sorted = dummies.map { nodes[$0].across }.sorted()
        let line = max(low, min(high, sorted[sorted.count / 2]))
        for dummy in dummies { nodes[dummy].across = line }
      }
    }
  }

  /// Where each edge leaves its first item and enters its last: apart from its neighbours there, and straight if it can be.
  func placedPorts() -> [(start: Double, end: Double)] {
    var starts = [Double](repeating: 0, count: edges.count)
    var ends = starts
    let byStart = Dictionary(grouping: edges.indices) { edges[$0].from }
    let byEnd = Dictionary(grouping: edges.indices) { edges[$0].to }
    for (item, mates) in byStart {
      let goals = mates.map { mate in
        let next = chains[mate][1]
        return nodes[next].across + (chains[mate].count == 2 ? edges[mate].toPort ?? 0 : 0)
      }
      for (mate, port) in zip(mates, ports(item, mates.map { edges[$0].fromPort }, goals)) { starts[mate] = port }
    }
    for (item, mates) in byEnd {
      // Straight down from where the edge starts, where that is above.
      let goals = mates.map { chains[$0].count == 2 ? starts[$0] : nodes[chains[$0][chains[$0].count - 2]].across }
      for (mate, port) in zip(mates, ports(item, mates.map { edges[$0].toPort }, goals)) { ends[mate] = port }
    }
    return Array(zip(starts, ends))
  }

  /// Places on one side of an item, in the order of the goals.
  private func ports(_ item: Int, _ fixed: [Double?], _ goals: [Double]) -> [Double] {
    let room = max(nodes[item].width - 24, 0)
    let (low, high) = (nodes[item].across - room / 2, nodes[item].across + room / 2)
    let sorted = goals.indices.filter { fixed[$0] == nil }.sorted { (goals[$0], $0) < (goals[$1], $1) }
    var result = fixed.map { nodes[item].across + ($0 ?? 0) }
    guard !sorted.isEmpty else { return result }
    let step = min(18, room / Double(max(sorted.count - 1, 1)))
    let wanted = sorted.enumerated().map { place, index in
      // A goal straight across is met; one aside draws the port only a little out of the middle.
      let goal = goals[index]
      let isInside = goal >= low && goal <= high
      let inside = isInside ? goal : nodes[item].across + (goal < low ? -1 : 1) * min(room / 2, 30)
      return (position: inside - Double(place) * step, weight: isInside ? 4.0 : 1)
    }
    let positions = Self.increasing(wanted).enumerated().map { $1 + Double($0) * step }
    let shift = max(low - positions[0], 0) + min(high - positions[positions.count - 1], 0)
    for (place, index) in sorted.enumerated() { result[index] = positions[place] + shift }
    return result
  }
}
