import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct GradientTests {
  @Test(arguments: GradientTable.rows)
  func `gradients match central differences`(row: GradientCase) throws { try row.check() }

  @Test func `every primitive has a row`() {
    // What lets no gradient through can't agree with differences; its own test is in AutodiffTests.
    let covered = Set(
      GradientTable.rows.compactMap(\.primitive).map { ObjectIdentifier($0) } + [.init(StopGradient.self)])
    for primitive in allPrimitives { #expect(covered.contains(ObjectIdentifier(primitive)), "\(primitive)") }
  }
}
