/// Whole numbers or truth values were to be picked at a place that is not there. Real numbers become NaN instead, which
/// whole numbers don't have.
package struct IndexOutside: Error {
  package init() {}

  package var error: KerasError {
    KerasError(
      "'take' cannot pick an element that is not there.",
      expected: "indices within the axis, or negative ones from its end",
      received: "an index outside, computed while the program ran",
      fix: "limit the indices with clip, or pick from a floating-point tensor, where such elements become NaN")
  }
}
