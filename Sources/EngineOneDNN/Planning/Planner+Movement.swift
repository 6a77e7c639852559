import CKernels
import TensorGraph

extension Planner {
  /// Adds a step that copies between two views of one shape.
  func addCopy(from source: View, to destination: View, fill: CopyKernel.Fill? = nil) {
    let step = addStep()
    let shape = source.shape
    // Cut along the first axis where both sides have one block of memory per row; otherwise leave whole.
    let rows = fill == nil ? shape.first ?? 1 : 1
    let size = source.dtype.byteCount
    step.extent = max(rows, 1)
    step.cost = 0.05 * Double(source.count * size) + 100
    var reads = [Access(source.buffer, byteOffset: source.byteOffset, pattern(source, rows: rows))]
    if fill != nil { reads[0].pattern = .whole }
    var writes = [Access(destination.buffer, byteOffset: destination.byteOffset, pattern(destination, rows: rows))]
    if fill != nil {
      writes[0].pattern = .whole
      writes.append(Access(destination.buffer, .whole))
    }
    connect(step, reads: reads, writes: writes)
    let sourceStrides = source.strides.map(Int64.init)
    let destinationStrides = destination.strides.map(Int64.init)
    let splits = rows > 1
    step.work = SimpleWork("copy") { _, rows in
      var dimensions = shape.map(Int64.init)
      if splits { dimensions[0] = Int64(rows) }
      let scalar = dimensions.isEmpty
      guard
        let copy = ck_copy_create(
          Int32(max(dimensions.count, 1)), scalar ? [1] : dimensions, scalar ? [1] : sourceStrides,
          scalar ? [1] : destinationStrides, Int32(size))
      else { throw PlanError(description: "a copy of shape \(shape) could not be prepared") }
      return CopyKernel(copy: copy, fill: fill)
    }
  }

  /// How row r of a view's first axis touches memory.
  func pattern(_ view: View, rows: Int) -> Access.Pattern {
    guard rows > 1, let stride = view.strides.first else { return .whole }
    let bytes = stride * view.dtype.byteCount
    if stride == 0 { return .interleaved(stride: 0) }
    let span = zip(view.shape.dropFirst(), view.strides.dropFirst()).reduce(1) { $0 + ($1.0 - 1) * abs($1.1) }
    // Counted from the start of a row, so that a row of part of the columns stays within its row.
    let start = view.offset % max(stride, 1)
    return stride >= start + span ? .rows(stride: bytes) : .interleaved(stride: bytes)
  }

  func planConcatenation(_ operation: Concatenation, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    let parts = instruction.inputs.map { view($0) }
    guard shape(id).count <= 12 else { return false }
    let result = addBuffer(shape(id), dtype(id))
    values[id] = .view(result)
    var start = 0
    for part in parts {
      let length = part.shape[operation.axis]
      defer { start += length }
      if part.count == 0 { continue }
      var starts = Array(repeating: 0, count: part.shape.count)
      starts[operation.axis] = start
      addCopy(
        from: part,
        to: result.sliced(starts: starts, steps: starts.map { _ in 1 }, shape: part.shape))
    }
    return true
  }

  func planPad(_ operation: Pad, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    var source = view(instruction.inputs[0])
    let target = shape(id)
    guard target.count <= 12 else { return false }
    // What negative amounts crop is never read.
    let gaps = operation.interior.map { $0 + 1 }
    var starts: [Int] = []
    var kept: [Int] = []
    var first: [Int] = []
    for axis in target.indices {
      let skipped = operation.low[axis] < 0 ? (-operation.low[axis] + gaps[axis] - 1) / gaps[axis] : 0
      starts.append(skipped)
      first.append(operation.low[axis] + skipped * gaps[axis])
      let room = target[axis] - first[axis]
      kept.append(max(0, min(source.shape[axis] - skipped, (room + gaps[axis] - 1) / gaps[axis])))
    }
    let size = dtype(id).byteCount
    let result = addBuffer(target, dtype(id))
    let fill = CopyKernel.Fill(
      count: result.count, elementSize: size, bits: bits(of: operation.value, dtype(id)))
    values[id] = .view(result)
    if kept.contains(0) {
      addFill(result, bits: fill.bits)
      return true
    }
    source = source.sliced(starts: starts, steps: starts.map { _ in 1 }, shape: kept)
    let destination = result.sliced(starts: first, steps: gaps, shape: kept)
    addCopy(from: source, to: destination, fill: kept == target ? nil : fill)
    return true
  }

  func bits(of value: Scalar, _ dtype: DType) -> UInt64 {
    var result: UInt64 = 0
    withUnsafeMutableBytes(of: &result) { dtype.store(value, to: $0.baseAddress!) }
    return result
  }

  private func addFill(_ view: View, bits: UInt64) {
    let step = addStep()
    let count = Int64(view.count)
    let size = Int32(view.dtype.byteCount)
    connect(step, reads: [], writes: [Access(view.buffer, .whole)])
    step.cost = 100 + 0.03 * Double(view.count)
    step.work = SimpleWork("fill") { _, _ in
      FunctionKernel { pointers, _ in ck_fill(pointers[0], count, size, bits, 1) }
    }
  }

  func planGather(_ operation: Gather, _ instruction: Program.Instruction) -> Bool {
    guard operation.axis == 0, let indexType = indexType(dtype(instruction.inputs[1])) else { return false }
    let source = contiguous(instruction.inputs[0])
    let indices = contiguous(instruction.inputs[1])
    guard let sourceRows = source.shape.first, sourceRows > 0, indices.count > 0 else { return false }
    let step = addStep()
    let result = addResult(instruction.outputs[0])
    let rowBytes = source.count / sourceRows * source.dtype.byteCount
    step.extent = indices.count
    step.cost = 100 + Double(indices.count) * (5 + 0.05 * Double(rowBytes))
    connect(
      step,
      reads: [
        Access(source.buffer, byteOffset: source.byteOffset, .whole),
        Access(indices.buffer, byteOffset: indices.byteOffset, .rows(stride: indices.dtype.byteCount)),
      ],
      writes: [Access(result.buffer, .rows(stride: rowBytes))])
    let elementType = source.dtype
    let missing = bits(of: .real(.nan), elementType)
    step.work = SimpleWork("gather") { _, rows in
      CheckedKernel { pointers in
        let isInside = ck_gather_rows(
          pointers[2], pointers[0], pointers[1], indexType, Int64(rows), Int64(sourceRows), Int64(rowBytes),
          Int32(elementType.byteCount), missing, 1)
        return isInside || elementType.isFloating ? 0 : CheckedKernel.indexOutside
      }
    }
    return true
  }

  func planScatter(_ operation: ScatterAdd, _ instruction: Program.Instruction) -> Bool {
    guard operation.axis == 0, dtype(instruction.outputs[0]) == .float32,
      let indexType = indexType(dtype(instruction.inputs[0])), let rows = shape(instruction.outputs[0]).first
    else { return false }
    let indices = contiguous(instruction.inputs[0])
    let updates = contiguous(instruction.inputs[1])
    let step = addStep()
    let result = addResult(instruction.outputs[0])
    let columns = result.count / rows
    let count = indices.count
    connect(
      step,
      reads: [
        Access(indices.buffer, byteOffset: indices.byteOffset, .whole),
        Access(updates.buffer, byteOffset: updates.byteOffset, .whole),
      ],
      writes: [Access(result.buffer, .whole)])
    step.cost = 100 + 0.1 * Double(result.count + updates.count)
    step.work = SimpleWork("scatter_add") { _, _ in
      FunctionKernel { pointers, _ in
        ck_fill(pointers[2], Int64(rows * columns), 4, 0, 1)
        let destination = pointers[2]!.assumingMemoryBound(to: Float.self)
        let source = UnsafePointer(pointers[1]!.assumingMemoryBound(to: Float.self))
        ck_scatter_add_rows(
          destination, source, pointers[0], indexType, Int64(count), Int64(rows), Int64(columns), 1)
      }
    }
    return true
  }

  private func indexType(_ dtype: DType) -> ck_dtype? {
    switch dtype {
    case .int32, .int64, .uint8, .uint16, .uint32: dtype.kernelType
    default: nil
    }
  }
}

extension DType {
  /// The C kernels' name of the type.
  var kernelType: ck_dtype {
    switch self {
    case .bool: CK_BOOL
    case .uint8: CK_U8
    case .uint16: CK_U16
    case .uint32: CK_U32
    case .uint64: CK_U64
    case .int8: CK_I8
    case .int16: CK_I16
    case .int32: CK_I32
    case .int64: CK_I64
    case .float16: CK_F16
    case .bfloat16: CK_BF16
    case .float32: CK_F32
    case .float64: CK_F64
    }
  }
}
