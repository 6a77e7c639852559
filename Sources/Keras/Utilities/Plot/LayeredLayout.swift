/// Places the nodes of a graph without cycles in rows, so that edges lead down, cross seldom, and are short and straight.
///
/// The method of Sugiyama: rows by longest paths, edges through dummy nodes in the rows between, an order in each row by sweeps of
/// medians and exchanges of neighbours, then positions by least squares that keep the order.
///
/// Positions are `across` a row and `along` the rows; a drawing from left to right exchanges the two.
/// Source: Gansner, Koutsofios, North, Vo: A Technique for Drawing Directed Graphs, 1993.
struct LayeredLayout {
  /// What is to be placed.
  struct Item {
    var width: Double
    var height: Double
    /// Whether it has to be in the first row.
    var isFirst = false
    /// Whether it has to be in the last row.
    var isLast = false
  }

  /// An edge; its ends may be fixed to places that are so far from the middles of the items.
  struct Edge {
    var from: Int
    var to: Int
    var fromPort: Double?
    var toPort: Double?
  }

  struct Point: Equatable {
    var across: Double
    var along: Double
  }

  struct Gaps {
    var items = 24.0
    var dummies = 16.0
    var rows = 34.0
  }

  /// A node: an item, or a place where an edge passes through a row.
  struct Node {
    var item: Int?
    var row: Int
    var width: Double
    var height: Double
    var across = 0.0
    /// Positions in `nodes` of the neighbours above and below, with the ports at either end.
    var above: [Link] = []
    var below: [Link] = []
    /// The edge that passes here.
    var edge: Int?
  }

  struct Link {
    var node: Int
    /// Fixed distances from the middles: here and at the neighbour.
    var own: Double?
    var other: Double?
  }

  let items: [Item]
  let edges: [Edge]
  let gaps: Gaps
  var nodes: [Node] = []
  /// The nodes of each row, in order.
  var rows: [[Int]] = []
  /// The nodes of each edge, from its start to its end.
  var chains: [[Int]] = []
  private var edgePorts: [(start: Double, end: Double)] = []
  private var rowStarts: [Double] = []
  private var rowHeights: [Double] = []

  init(items: [Item], edges: [Edge], gaps: Gaps = Gaps()) {
    self.items = items
    self.edges = edges
    self.gaps = gaps
    makeNodes(rows: assignRows())
    orderRows()
    assignPositions()
    edgePorts = placedPorts()
    stackRows()
  }

  // MARK: results

  /// The middle of an item's side that faces the rows before.
  func position(_ item: Int) -> Point {
    let node = nodes[item]
    return Point(across: node.across, along: rowStarts[node.row] + (rowHeights[node.row] - node.height) / 2)
  }

  var width: Double { nodes.map { $0.across + $0.width / 2 }.max() ?? 0 }
  var height: Double { rowStarts.isEmpty ? 0 : rowStarts.last! + rowHeights.last! }

  /// The points of an edge: straight through each row, free between the rows.
  func route(_ edge: Int) -> [Point] {
    let chain = chains[edge]
    let (start, end) = edgePorts[edge]
    var points: [Point] = []
    for (place, index) in chain.enumerated() {
      let node = nodes[index]
      let (top, bottom) = (rowStarts[node.row], rowStarts[node.row] + rowHeights[node.row])
      if place == 0 {
        let own = position(chain[0])
        points.append(Point(across: start, along: own.along + node.height))
        if bottom > own.along + node.height { points.append(Point(across: start, along: bottom)) }
      } else if place == chain.count - 1 {
        let own = position(index)
        if own.along > top { points.append(Point(across: end, along: top)) }
        points.append(Point(across: end, along: own.along))
      } else {
        points.append(Point(across: node.across, along: top))
        points.append(Point(across: node.across, along: bottom))
      }
    }
    return points
  }

  /// How often edges cross.
  var crossingCount: Int { crossings(rows) }

  // MARK: rows

  /// The row of each item: below all that lead to it, and as near to what it leads to as saves length.
  private func assignRows() -> [Int] {
    var before = [[Int]](repeating: [], count: items.count)
    var after = before
    for edge in edges {
      before[edge.to].append(edge.from)
      after[edge.from].append(edge.to)
    }
    var waiting = before.map(\.count)
    var order = items.indices.filter { waiting[$0] == 0 }
    var rows = [Int](repeating: 0, count: items.count)
    var next = 0
    while next < order.count {
      let item = order[next]
      next += 1
      for target in after[item] {
        rows[target] = max(rows[target], rows[item] + 1)
        waiting[target] -= 1
        if waiting[target] == 0 { order.append(target) }
      }
    }
    for item in order.reversed() where !items[item].isFirst {
      guard after[item].count > before[item].count, let nearest = after[item].map({ rows[$0] }).min() else { continue }
      rows[item] = max(rows[item], nearest - 1)
    }
    let last = (rows.max() ?? 0)
    let isBelowLast = items.indices.contains {
      !items[$0].isLast && rows[$0] == last && items.contains(where: \.isLast)
    }
    for item in items.indices where items[item].isLast { rows[item] = isBelowLast ? last + 1 : last }
    return rows
  }

  private mutating func makeNodes(rows itemRows: [Int]) {
    nodes = zip(items, itemRows).enumerated().map { index, pair in
      Node(item: index, row: pair.1, width: pair.0.width, height: pair.0.height)
    }
    chains = edges.enumerated().map { index, edge in
      var chain = [edge.from]
      for row in (itemRows[edge.from] + 1)..<max(itemRows[edge.to], itemRows[edge.from] + 1) {
        nodes.append(Node(item: nil, row: row, width: 0, height: 0, edge: index))
        chain.append(nodes.count - 1)
      }
      chain.append(edge.to)
      for (place, pair) in zip(chain, chain.dropFirst()).enumerated() {
        let own = place == 0 ? edge.fromPort : nil
        let other = place == chain.count - 2 ? edge.toPort : nil
        nodes[pair.0].below.append(Link(node: pair.1, own: own, other: other))
        nodes[pair.1].above.append(Link(node: pair.0, own: other, other: own))
      }
      return chain
    }
    rows = Array(repeating: [], count: (nodes.map(\.row).max() ?? -1) + 1)
  }

  /// Rows from top to bottom; where edges run far across, with more room for them.
  private mutating func stackRows() {
    rowHeights = rows.map { row in row.map { nodes[$0].height }.max() ?? 0 }
    var reach = [Double](repeating: 0, count: rows.count)
    for (edge, chain) in chains.enumerated() {
      let (start, end) = edgePorts[edge]
      for (a, b) in zip(chain, chain.dropFirst()) {
        let from = a == chain[0] ? start : nodes[a].across
        let to = b == chain.last ? end : nodes[b].across
        reach[nodes[a].row] = max(reach[nodes[a].row], abs(from - to))
      }
    }
    var along = 0.0
    rowStarts = []
    for row in rows.indices {
      rowStarts.append(along)
      along += rowHeights[row] + max(gaps.rows, min(2.2 * gaps.rows, reach[row] * 0.14))
    }
  }
}
