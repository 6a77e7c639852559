import CKernels
import TensorGraph

/// What fused programs leave out: 64-bit numbers, and integers that wrap in their own type.
extension Planner {
  func planTyped(_ instruction: Program.Instruction) throws -> Bool {
    switch instruction.operation {
    case let operation as Unary:
      return planMap(instruction, CK_MAP_UNARY, FusedOperations.unary(operation).rawValue)
    case let operation as Binary:
      return planMap(instruction, CK_MAP_BINARY, FusedOperations.binary(operation).rawValue)
    case let operation as Comparison:
      return planMap(instruction, CK_MAP_BINARY, FusedOperations.comparison(operation).rawValue)
    case is Convert: return planMap(instruction, CK_MAP_CONVERT, 0)
    case is Select: return planMap(instruction, CK_MAP_SELECT, 0)
    case let operation as Reduce:
      return planFold(instruction, operation.axes, FusedOperations.reduction(operation.kind))
    case let operation as ArgReduce:
      return planFold(instruction, [operation.axis], operation.kind == .max ? CK_ARGMAX : CK_ARGMIN)
    case let operation as DotGeneral: return planTypedProduct(operation, instruction)
    case let operation as Pool:
      return planWindows(
        instruction, operation.kind == .max ? CK_POOL_MAX : CK_POOL_AVERAGE, operation.window, operation.geometry)
    case let operation as MaxPoolGradient:
      return planWindows(instruction, CK_POOL_MAX_GRADIENT, operation.window, operation.geometry)
    case let operation as AveragePoolGradient:
      return planWindows(instruction, CK_POOL_AVERAGE_GRADIENT, operation.window, operation.geometry)
    case let operation as MaxPoolSelect:
      return planWindows(instruction, CK_POOL_MAX_SELECT, operation.window, operation.geometry)
    case let operation as ScatterAdd: return planTypedScatter(operation, instruction)
    default: return false
    }
  }

  private func lanes(_ dtype: DType) -> ck_dtype {
    if dtype.isFloating { return CK_F64 }
    return dtype == .uint64 ? CK_U64 : CK_I64
  }

  // MARK: - Elementwise

  private func planMap(_ instruction: Program.Instruction, _ kind: ck_map_kind, _ operation: Int32) -> Bool {
    let id = instruction.outputs[0]
    let target = shape(id)
    guard target.count <= 12 else { return false }
    // Rounding to integers leaves integers as they are.
    if let unary = instruction.operation as? Unary, !dtype(id).isFloating,
      unary == .floor || unary == .ceil || unary == .roundNearestEven
    {
      values[id] = .view(view(instruction.inputs[0]))
      return true
    }
    var operands = instruction.inputs.map { view($0).broadcast(to: target) }
    let count = target.reduce(1, *)
    var dimensions = target
    // In one line where that is how all operands lie, cut into rows for several threads.
    if operands.allSatisfy({ $0.isContiguous || $0.strides.allSatisfy { $0 == 0 } }) {
      let rows = count < 1 << 16 ? 1 : [64, 32, 16, 8, 4, 2].first { count % $0 == 0 } ?? 1
      dimensions = [rows, count / rows]
      for index in operands.indices {
        let repeats = !operands[index].isContiguous || operands[index].count == 1
        operands[index].shape = dimensions
        operands[index].strides = repeats ? [0, 0] : [count / rows, 1]
      }
    }
    let step = addStep()
    let result = addResult(id)
    let rows = dimensions.first ?? 1
    step.extent = max(rows, 1)
    step.cost = 100 + 1.5 * Double(count)
    connect(
      step, reads: operands.map { Access($0.buffer, byteOffset: $0.byteOffset, pattern($0, rows: rows)) },
      writes: [Access(result.buffer, rows > 1 ? .rows(stride: count / rows * result.dtype.byteCount) : .whole)])
    let types = operands.map { $0.dtype.kernelType }
    let strides = operands.flatMap { $0.strides.map(Int64.init) }
    let lanes = lanes(instruction.operation is Select ? dtype(id) : operands[0].dtype)
    step.work = SimpleWork(instruction.operation.name) { _, rows in
      var dimensions = dimensions.map(Int64.init)
      if !dimensions.isEmpty, dimensions[0] > 1 { dimensions[0] = Int64(rows) }
      guard
        let map = ck_typed_map_create(
          kind, operation, lanes, Int32(types.count), types, result.dtype.kernelType, Int32(dimensions.count),
          dimensions,
          strides)
      else { throw PlanError(description: "\(instruction.operation.name) of \(target) could not be prepared") }
      return TypedMapKernel(map: map, arity: types.count)
    }
    return true
  }

  // MARK: - Reductions

  private func planFold(_ instruction: Program.Instruction, _ axes: [Int], _ operation: ck_reduction) -> Bool {
    let id = instruction.outputs[0]
    let source = view(instruction.inputs[0])
    let kept = source.shape.indices.filter { !axes.contains($0) }
    // Neighbouring axes are folded where they lie; others are brought to the end first.
    let isArg = operation == CK_ARGMAX || operation == CK_ARGMIN
    let runs = !isArg && axes.last! - axes.first! == axes.count - 1
    let order = runs ? Array(source.shape.indices) : kept + axes
    let x = contiguous(source.transposed(order))
    let outer = runs ? source.shape[..<axes[0]].reduce(1, *) : kept.reduce(1) { $0 * source.shape[$1] }
    let count = axes.reduce(1) { $0 * source.shape[$1] }
    let inner = x.count / outer / count
    let step = addStep()
    let result = addResult(id)
    step.extent = outer
    step.cost = 100 + 0.7 * Double(x.count)
    connect(
      step,
      reads: [Access(x.buffer, byteOffset: x.byteOffset, .rows(stride: count * inner * x.dtype.byteCount))],
      writes: [Access(result.buffer, .rows(stride: inner * result.dtype.byteCount))])
    let type = x.dtype.kernelType
    step.work = SimpleWork(instruction.operation.name) { _, rows in
      FunctionKernel { pointers, _ in
        ck_typed_reduce(operation, type, Int64(rows), Int64(count), Int64(inner), pointers[0], pointers[1])
      }
    }
    return true
  }

  // MARK: - Products

  private func planTypedProduct(_ operation: DotGeneral, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    guard [.float64, .int32, .uint32, .int64, .uint64].contains(dtype(id)) else { return false }
    let (left, right) = (view(instruction.inputs[0]), view(instruction.inputs[1]))
    let leftFree = operation.leftFree(rank: left.shape.count)
    let rightFree = operation.rightFree(rank: right.shape.count)
    let a = contiguous(left.transposed(operation.leftBatch + leftFree + operation.leftContracting))
    let b = contiguous(right.transposed(operation.rightBatch + operation.rightContracting + rightFree))
    func length(_ view: View, _ axes: [Int]) -> Int { axes.reduce(1) { $0 * view.shape[$1] } }
    let batch = length(left, operation.leftBatch)
    let (m, k, n) = (length(left, leftFree), length(left, operation.leftContracting), length(right, rightFree))
    let size = dtype(id).byteCount
    let step = addStep()
    let result = addResult(id)
    step.extent = batch > 1 ? batch : m
    step.cost = 500 + 0.5 * Double(batch * m * n) * Double(k)
    connect(
      step,
      reads: [
        Access(a.buffer, byteOffset: a.byteOffset, .rows(stride: (batch > 1 ? m : 1) * k * size)),
        Access(b.buffer, byteOffset: b.byteOffset, batch > 1 ? .rows(stride: k * n * size) : .whole),
      ],
      writes: [Access(result.buffer, .rows(stride: (batch > 1 ? m : 1) * n * size))])
    let type = dtype(id).kernelType
    step.work = SimpleWork("\(dtype(id)) product \(batch)x\(m)x\(k)x\(n)") { _, rows in
      let (batches, lines) = batch > 1 ? (rows, m) : (1, rows)
      return FunctionKernel { pointers, _ in
        ck_typed_product(
          type, Int64(batches), Int64(lines), Int64(k), Int64(n), pointers[0], pointers[1], pointers[2])
      }
    }
    return true
  }

  // MARK: - Windows

  private func planWindows(
    _ instruction: Program.Instruction, _ kind: ck_pool_kind, _ window: [Int], _ geometry: WindowGeometry
  ) -> Bool {
    let id = instruction.outputs[0]
    guard dtype(id) == .float32 || dtype(id) == .float64, window.count <= 3 else { return false }
    let spreads = kind == CK_POOL_MAX_GRADIENT || kind == CK_POOL_AVERAGE_GRADIENT
    let input = spreads ? shape(id) : shape(instruction.inputs[0])
    let output = spreads ? shape(instruction.inputs.last!) : shape(id)
    let batch = input[0]
    func three(_ values: some Collection<Int>, _ missing: Int) -> (Int64, Int64, Int64) {
      let front = Array(repeating: missing, count: 3 - values.count)
      let all: [Int64] = (front + Array(values)).map { Int64($0) }
      return (all[0], all[1], all[2])
    }
    let whole = ck_window_shape(
      batch: Int64(batch), channels: Int64(input.last!), lengths: three(input[1..<(input.count - 1)], 1),
      outputs: three(output[1..<(output.count - 1)], 1), windows: three(window, 1), strides: three(geometry.strides, 1),
      low: three(geometry.padLow, 0), dilations: three(geometry.dilation, 1))
    let operands = instruction.inputs.map { contiguous($0) }
    let step = addStep()
    let result = addResult(id)
    func rows(_ view: View) -> Access {
      Access(view.buffer, byteOffset: view.byteOffset, .rows(stride: view.count / batch * view.dtype.byteCount))
    }
    step.extent = batch
    step.cost = 200 + 1.5 * Double(output.reduce(1, *) * window.reduce(1, *))
    connect(step, reads: operands.map(rows), writes: [rows(result)])
    let type = dtype(id).kernelType
    let count = operands.count
    step.work = SimpleWork(instruction.operation.name) { _, rows in
      FunctionKernel { pointers, _ in
        var shape = whole
        shape.batch = Int64(rows)
        let source = kind == CK_POOL_AVERAGE_GRADIENT ? nil : pointers[0]
        let other = kind == CK_POOL_AVERAGE_GRADIENT ? pointers[0] : count > 1 ? pointers[1] : nil
        ck_typed_pool(kind, type, &shape, source, other, pointers[count])
      }
    }
    return true
  }

  // MARK: - Scattered sums

  private func planTypedScatter(_ operation: ScatterAdd, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    guard operation.axis == 0, [.float64, .int32, .uint32, .int64, .uint64].contains(dtype(id)) else { return false }
    let (indices, updates) = (contiguous(instruction.inputs[0]), contiguous(instruction.inputs[1]))
    let step = addStep()
    let result = addResult(id)
    let rows = result.shape[0]
    let columns = result.count / rows
    connect(
      step,
      reads: [indices, updates].map { Access($0.buffer, byteOffset: $0.byteOffset, .whole) },
      writes: [Access(result.buffer, .whole)])
    step.cost = 100 + 0.5 * Double(result.count + updates.count)
    let (type, indexType) = (result.dtype.kernelType, indices.dtype.kernelType)
    step.work = SimpleWork("\(result.dtype) scatter") { _, _ in
      FunctionKernel { pointers, _ in
        ck_fill(pointers[2], Int64(result.count), Int32(result.dtype.byteCount), 0, 1)
        ck_typed_scatter_add(
          type, pointers[2], pointers[1], pointers[0], indexType, Int64(indices.count), Int64(rows), Int64(columns))
      }
    }
    return true
  }
}

/// An elementwise operation on elements of any type.
final class TypedMapKernel: Kernel {
  private let map: OpaquePointer
  private let arity: Int

  init(map: OpaquePointer, arity: Int) {
    self.map = map
    self.arity = arity
  }

  deinit { ck_typed_map_free(map) }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    ck_typed_map_run(map, pointers, pointers[arity])
    return 0
  }
}
