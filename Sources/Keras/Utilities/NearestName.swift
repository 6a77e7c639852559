/// Finds what a misspelt name was meant to be.
package enum NearestName {
  /// The candidate with the fewest edits from `name`, if it is near enough to be meant.
  ///
  /// - Parameter right: names that are there and meant as they are, which no other is a misspelling of.
  package static func find(_ name: String, in candidates: [String], except right: [String] = []) -> String? {
    let possible = candidates.filter { $0 != name && !right.contains($0) }
    let scored = possible.map { ($0, distance(name.lowercased(), $0.lowercased())) }
    guard let best = scored.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(2, name.count / 2) ? best.0 : nil
  }

  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substitution = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
