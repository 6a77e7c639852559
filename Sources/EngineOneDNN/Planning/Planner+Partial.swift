import CKernels
import TensorGraph

extension Planner {
  /// A buffer for one result of `count` elements per piece, and the step that folds them into `result`, in the order of
  /// the pieces.
  func addPartial(
    count: Int, _ laneType: DType, operation: ck_reduction, to result: View, order: Int
  ) -> Int {
    let buffer = addBytes(count * laneType.byteCount)
    let partial = Partial()
    buffers[buffer].partial = partial
    let step = Step(order: order)
    steps.append(step)
    // Cut into runs of columns where there is much to add.
    let unit = count >= 65536 && count % 64 == 0 ? 64 : count
    step.extent = count / unit
    step.cost = 60 + 0.1 * Double(count)
    connect(
      step,
      reads: [
        Access(
          buffer, step.extent == 1 ? .whole : .interleaved(stride: unit * laneType.byteCount))
      ],
      writes: [Access(result.buffer, byteOffset: result.byteOffset, .rows(stride: unit * result.dtype.byteCount))])
    let resultType = result.dtype.kernelType
    step.work = SimpleWork("combine") { _, rows in
      let columns = Int64(rows * unit)
      let pieces = Int64(partial.pieces)
      guard let program = ck_program_create(pieces, columns) else {
        throw PlanError(description: "partial results could not be combined")
      }
      let parts = ck_program_input_strided(
        program, laneType.kernelType, 2, [pieces, columns], [Int64(count), 1])
      ck_program_output_reduce_rows(program, parts, operation, 1, resultType)
      let status = ck_program_finish(program)
      guard status == CK_OK else {
        ck_program_free(program)
        throw PlanError(description: "partial results could not be combined (status \(status.rawValue))")
      }
      return ProgramKernel(program: program)
    }
    return buffer
  }
}
