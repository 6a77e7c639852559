import CKernels
import TensorGraph

/// A fused program, built for the rows of a piece.
final class GroupWork: Work {
  struct Store {
    var value: Program.ValueID
    var kind: Group.Kind
    var view: View
    /// The outer operand whose memory the output takes.
    var alias: Int?
  }
  struct End {
    var ending: Group.Ending
    /// Whether pieces leave parts that are put together later.
    var isPartial: Bool
  }

  let members: [Group.Member]
  let outers: [Group.Outer]
  let layout: GroupLayout
  var stores: [Store] = []
  var endings: [End] = []
  let dependsOnPosition: Bool
  let name: String
  let cost: Double
  private let rowsPerResult: Int?

  init(_ group: Group, _ layout: GroupLayout) {
    members = group.members
    outers = group.outers
    self.layout = layout
    rowsPerResult = layout.resultsPerUnit > 0 ? group.rowsPerResult : nil
    dependsOnPosition = group.members.contains { $0.operation is RandomBits }
    let names = group.members.map(\.operation.name) + group.endings.map { _ in "reduce" }
    name = "fused(" + names.prefix(12).joined(separator: " ") + (names.count > 12 ? " …" : "") + ")"
    let kinds = group.kinds
    let total = Double(group.total)
    let memory = 0.05 * total * Double(group.outers.filter { $0.kind == .full || $0.kind == nil }.count + 1)
    cost = group.members.reduce(memory) { sum, member in
      sum + (kinds[member.output] == .full ? total * FusedOperations.cost(member.operation) : 0)
    }
  }

  func prepare(first: Int, rows: Int, pieces: Int) throws -> Kernel {
    let rowCount = rows * layout.rowsPerUnit
    guard let program = ck_program_create(Int64(rowCount), Int64(layout.columns)) else {
      throw PlanError(description: "a fused program of \(rowCount) rows could not be made")
    }
    if let rowsPerResult { ck_program_group_rows(program, Int64(rowsPerResult)) }
    var builder = FusedProgramBuilder(program: program)
    for (index, outer) in outers.enumerated() where !layout.keys.contains(index) {
      builder.addInput(outer, index: index, units: rows, layout: layout)
    }
    for member in members { builder.add(member, base: first * layout.rowsPerUnit * layout.columns) }
    for store in stores {
      let value = builder.values[store.value]!
      let dtype = store.view.dtype.kernelType
      if store.kind == .column {
        ck_program_output_column(program, value, dtype)
      } else {
        ck_program_output(program, value, dtype, store.alias.map { builder.inputs[$0]! } ?? -1)
      }
    }
    for end in endings {
      let operand = builder.value(of: end.ending.operand)
      let dtype = end.isPartial ? end.ending.view.dtype.laneType : end.ending.view.dtype
      switch end.ending.scope {
      case .rows: ck_program_output_reduce_rows(program, operand, end.ending.operation, 1, dtype.kernelType)
      case .all: ck_program_output_reduce_all(program, operand, end.ending.operation, 1, dtype.kernelType)
      }
    }
    let status = ck_program_finish(program)
    guard status == CK_OK else {
      ck_program_free(program)
      throw PlanError(description: "\(name) could not be prepared (status \(status.rawValue))")
    }
    return ProgramKernel(program: program)
  }
}

/// Writes members of a group as calls of the fused kernel's builder.
struct FusedProgramBuilder {
  let program: OpaquePointer
  var values: [Program.ValueID: Int32] = [:]
  var inputs: [Int: Int32] = [:]

  init(program: OpaquePointer) { self.program = program }

  mutating func addInput(_ outer: Group.Outer, index: Int, units: Int, layout: GroupLayout) {
    let dtype = outer.view.dtype.kernelType
    switch outer.kind {
    case .full: inputs[index] = ck_program_input(program, dtype, CK_FULL)
    case .row: inputs[index] = ck_program_input(program, dtype, CK_ROW)
    case .column: inputs[index] = ck_program_input(program, dtype, CK_COLUMN)
    case .scalar: inputs[index] = ck_program_input(program, dtype, CK_SCALAR)
    case nil:
      let split = Group.split(outer.shape, columns: layout.columns) ?? outer.shape.count
      var dimensions = outer.shape[..<split].map(Int64.init)
      if layout.units > 1, let axis = outer.shape.firstIndex(where: { $0 > 1 }), axis < split {
        dimensions[axis] = dimensions[axis] * Int64(units) / Int64(layout.units)
      }
      dimensions.append(Int64(layout.columns))
      let stride = outer.view.mergedStride(split..<outer.shape.count) ?? 1
      let strides = outer.view.strides[..<split].map(Int64.init) + [Int64(stride)]
      inputs[index] = ck_program_input_strided(program, dtype, Int32(dimensions.count), dimensions, strides)
    }
  }

  func value(of operand: Group.Operand) -> Int32 {
    switch operand {
    case .inner(let id): values[id] ?? -1
    case .outer(let index): inputs[index] ?? -1
    case .constant(let scalar, let dtype): constant(scalar, dtype)
    }
  }

  private func constant(_ scalar: Scalar, _ dtype: DType) -> Int32 {
    var bits: UInt64 = 0
    return withUnsafeMutableBytes(of: &bits) { bytes in
      let pointer = bytes.baseAddress!
      dtype.store(scalar, to: pointer)
      switch dtype.lane {
      case CK_LANE_I32: return ck_program_constant_i32(program, Int32(truncatingIfNeeded: dtype.loadInt64(pointer)))
      case CK_LANE_U32: return ck_program_constant_u32(program, UInt32(truncatingIfNeeded: dtype.loadInt64(pointer)))
      default: return ck_program_constant(program, Float(dtype.loadDouble(pointer)))
      }
    }
  }

  mutating func add(_ member: Group.Member, base: Int) {
    if member.operation is RandomBits {
      values[member.output] = ck_program_random_bits(program, CK_RANDOM_PAIRED, UInt64(base))
      return
    }
    let operands = member.operands.map { value(of: $0) }
    var result: Int32
    switch member.operation {
    case let operation as Unary:
      result = ck_program_unary(program, FusedOperations.unary(operation), operands[0])
    case let operation as Binary:
      result = ck_program_binary(program, FusedOperations.binary(operation), operands[0], operands[1])
    case let operation as Comparison:
      result = ck_program_binary(program, FusedOperations.comparison(operation), operands[0], operands[1])
    case is Select: result = ck_program_ternary(program, CK_SELECT, operands[0], operands[1], operands[2])
    case is UniformFromBits: result = ck_program_uniform(program, operands[0])
    case let operation as Convert:
      result = ck_program_convert(program, operands[0], operation.dtype.kernelType)
    case let operation as Reduce:
      result = ck_program_reduce(program, FusedOperations.reduction(operation.kind), operands[0])
    case let operation as ArgReduce:
      result = ck_program_reduce(program, operation.kind == .max ? CK_ARGMAX : CK_ARGMIN, operands[0])
    default: result = -1
    }
    // Types narrower than a lane take their own precision and range after every operation, as they would in memory.
    switch member.dtype {
    case .bfloat16, .float16, .int8, .uint8, .int16, .uint16:
      if !(member.operation is Convert) { result = ck_program_convert(program, result, member.dtype.kernelType) }
    default: break
    }
    values[member.output] = result
  }
}
