import CKernels
import TensorGraph

extension Planner {
  /// A recurrent layer over its whole sequence, or its gradient: one step that brings the kernel into the order in which
  /// it is read, and one in which each piece takes some rows of the batch through all steps of time.
  func planRecurrence(_ instruction: Program.Instruction) -> Bool {
    guard let problem = RecurrentProblem(instruction, types: program.types) else { return false }
    let packed = packKernel(instruction.inputs[problem.kernelInput], problem)
    let operands = instruction.inputs.enumerated().filter { $0.offset != problem.kernelInput }.map {
      let isLeftOut = problem.optionalInputs.contains($0.offset) && isZero($0.element)
      return Operand(view: isLeftOut ? nil : contiguous($0.element), position: $0.offset)
    }
    let step = addStep()
    // What nobody reads is not written either.
    let results = instruction.outputs.map { uses[$0] > 0 ? addResult($0) : nil }
    var slots = RecurrentSlots(inputCount: instruction.inputs.count, outputCount: results.count)
    var reads = [Access(packed, .whole)]
    slots.inputs[problem.kernelInput] = 0
    for operand in operands {
      guard let view = operand.view else { continue }
      slots.inputs[operand.position] = reads.count
      let stride = view.count / problem.batch * view.dtype.byteCount
      let isShared = problem.sharedInputs.contains(operand.position)
      // Not `rows`: products around the sequence would be drawn into the few pieces of this step.
      reads.append(Access(view.buffer, byteOffset: view.byteOffset, isShared ? .whole : .interleaved(stride: stride)))
    }
    var writes: [Access] = []
    for (position, result) in results.enumerated() {
      guard let result else { continue }
      slots.outputs[position] = reads.count + writes.count
      writes.append(
        Access(result.buffer, .interleaved(stride: result.count / problem.batch * result.dtype.byteCount)))
    }
    connect(step, reads: reads, writes: writes)
    if let (input, output) = problem.inPlace, let view = operands.first(where: { $0.position == input })?.view,
      let result = results[output]
    {
      buffers[result.buffer].predecessor = view.buffer
    }
    step.extent = problem.batch
    step.cost = problem.cost
    // Few rows make poor use of the kernel, which each piece reads anew at each step.
    step.mostPieces = max(2, problem.batch / 32)
    let name = "\(instruction.operation.name) \(problem.batch)x\(problem.steps)x\(problem.units)"
    step.work = SimpleWork(name) { _, rows in
      problem.kernel(rows: rows, slots)
    }
    return true
  }

  private struct Operand {
    var view: View?
    var position: Int
  }

  private func isZero(_ id: Program.ValueID) -> Bool {
    if case .constant(let scalar) = values[id]! { return scalar.double == 0 }
    return false
  }

  private func packKernel(_ kernel: Program.ValueID, _ problem: RecurrentProblem) -> Int {
    var shape = problem.shape(rows: 1)
    let isTransposed = problem.isGradient
    let panels = Int(ck_recurrent_panels(&shape, isTransposed))
    let panelBytes = Int(ck_recurrent_packed_count(&shape, isTransposed)) / panels * 4
    let source = contiguous(kernel)
    let step = addStep()
    let packed = addBytes(panels * panelBytes)
    connect(
      step, reads: [Access(source.buffer, byteOffset: source.byteOffset, .whole)],
      writes: [Access(packed, .rows(stride: panelBytes))])
    step.extent = panels
    step.cost = 500 + 0.8 * Double(panels * panelBytes / 4)
    let work = PackingWork(shape: shape, isTransposed: isTransposed)
    step.work = work
    return packed
  }
}

/// Where the pointers of a kernel's operands are; -1 for those that it does without.
struct RecurrentSlots {
  var inputs: [Int]
  var outputs: [Int]

  init(inputCount: Int, outputCount: Int) {
    inputs = Array(repeating: -1, count: inputCount)
    outputs = Array(repeating: -1, count: outputCount)
  }
}

/// Some panels of a recurrent kernel, brought into the order in which the passes read them.
private final class PackingWork: Work {
  let name = "pack recurrent kernel"
  let dependsOnPosition = true
  private let shape: ck_recurrent_shape
  private let isTransposed: Bool

  init(shape: ck_recurrent_shape, isTransposed: Bool) {
    self.shape = shape
    self.isTransposed = isTransposed
  }

  func prepare(first: Int, rows: Int, pieces: Int) -> Kernel {
    let (shape, isTransposed) = (self.shape, self.isTransposed)
    return FunctionKernel { pointers, _ in
      var shape = shape
      ck_recurrent_pack(
        &shape, isTransposed, pointers[0]!.assumingMemoryBound(to: Float.self),
        pointers[1]!.assumingMemoryBound(to: Float.self), Int64(first), Int64(rows))
    }
  }
}
