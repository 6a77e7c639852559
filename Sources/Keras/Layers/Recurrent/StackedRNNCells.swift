/// Several cells as one: each takes the output of the one before it at every step.
///
/// Input: `[batch, features]`; states: those of all cells, one after the other; output: that of the last cell.
/// Source: `keras.layers.StackedRNNCells`.
public final class StackedRNNCells: Layer, RecurrentCell {
  public let cells: [any RecurrentCell]

  /// - Parameter cells: from the one that sees the input to the one that gives the output.
  public init(_ cells: [any RecurrentCell], name: String? = nil, dtype: DTypePolicy? = nil) {
    self.cells = cells
    super.init(name: name, dtype: dtype)
  }

  public var stateSizes: [Int] { cells.flatMap(\.stateSizes) }
  public var outputSize: Int { cells.last?.outputSize ?? 1 }

  public func initialState(batchSize: Int?) -> [Tensor] { cells.flatMap { $0.initialState(batchSize: batchSize) } }

  public func copy() -> (any RecurrentCell)? {
    let copies = cells.compactMap { $0.copy() }
    return copies.count == cells.count ? StackedRNNCells(copies, name: name, dtype: dtypePolicy) : nil
  }

  public override func build(_ input: Shape) {
    if cells.isEmpty { fail(expected: "at least one cell", received: "no cells", fix: "give the cells of each step") }
    var shape = input
    for cell in cells {
      buildCell(cell, shape)
      shape = Shape([input[0], cell.outputSize])
    }
  }

  /// The states of each cell.
  func split<Element>(_ states: [Element]) -> [[Element]] {
    var position = 0
    return cells.map { cell in
      defer { position += cell.stateSizes.count }
      return Array(states[position..<position + cell.stateSizes.count])
    }
  }

  public func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    var x = x
    var next: [Tensor] = []
    for (cell, own) in zip(cells, split(states)) {
      let result = cell.step(x, own)
      x = result.output
      next += result.states
    }
    return (x, next)
  }
}

extension Layer {
  /// Builds a cell for steps of this shape; its error becomes the layer's.
  func buildCell(_ cell: any RecurrentCell, _ step: Shape) {
    let input = Tensor.symbolicInput(name: name, type: TensorType(step, computeDType))
    if let error = cell.buildIfNeeded([input]) { buildError = buildError ?? error }
  }
}

extension RecurrentCell {
  /// One step as a part of the layer around it.
  func step(_ x: Tensor, _ states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    var context = CallContext.current
    context.path.append(name)
    return CallContext.$current.withValue(context) { call(x.autocast(to: computeDType), states: states) }
  }
}
