extension BinaryInteger {
  /// The number and what it counts: "1 byte", "2 bytes". TensorGraph has the same for itself: neither imports the other.
  func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
