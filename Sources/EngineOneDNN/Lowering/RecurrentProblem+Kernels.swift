import CKernels
import TensorGraph

extension RecurrentProblem {
  /// What runs `rows` rows of the batch through all steps.
  func kernel(rows: Int, _ slots: RecurrentSlots) -> Kernel {
    let shape = shape(rows: rows)
    var sized = shape
    let bytes = ck_recurrent_scratch_bytes(&sized)
    if isGradient {
      return FunctionKernel(scratchByteCount: bytes) { pointers, scratch in
        var shape = shape
        var pass = backward(Operands(pointers: pointers, slots: slots))
        ck_recurrent_run_backward(&shape, &pass, scratch)
      }
    }
    return FunctionKernel(scratchByteCount: bytes) { pointers, scratch in
      var shape = shape
      var pass = forward(Operands(pointers: pointers, slots: slots))
      ck_recurrent_run_forward(&shape, &pass, scratch)
    }
  }

  private struct Operands {
    let pointers: Pointers
    let slots: RecurrentSlots

    func input(_ index: Int) -> UnsafePointer<Float>? {
      slots.inputs[index] < 0 ? nil : UnsafePointer(pointers[slots.inputs[index]]!.assumingMemoryBound(to: Float.self))
    }

    func output(_ index: Int) -> UnsafeMutablePointer<Float>? {
      slots.outputs[index] < 0 ? nil : pointers[slots.outputs[index]]!.assumingMemoryBound(to: Float.self)
    }

    /// The mask is the last input. One of zeros is in memory too.
    var mask: UnsafePointer<UInt8>? {
      slots.inputs.last! < 0
        ? nil : UnsafePointer(pointers[slots.inputs.last!]!.assumingMemoryBound(to: UInt8.self))
    }
  }

  private func forward(_ operands: Operands) -> ck_recurrent_forward {
    var pass = ck_recurrent_forward()
    pass.projected = operands.input(0)
    pass.hidden = operands.input(1)
    pass.packed = operands.input(kernelInput)
    pass.mask = isMasked ? operands.mask : nil
    pass.sequence = operands.output(0)
    pass.last_hidden = operands.output(1)
    switch kind {
    case .simple:
      pass.previous = operands.output(2)
    case .lstm:
      pass.cell = operands.input(2)
      pass.last_cell = operands.output(2)
      pass.previous = operands.output(3)
      pass.previous_cell = operands.output(4)
      pass.gates = operands.output(5)
    case .gru:
      pass.bias = operands.input(3)
      pass.previous = operands.output(2)
      pass.gates = operands.output(3)
    }
    return pass
  }

  private func backward(_ operands: Operands) -> ck_recurrent_backward {
    var pass = ck_recurrent_backward()
    pass.packed = operands.input(0)
    pass.mask = isMasked ? operands.mask : nil
    pass.projected_gradient = operands.output(0)
    // The order of inputs and outputs is that of the composites in `Recurrence`.
    switch kind {
    case .simple:
      pass.gates = operands.input(1)
      pass.sequence_gradient = operands.input(2)
      pass.hidden_gradient = operands.input(3)
      pass.initial_hidden = operands.output(1)
    case .lstm:
      pass.previous_cell = operands.input(1)
      pass.gates = operands.input(2)
      pass.sequence_gradient = operands.input(3)
      pass.hidden_gradient = operands.input(4)
      pass.cell_gradient = operands.input(5)
      pass.initial_hidden = operands.output(1)
      pass.initial_cell = operands.output(2)
    case .gru:
      pass.previous = operands.input(1)
      pass.gates = operands.input(2)
      pass.sequence_gradient = operands.input(3)
      pass.hidden_gradient = operands.input(4)
      pass.inner_gradient = operands.output(1)
      pass.initial_hidden = operands.output(2)
    }
    return pass
  }
}
