extension Tensor: CustomStringConvertible {
  /// Shape, type and values, the values as NumPy prints them: in aligned columns, with `...` in place of the middle of
  /// long axes if there are more than 1000. Symbolic tensors have no values; failed ones print their error.
  public var description: String {
    if let error { return error.description }
    let name: String =
      switch node.kind {
      case .symbolic(let origin): " \(origin.displayName)"
      default: ""
      }
    let symbol = "<Tensor \(type)\(name)>"
    guard !isSymbolic, shape.isKnown else { return symbol }
    // Inside a function that is being traced, values come only when it runs.
    if let trace = Trace.current, trace.kind != .eager, node.storages == nil { return symbol }
    do {
      let array = HostArray(storage: try materialized(), type: type)
      return try "Tensor \(type)\n" + ArrayText(array).text
    } catch let error as KerasError {
      return error.description
    } catch {
      return "\(symbol): \(error)"
    }
  }
}

/// An array laid out as `numpy.array2string` does.
package struct ArrayText {
  private let shape: [Int]
  private let isSummary: Bool
  private let columns: [String]
  private let text0: String?
  private static let lineWidth = 75
  private static let edge = 3
  private static let threshold = 1000

  package init(_ array: HostArray) throws(KerasError) {
    isSummary = array.count > Self.threshold
    text0 = array.shape.isEmpty ? NumberFormat.scalar(array) : array.count == 0 ? "[]" : nil
    // Only what is shown takes part in the width of columns.
    var kept: [[Int]] = []
    for length in array.shape {
      let isCut = isSummary && length > 2 * Self.edge
      kept.append(isCut ? Array(0..<Self.edge) + Array(length - Self.edge..<length) : Array(0..<length))
    }
    let strides = Strides.ofRows(array.shape)
    var offsets = [0]
    for (places, stride) in zip(kept, strides) {
      offsets = offsets.flatMap { offset in places.map { offset + $0 * stride } }
    }
    shape = array.shape
    columns = text0 == nil ? NumberFormat.columns(try array.gathered(offsets, shape: [offsets.count])) : []
  }

  package var text: String {
    if let text0 { return text0 }
    var position = 0
    return block(axis: 0, indent: " ", width: Self.lineWidth, &position)
  }

  private func block(axis: Int, indent: String, width: Int, _ position: inout Int) -> String {
    let isCut = isSummary && shape[axis] > 2 * Self.edge
    let count = isCut ? 2 * Self.edge : shape[axis]
    var result = ""
    if axis == shape.count - 1 {
      var line = indent
      func add(_ word: String) {
        if line.count + word.count > width - 1, line.count > indent.count {
          while line.hasSuffix(" ") { line.removeLast() }
          result += line + "\n"
          line = indent
        }
        line += word
      }
      for index in 0..<count {
        if isCut, index == Self.edge {
          add("...")
          line += " "
        }
        add(columns[position])
        position += 1
        if index < count - 1 { line += " " }
      }
      result += line
    } else {
      let separator = String(repeating: "\n", count: shape.count - 1 - axis)
      for index in 0..<count {
        if isCut, index == Self.edge { result += indent + "..." + separator }
        result += indent + block(axis: axis + 1, indent: indent + " ", width: width - 1, &position)
        if index < count - 1 { result += separator }
      }
    }
    return "[" + result.dropFirst(indent.count) + "]"
  }
}
