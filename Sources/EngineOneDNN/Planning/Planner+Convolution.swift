import CKernels
import COneDNN
import TensorGraph

extension Planner {
  func planConvolution(_ operation: Convolution, _ instruction: Program.Instruction) throws -> Bool {
    let (source, kernel) = (view(instruction.inputs[0]), view(instruction.inputs[1]))
    let problem = ConvolutionProblem(
      geometry: operation.geometry, groups: operation.groups, source: source.shape, kernel: kernel.shape,
      destination: shape(instruction.outputs[0]), dtype: source.dtype)
    guard problem.isSupported else { return false }
    let cut = problem.slabs()
    guard let weights = cut?.weights ?? problem.packedWeights(.forward) else { return false }
    let packed = pack(contiguous(kernel), problem, into: weights)
    let x = contiguous(source)
    let work = ConvolutionWork(problem: problem, weights: weights, slabs: cut?.slabs ?? [], step: addStep())
    work.source = x
    work.packed = packed
    work.result = addResult(instruction.outputs[0])
    work.step.work = work
    work.step.cost = problem.cost
    work.step.extent = cut?.slabs.count ?? problem.batch
    work.reconnect(self)
    fusable[instruction.outputs[0]] = work
    return true
  }

  func planInputGradient(_ operation: ConvolutionInputGradient, _ instruction: Program.Instruction) throws -> Bool {
    let (gradient, kernel) = (view(instruction.inputs[0]), view(instruction.inputs[1]))
    let problem = ConvolutionProblem(
      geometry: operation.geometry, groups: operation.groups, source: shape(instruction.outputs[0]),
      kernel: kernel.shape, destination: gradient.shape, dtype: gradient.dtype)
    guard problem.isSupported, let weights = problem.packedWeights(.backwardData) else { return false }
    let packed = pack(contiguous(kernel), problem, into: weights)
    let g = contiguous(gradient)
    let step = addStep()
    let result = addResult(instruction.outputs[0])
    step.extent = problem.batch
    step.cost = problem.cost
    connect(
      step,
      reads: [Access(g.buffer, byteOffset: g.byteOffset, problem.rows(g)), Access(packed, .whole)],
      writes: [Access(result.buffer, problem.rows(result))])
    step.work = SimpleWork("convolution input gradient \(problem)") { _, rows in
      guard let primitive = problem.primitive(.backwardData, rows: rows, weights: weights) else {
        throw PlanError(description: "oneDNN has no input gradient of \(problem)")
      }
      let roles = [ONEDNN_DESTINATION.role, ONEDNN_WEIGHTS.role, ONEDNN_SOURCE.role]
      return OneDNNKernel(primitive: primitive, roles: roles)
    }
    return true
  }

  func planKernelGradient(_ operation: ConvolutionKernelGradient, _ instruction: Program.Instruction) throws -> Bool {
    let (source, gradient) = (view(instruction.inputs[0]), view(instruction.inputs[1]))
    let result = shape(instruction.outputs[0])
    let problem = ConvolutionProblem(
      geometry: operation.geometry, groups: operation.groups, source: source.shape, kernel: result,
      destination: gradient.shape, dtype: source.dtype)
    guard problem.isSupported, source.dtype == .float32, let weights = problem.packedWeights(.backwardWeights) else {
      return false
    }
    let (x, g) = (contiguous(source), contiguous(gradient))
    let step = addStep()
    step.extent = problem.batch
    step.cost = problem.cost
    step.mostPieces = 8
    // Each piece of the batch leaves its share in oneDNN's own arrangement; their sum is brought into Keras' order.
    let count = weights.byteCount / 4
    let sum = addBuffer([count], .float32)
    let partial = addPartial(count: count, .float32, operation: CK_SUM, to: sum, order: position)
    connect(
      step,
      reads: [
        Access(x.buffer, byteOffset: x.byteOffset, problem.rows(x)),
        Access(g.buffer, byteOffset: g.byteOffset, problem.rows(g)),
      ],
      writes: [Access(partial, .pieces)])
    step.work = SimpleWork("convolution kernel gradient \(problem)") { _, rows in
      guard let primitive = problem.primitive(.backwardWeights, rows: rows, weights: weights) else {
        throw PlanError(description: "oneDNN has no kernel gradient of \(problem)")
      }
      let roles = [ONEDNN_SOURCE.role, ONEDNN_DESTINATION.role, ONEDNN_WEIGHTS.role]
      return OneDNNKernel(primitive: primitive, roles: roles)
    }
    let unpack = addStep()
    let output = addResult(instruction.outputs[0])
    unpack.cost = 200 + 0.5 * Double(count)
    connect(unpack, reads: [Access(sum.buffer, .whole)], writes: [Access(output.buffer, .whole)])
    unpack.work = SimpleWork("unpack kernel gradient") { _, _ in
      guard let plain = problem.plainWeights, let primitive = onednn_reorder(weights.handle, plain.handle) else {
        throw PlanError(description: "oneDNN cannot unpack the kernel gradient of \(problem)")
      }
      return OneDNNKernel(primitive: primitive, roles: [ONEDNN_SOURCE.role, ONEDNN_DESTINATION.role])
    }
    return true
  }

  /// The kernel in the arrangement that a primitive chose; one copy for all that chose the same.
  private func pack(_ kernel: View, _ problem: ConvolutionProblem, into weights: Layout) -> Int {
    let found = packedKernels.first { candidate in
      candidate.kernel == kernel && onednn_layout_equal(candidate.layout.handle, weights.handle)
    }
    if let found { return found.buffer }
    let buffer = addBytes(weights.byteCount)
    let step = addStep()
    step.cost = 200 + 0.5 * Double(kernel.count)
    connect(
      step, reads: [Access(kernel.buffer, byteOffset: kernel.byteOffset, .whole)], writes: [Access(buffer, .whole)])
    step.work = SimpleWork("pack kernel") { _, _ in
      guard let plain = problem.plainWeights, let primitive = onednn_reorder(plain.handle, weights.handle) else {
        throw PlanError(description: "oneDNN cannot pack the kernel of \(problem)")
      }
      return OneDNNKernel(primitive: primitive, roles: [ONEDNN_SOURCE.role, ONEDNN_DESTINATION.role])
    }
    packedKernels.append(PackedKernel(kernel: kernel, layout: weights, buffer: buffer))
    return buffer
  }

  struct PackedKernel {
    var kernel: View
    var layout: Layout
    var buffer: Int
  }
}

/// A convolution forward, with a bias and a lower bound of zero if wanted.
final class ConvolutionWork: Work, PostFusable {
  let problem: ConvolutionProblem
  let weights: Layout
  /// The pieces of a single sample; none if it stays whole, or if there are several.
  let slabs: [ConvolutionProblem.Slab]
  /// The step that does this work, and owns it.
  unowned let step: Step
  var source: View!
  var packed = -1
  var result: View!
  var bias: View?
  var clampsAtZero = false
  var dependsOnPosition: Bool { !slabs.isEmpty }

  init(problem: ConvolutionProblem, weights: Layout, slabs: [ConvolutionProblem.Slab], step: Step) {
    self.problem = problem
    self.weights = weights
    self.slabs = slabs
    self.step = step
  }

  var channels: Int { problem.filters }
  var name: String {
    "convolution \(problem)" + (bias == nil ? "" : " bias") + (clampsAtZero ? " relu" : "")
  }

  func reconnect(_ planner: Planner) {
    let (from, to) = slabs.isEmpty ? (problem.rows(source), problem.rows(result)) : (.whole, .whole)
    var reads = [Access(source.buffer, byteOffset: source.byteOffset, from), Access(packed, .whole)]
    if let bias { reads.append(Access(bias.buffer, byteOffset: bias.byteOffset, .whole)) }
    planner.connect(step, reads: reads, writes: [Access(result.buffer, to)])
  }

  func prepare(first: Int, rows: Int, pieces: Int) throws -> Kernel {
    let slab = slabs.isEmpty ? nil : slabs[first]
    let primitive = (slab?.problem ?? problem).primitive(
      .forward, rows: rows, weights: weights, hasBias: bias != nil, clampsAtZero: clampsAtZero)
    guard let primitive else { throw PlanError(description: "oneDNN has no \(name)") }
    var roles = [ONEDNN_SOURCE.role, ONEDNN_WEIGHTS.role]
    if bias != nil { roles.append(ONEDNN_BIAS.role) }
    let shifts = slab.map { (positionBytes(source) * $0.sourceStart, positionBytes(result) * $0.destinationStart) }
    return OneDNNKernel(primitive: primitive, roles: roles + [ONEDNN_DESTINATION.role], shifts: shifts ?? (0, 0))
  }

  private func positionBytes(_ view: View) -> Int { view.count / view.shape[1] * view.dtype.byteCount }
}
