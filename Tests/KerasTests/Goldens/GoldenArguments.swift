import Keras
import TestKit
import Testing

/// Whether a family's tests cover what the family holds: a class that is in neither list would be skipped in silence.
func uncoveredClasses(_ family: GoldenFamily, tested: Set<String>, later: Set<String>) -> [String] {
  family.classes.symmetricDifference(tested.union(later)).sorted() + tested.intersection(later).sorted()
}

/// Expects that there is no difference, and says in a failure what it is.
func expectNone(
  _ difference: String?, _ what: String = "", _ location: SourceLocation = #_sourceLocation
) {
  if let difference {
    Issue.record("\(what.isEmpty ? "" : what + ": ")\(difference)", sourceLocation: location)
  }
}

extension JSON {
  /// The argument of a constructor, or Keras' default.
  func int(_ name: String, _ fallback: Int) -> Int { self[name].int ?? fallback }
  func double(_ name: String, _ fallback: Double) -> Double { self[name].double ?? fallback }
  func bool(_ name: String, _ fallback: Bool) -> Bool { self[name].bool ?? fallback }
}
