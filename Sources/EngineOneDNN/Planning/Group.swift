import CKernels
import TensorGraph

/// Elementwise operations and their reductions that become one fused program over a space of rows and columns.
final class Group {
  /// How a value varies over the space.
  enum Kind: Hashable { case full, row, column, scalar }

  enum Operand {
    case inner(Program.ValueID)
    case outer(Int)
    case constant(Scalar, DType)
  }

  struct Member {
    var operation: any Primitive
    var operands: [Operand]
    var output: Program.ValueID
    var dtype: DType
    var order: Int
  }

  /// A value that lies in memory, seen in the shape of the member that reads it.
  struct Outer: Hashable {
    var view: View
    /// `nil`: any strides over `shape`.
    var kind: Kind?
    var shape: [Int]
  }

  /// A reduction over rows, or over everything, which ends in memory.
  struct Ending {
    enum Scope { case rows, all }
    var operand: Operand
    var scope: Scope
    var operation: ck_reduction
    var view: View
    var order: Int
  }

  let step: Step
  var members: [Member] = []
  var outers: [Outer] = []
  var endings: [Ending] = []
  /// Members' values that others need in memory.
  var outputs: [Program.ValueID: View] = [:]
  /// How each member's value varies, and its shape.
  var kinds: [Program.ValueID: Kind] = [:]
  var shapes: [Program.ValueID: [Int]] = [:]
  /// Other names of members' values, in another shape.
  var names: [Program.ValueID: Program.ValueID] = [:]
  let total: Int
  /// The length of a row; `nil` as long as any would do.
  var columns: Int?
  /// Rows that one result of a reduction over rows covers; `nil` for all of them, or if there is none.
  var rowsPerResult: Int?
  var isClosed = false
  /// The group that this one has become a part of.
  var replacement: Group?

  init(step: Step, total: Int) {
    self.step = step
    self.total = total
  }

  var rows: Int { total / (columns ?? total) }

  func resolve(_ id: Program.ValueID) -> Program.ValueID { names[id] ?? id }

  /// Makes `id` another name of a member's value; `false` if its shape does not keep rows and columns apart.
  func rename(_ old: Program.ValueID, to id: Program.ValueID, shape: [Int]) -> Bool {
    let value = resolve(old)
    guard !isClosed, let kind = kinds[value] else { return false }
    if kind == .full, let columns, Self.split(shape, columns: columns) == nil { return false }
    names[id] = value
    shapes[id] = shape
    kinds[id] = kind
    return true
  }

  /// The number of leading axes of `shape` that make up the rows, if rows end between two axes.
  static func split(_ shape: [Int], columns: Int) -> Int? {
    var covered = 1
    var axis = shape.count
    while covered < columns, axis > 0 {
      axis -= 1
      covered *= shape[axis]
    }
    return covered == columns ? axis : nil
  }

  /// How an operand of shape `inner` varies in a result of shape `outer` whose first `split` axes are rows; `nil` if
  /// along a part of the rows or columns only. An axis of length 1 counts as varying.
  static func kind(of inner: [Int], in outer: [Int], split: Int) -> Kind? {
    let aligned = Array(repeating: 1, count: outer.count - inner.count) + inner
    func covers(_ range: Range<Int>) -> Bool? {
      if range.allSatisfy({ aligned[$0] == outer[$0] }) { return true }
      return range.allSatisfy { aligned[$0] == 1 } ? false : nil
    }
    guard let rows = covers(0..<split), let columns = covers(split..<outer.count) else { return nil }
    switch (rows, columns) {
    case (true, true): return .full
    case (false, true): return .row
    case (true, false): return .column
    case (false, false): return .scalar
    }
  }

  /// Fixes the length of a row if all members allow it.
  func fix(columns wanted: Int) -> Bool {
    if let columns { return columns == wanted }
    guard wanted > 0, total % wanted == 0 else { return false }
    for shape in shapes.values where Self.split(shape, columns: wanted) == nil { return false }
    // What is read with strides needs one stride for the whole row.
    for outer in outers where outer.kind == nil {
      guard let split = Self.split(outer.shape, columns: wanted),
        outer.view.mergedStride(split..<outer.shape.count) != nil
      else { return false }
    }
    columns = wanted
    return true
  }

  /// The buffers that the group reads.
  var inputBuffers: Set<Int> {
    var result = Set(outers.map(\.view.buffer))
    for member in members {
      if member.operation is RandomBits, case .outer(let index) = member.operands[0] {
        result.insert(outers[index].view.buffer)
      }
    }
    return result
  }

  func addOuter(_ outer: Outer) -> Int {
    if let index = outers.firstIndex(of: outer) { return index }
    outers.append(outer)
    return outers.count - 1
  }
}
