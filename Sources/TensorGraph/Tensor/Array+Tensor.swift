extension [Tensor] {
  /// The tensor at a place. Where the list has none, what is read is a tensor that carries the error, so that a model of two inputs that
  /// is given one throws instead of ending the program.
  @inlinable
  public subscript(_ index: Int) -> Tensor {
    get { indices.contains(index) ? element(of: self, at: index) : absent(index) }
    set { replaceElement(of: &self, at: index, with: newValue) }
  }

  @usableFromInline
  func absent(_ index: Int) -> Tensor {
    let site = CallSite.current
    return .failed(
      KerasError(
        "\(site.map { "\($0.who) reads tensor \(index) of a list" } ?? "A list of tensors is read at \(index)"), which has no such tensor.",
        expected: isEmpty ? "a list that is not empty" : "an index in 0..<\(count)", received: "index \(index)",
        fix: index < 0
          ? "count from 0; the last one is at count - 1"
          : "if the list is the inputs of a call, give it at least \(index + 1), as in [a, b]",
        file: site?.file, line: site?.line))
  }
}

// In generic code a subscript is the standard library's own.

@inlinable
func element<List: Collection>(of list: List, at index: List.Index) -> List.Element { list[index] }

@inlinable
func replaceElement<List: MutableCollection>(of list: inout List, at index: List.Index, with element: List.Element) {
  list[index] = element
}
