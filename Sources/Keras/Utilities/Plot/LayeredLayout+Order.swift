extension LayeredLayout {
  /// Orders each row so that few edges cross.
  mutating func orderRows() {
    // Too large a picture to read is not worth many sweeps.
    let sweeps = nodes.count > 4000 ? 4 : 24
    var best = walked(fromEnd: false)
    var fewest = crossings(best)
    for start in [best, walked(fromEnd: true)] {
      var order = start
      if nodes.count <= 4000 { exchange(&order) }
      for sweep in 0..<sweeps where fewest > 0 {
        let isDown = sweep.isMultiple(of: 2)
        for row in isDown ? Array(order.indices.dropFirst()) : Array(order.indices.dropLast().reversed()) {
          sort(&order, row, by: isDown ? \.above : \.below, usesMean: sweep / 2 % 2 == 1, keepsTies: sweep % 4 < 2)
        }
        if nodes.count <= 4000 { exchange(&order) }
        let count = crossings(order)
        if count < fewest { (best, fewest) = (order, count) }
      }
    }
    rows = best
  }

  /// The nodes in the order of a walk along the edges.
  private func walked(fromEnd: Bool) -> [[Int]] {
    var result = [[Int]](repeating: [], count: rows.count)
    var seen = [Bool](repeating: false, count: nodes.count)
    let starts = nodes.indices.filter { fromEnd ? nodes[$0].below.isEmpty : nodes[$0].above.isEmpty }
    for start in starts {
      var stack = [start]
      while let node = stack.popLast() {
        if seen[node] { continue }
        seen[node] = true
        result[nodes[node].row].append(node)
        stack += (fromEnd ? nodes[node].above : nodes[node].below).reversed().map(\.node)
      }
    }
    return result
  }

  /// The order of the ends of links in a neighbouring row: by node, then by port.
  private func place(_ link: Link, _ positions: [Int: Int]) -> Double {
    Double(positions[link.node] ?? 0) + portShare(link.other, nodes[link.node].width)
  }

  private func portShare(_ port: Double?, _ width: Double) -> Double {
    guard let port, width > 0 else { return 0 }
    return 0.8 * max(-0.5, min(0.5, port / width))
  }

  private func sort(
    _ order: inout [[Int]], _ row: Int, by links: KeyPath<Node, [Link]>, usesMean: Bool, keepsTies: Bool
  ) {
    let neighbours = links == \.above ? order[row - 1] : order[row + 1]
    let positions = Dictionary(uniqueKeysWithValues: neighbours.enumerated().map { ($1, $0) })
    var keyed: [(key: Double, place: Int, node: Int)] = []
    var fixed: [(place: Int, node: Int)] = []
    for (index, node) in order[row].enumerated() {
      let places = nodes[node][keyPath: links].map { place($0, positions) }.sorted()
      guard !places.isEmpty else {
        fixed.append((index, node))
        continue
      }
      keyed.append((usesMean ? places.reduce(0, +) / Double(places.count) : median(places), index, node))
    }
    keyed.sort { $0.key == $1.key ? (keepsTies ? $0.place < $1.place : $0.place > $1.place) : $0.key < $1.key }
    var result = keyed.map(\.node)
    // Nodes without neighbours on this side stay where they are.
    for (place, node) in fixed { result.insert(node, at: min(place, result.count)) }
    order[row] = result
  }

  private func median(_ places: [Double]) -> Double {
    let middle = places.count / 2
    if !places.count.isMultiple(of: 2) { return places[middle] }
    if places.count == 2 { return (places[0] + places[1]) / 2 }
    let (left, right) = (places[middle - 1] - places[0], places.last! - places[middle])
    guard left + right > 0 else { return places[middle] }
    return (places[middle - 1] * right + places[middle] * left) / (left + right)
  }

  /// Exchanges neighbours in a row as long as that saves crossings.
  private func exchange(_ order: inout [[Int]]) {
    var hasImproved = true
    var rounds = 0
    while hasImproved, rounds < 12 {
      hasImproved = false
      rounds += 1
      for row in order.indices where order[row].count > 1 {
        let above = row > 0 ? places(order[row], \.above, order[row - 1]) : [:]
        let below = row + 1 < order.count ? places(order[row], \.below, order[row + 1]) : [:]
        for index in 0..<(order[row].count - 1) {
          let (a, b) = (order[row][index], order[row][index + 1])
          let now = inversions(above[a], above[b]) + inversions(below[a], below[b])
          let then = inversions(above[b], above[a]) + inversions(below[b], below[a])
          if then < now {
            order[row].swapAt(index, index + 1)
            hasImproved = true
          }
        }
      }
    }
  }

  private func places(_ row: [Int], _ links: KeyPath<Node, [Link]>, _ neighbours: [Int]) -> [Int: [Double]] {
    let positions = Dictionary(uniqueKeysWithValues: neighbours.enumerated().map { ($1, $0) })
    return Dictionary(
      uniqueKeysWithValues: row.map { node in (node, nodes[node][keyPath: links].map { place($0, positions) }.sorted())
      })
  }

  /// How many edges of a left node cross edges of a right one, by the places of their other ends.
  private func inversions(_ left: [Double]?, _ right: [Double]?) -> Int {
    guard let left, let right else { return 0 }
    var count = 0
    var passed = 0
    for place in left {
      while passed < right.count, right[passed] < place { passed += 1 }
      count += passed
    }
    return count
  }

  func crossings(_ order: [[Int]]) -> Int {
    var total = 0
    for row in order.indices.dropLast() {
      let positions = Dictionary(uniqueKeysWithValues: order[row + 1].enumerated().map { ($1, $0) })
      let ends = order[row].flatMap { node in
        nodes[node].below
          .map { (own: portShare($0.own, nodes[node].width), other: place($0, positions)) }
          .sorted { ($0.own, $0.other) < ($1.own, $1.other) }
          .map(\.other)
      }
      total += Self.inversions(ends)
    }
    return total
  }

  /// Pairs in the wrong order, counted while merging.
  private static func inversions(_ values: [Double]) -> Int {
    guard values.count > 1 else { return 0 }
    var source = values
    var target = values
    var count = 0
    var width = 1
    while width < source.count {
      for start in stride(from: 0, to: source.count, by: 2 * width) {
        var (left, right) = (start, min(start + width, source.count))
        let (leftEnd, end) = (right, min(start + 2 * width, source.count))
        for place in start..<end {
          if left < leftEnd, right >= end || source[left] <= source[right] {
            target[place] = source[left]
            left += 1
          } else {
            target[place] = source[right]
            count += leftEnd - left
            right += 1
          }
        }
      }
      swap(&source, &target)
      width *= 2
    }
    return count
  }
}
