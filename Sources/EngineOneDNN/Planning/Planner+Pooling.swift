import CKernels
import TensorGraph

extension Planner {
  func planPool(_ operation: Pool, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    let input = shape(instruction.inputs[0])
    guard let problem = PoolProblem(operation.window, operation.geometry, input, shape(id), dtype(id)) else {
      return false
    }
    let source = contiguous(instruction.inputs[0])
    let step = addStep()
    let result = addResult(id)
    connect(step, reads: [problem.read(source)], writes: [problem.read(result)])
    let isMax = operation.kind == .max
    problem.finish(step, cost: 0.1 * Double(source.count), operation.name) { shape in
      { pointers, _ in
        var shape = shape
        if isMax {
          ck_max_pool_forward(&shape, problem.type, pointers[0], pointers[1], nil, 1)
        } else {
          ck_average_pool_forward(&shape, problem.type, pointers[0], pointers[1], false, 1)
        }
      }
    }
    return true
  }

  func planMaxPoolGradient(_ operation: MaxPoolGradient, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    let pooled = shape(instruction.inputs[1])
    guard let problem = PoolProblem(operation.window, operation.geometry, shape(id), pooled, dtype(id)) else {
      return false
    }
    let (source, gradient) = (contiguous(instruction.inputs[0]), contiguous(instruction.inputs[1]))
    let step = addStep()
    let result = addResult(id)
    connect(step, reads: [problem.read(source), problem.read(gradient)], writes: [problem.read(result)])
    problem.finish(step, cost: 0.15 * Double(source.count), operation.name) { shape in
      { pointers, _ in
        var shape = shape
        ck_max_pool_backward_from_input(&shape, problem.type, pointers[1], pointers[0], pointers[2], 1)
      }
    }
    return true
  }

  func planAveragePoolGradient(_ operation: AveragePoolGradient, _ instruction: Program.Instruction) -> Bool {
    let id = instruction.outputs[0]
    let pooled = shape(instruction.inputs[0])
    guard let problem = PoolProblem(operation.window, operation.geometry, shape(id), pooled, dtype(id)) else {
      return false
    }
    let gradient = contiguous(instruction.inputs[0])
    let step = addStep()
    let result = addResult(id)
    connect(step, reads: [problem.read(gradient)], writes: [problem.read(result)])
    problem.finish(step, cost: 0.15 * Double(result.count), operation.name) { shape in
      { pointers, _ in
        var shape = shape
        ck_average_pool_backward(&shape, problem.type, pointers[0], pointers[1], false, 1)
      }
    }
    return true
  }
}

/// A pooling as the C kernels see it; one spatial axis is a picture of height one.
private struct PoolProblem {
  let shape: ck_pool_shape
  let type: ck_dtype
  let batch: Int

  init?(_ window: [Int], _ geometry: WindowGeometry, _ input: [Int], _ output: [Int], _ dtype: DType) {
    guard dtype == .float32 || dtype == .bfloat16, (1...2).contains(window.count),
      geometry.dilation.allSatisfy({ $0 == 1 }), window.reduce(1, *) <= 256
    else { return nil }
    func two(_ values: [Int], _ missing: Int) -> [Int64] {
      (values.count == 1 ? [missing] + values : values).map(Int64.init)
    }
    let (inner, outer) = (two(Array(input[1..<(input.count - 1)]), 1), two(Array(output[1..<(output.count - 1)]), 1))
    let (size, stride, pad) = (two(window, 1), two(geometry.strides, 1), two(geometry.padLow, 0))
    batch = input[0]
    type = dtype.kernelType
    shape = ck_pool_shape(
      batch: Int64(batch), height: inner[0], width: inner[1], channels: Int64(input.last!), out_height: outer[0],
      out_width: outer[1], window_height: size[0], window_width: size[1], stride_height: stride[0],
      stride_width: stride[1], pad_top: pad[0], pad_left: pad[1])
  }

  func read(_ view: View) -> Access {
    Access(
      view.buffer, byteOffset: view.byteOffset, .rows(stride: view.count / batch * view.dtype.byteCount))
  }

  func finish(
    _ step: Step, cost: Double, _ name: String,
    _ body: @escaping (ck_pool_shape) -> (Pointers, UnsafeMutableRawPointer) -> Void
  ) {
    step.extent = batch
    step.cost = 200 + cost
    let whole = shape
    step.work = SimpleWork(name) { _, rows in
      var piece = whole
      piece.batch = Int64(rows)
      return FunctionKernel(body(piece))
    }
  }
}
